"""Texts out to a spreadsheet and back, for those who translate."""

from __future__ import annotations

import difflib
from pathlib import Path

import click

from bot.cli import main, or_explain
from bot.knowledge import exchange
from bot.knowledge.sheet import SheetError
from bot.settings import read_settings


@main.group()
def knowledge() -> None:
    """Texts out to a spreadsheet and back, for those who translate."""


@knowledge.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export(file: Path) -> None:
    """Write all texts into FILE (.xlsx): a row for each text, a column for each language."""
    if file.suffix.lower() != ".xlsx":
        raise click.ClickException(f"{file} cannot be opened as a sheet. Give it a name that ends in .xlsx.")
    if file.exists():
        raise click.ClickException(f"{file} is there already, perhaps with work in it. Choose another name.")
    folder = or_explain(read_settings).knowledge
    try:
        rows = or_explain(lambda: exchange.export(folder, file))
    except OSError as error:
        raise click.ClickException(f"{file} could not be written: {error.strerror}.") from None
    click.echo(f"{rows} texts in {file}. Change the texts, then: sportello knowledge import {file}")


@knowledge.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
def import_(file: Path, dry_run: bool) -> None:
    """Write the texts that were changed in FILE (.xlsx) back: all of them, or none if there is a fault."""
    folder = or_explain(read_settings).knowledge
    try:
        plan = or_explain(lambda: exchange.read_plan(folder, file))
        for change in plan.changes:
            click.echo(show(change))
        files = [] if dry_run else exchange.carry_out(plan, folder)
    except SheetError as error:
        raise click.ClickException(f"Nothing was written. The sheet needs mending:\n{error}") from None
    except OSError as error:
        raise click.ClickException(f"{error.filename} could not be written: {error.strerror}.") from None
    if not plan.changes:
        click.echo("Nothing has changed.")
    elif dry_run:
        click.echo(f"{len(plan.changes)} texts would change. Nothing was written.")
    else:
        click.echo(f"{len(plan.changes)} texts changed in {', '.join(files)}.")


def show(change: exchange.Change) -> str:
    """A change as old and new lines."""
    lines = difflib.ndiff(change.before.split("\n"), change.after.split("\n"))
    shown = [f"  {line}" for line in lines if line[0] in "-+" and line[2:].strip()]
    return "\n".join([f"row {change.row}, {change.language}: {change.id}, {change.field}", *shown])
