"""Check the knowledge base."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli import main, or_explain
from bot.knowledge.check import overdue
from bot.knowledge.faults import every
from bot.knowledge.folder import open_folder
from bot.knowledge.model import Knowledge
from bot.knowledge.source import Fault
from bot.knowledge.territory import territories
from bot.misleading import misleading
from bot.oversize import oversize
from bot.settings import read_settings


@main.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--allow-overdue", is_flag=True, help="Entries past their date are told, but do not fail.")
@click.option("--json", "as_json", is_flag=True, help="Write faults and counts as JSON.")
def check(folder: Path | None, allow_overdue: bool, as_json: bool) -> None:
    """Check the knowledge base: every fault with file, line and remedy."""
    settings = or_explain(read_settings)
    knowledge, opened = open_folder(folder or settings.knowledge)
    faults, late, changes = list(opened.faults), list[Fault](), dict[str, list[str]]()
    if knowledge:
        known = territories(opened, knowledge.languages)
        now = datetime.now(UTC)
        faults = [*every(knowledge, opened, known), *oversize(knowledge, opened, now)]
        faults += [] if opened.faults else misleading(knowledge, opened, settings.cache)
        late += overdue(knowledge, opened, now.date())
        changes = {name: territory.changes() for name, territory in known.items()}
    counted = counts(knowledge) if knowledge else {}
    if as_json:
        found = {"faults": rows(faults), "overdue": rows(late), "counts": counted, "territories": changes}
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    else:
        for fault in sorted([*faults, *late]):
            click.echo(str(fault))
        for name, said in changes.items():
            click.echo(f"Territory {name} changes: {'; '.join(said) or 'nothing'}.")
        entries = len(knowledge.entries) if knowledge else 0
        click.echo(f"{entries} entries, {len(faults)} faults, {len(late)} overdue.")
    if faults or (late and not allow_overdue):
        sys.exit(1)


def rows(faults: Iterable[Fault]) -> list[dict[str, str | int]]:
    return [{"file": f.file, "line": f.line, "what": f.what, "remedy": f.remedy} for f in sorted(faults)]


def counts(knowledge: Knowledge) -> dict[str, dict[str, int]]:
    """How much there is, in each language."""
    sources = sum(len(entry.sources) for entry in knowledge.entries.values())
    return {
        code: {
            "entries": len(language.entries),
            "phrases": sum(len(each.phrases) for each in language.entries.values()),
            "sections": sum(len(each.sections) for each in language.entries.values()),
            "sources": sources,
        }
        for code, language in knowledge.languages.items()
    }
