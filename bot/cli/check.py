"""Check the knowledge base."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli import main, or_explain
from bot.knowledge.check import faults_of, overdue
from bot.knowledge.folder import open_folder
from bot.settings import read_settings


@main.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--allow-overdue", is_flag=True, help="Entries past their date are told, but do not fail.")
@click.option("--json", "as_json", is_flag=True, help="Write the faults as JSON.")
def check(folder: Path | None, allow_overdue: bool, as_json: bool) -> None:
    """Check the knowledge base: every fault with file, line and remedy."""
    path = folder or or_explain(read_settings).knowledge
    knowledge, opened = open_folder(path)
    faults = sorted(opened.faults + (list(faults_of(knowledge, opened)) if knowledge else []))
    late = sorted(overdue(knowledge, opened, datetime.now(UTC).date())) if knowledge else []
    if as_json:
        rows = [
            {"file": f.file, "line": f.line, "what": f.what, "remedy": f.remedy} for f in [*faults, *late]
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for fault in [*faults, *late]:
            click.echo(str(fault))
        entries = len(knowledge.entries) if knowledge else 0
        click.echo(f"{entries} entries, {len(faults)} faults, {len(late)} overdue.")
    if faults or (late and not allow_overdue):
        sys.exit(1)
