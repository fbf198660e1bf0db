"""Show what people asked and did not get answered."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import click

from bot import report
from bot.cli import main, or_explain
from bot.settings import read_settings
from bot.store.questions import Group, grouped
from bot.store.questions import unanswered as kept

HEADING = ("last", "count", "language", "question", "nearest")


@main.command()
@click.option("--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write a CSV file.")
def unanswered(file: Path | None) -> None:
    """Show the questions that got no answer or only suggestions: alike ones together, the newest first."""
    address, now = or_explain(read_settings).database_url, datetime.now(UTC)
    asked = asyncio.run(report.read(address, lambda connection: kept(connection, now)))
    report.show(HEADING, [_row(group) for group in grouped(asked)], file)


def _row(group: Group) -> tuple[str | int, ...]:
    newest = group.newest
    day = f"{newest.asked_at:%Y-%m-%d}"
    return day, group.count, newest.language, newest.text, " ".join(newest.near)
