"""What was found, as columns in the terminal or as a file for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database

T = TypeVar("T")
Row = Sequence[str | int]


async def read(address: str, what: Callable[[AsyncConnection], Awaitable[T]]) -> T:
    """Read something from the database at an address, bringing a file of SQLite up to date first."""
    database = Database(address)
    try:
        if database.is_sqlite:
            await database.migrate()
        async with database.reading() as connection:
            return await what(connection)
    finally:
        await database.close()


def show(heading: Row, rows: Sequence[Row], file: Path | None) -> None:
    """Write the rows to the terminal, or into a file."""
    if file is None:
        for row in (heading, *rows):
            click.echo("  ".join(str(cell) for cell in row))
        return
    with file.open("w", encoding="utf-8-sig", newline="") as opened:  # the mark tells Excel that it is UTF-8
        csv.writer(opened).writerows([heading, *([harmless(cell) for cell in row] for row in rows)])
    click.echo(f"{len(rows)} rows written to {file}.")


def harmless(cell: str | int) -> str | int:
    """A text that a spreadsheet does not take for a formula: anybody can have written it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t")) else cell
