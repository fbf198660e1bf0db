"""Show which answers helped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from bot import report
from bot.cli import main, or_explain
from bot.settings import read_settings
from bot.store.questions import votes

HEADING = ("last", "useful", "not useful", "entry")


@main.command()
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV file.")
def feedback(file: Path | None) -> None:
    """Show how many found each answer useful, and how many did not: the most complaints first."""
    found = asyncio.run(report.read(or_explain(read_settings).database_url, votes))
    rows = [(f"{each.last:%Y-%m-%d}", each.useful, each.useless, each.entry) for each in found]
    report.show(HEADING, rows, file)
