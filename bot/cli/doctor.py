"""Look whether everything is well, and say how to mend what is not."""

from __future__ import annotations

import asyncio
import sys

import click
from sqlalchemy import func, select

from bot.cli import main, or_explain
from bot.knowledge.load import load
from bot.knowledge.source import KnowledgeError
from bot.settings import Settings, read_settings
from bot.store.database import Database
from bot.store.inbox import astray
from bot.store.tables import State, outbox


@main.command()
def doctor() -> None:
    """Look at settings, database, knowledge and unsent replies."""
    settings = or_explain(read_settings)
    click.echo("settings: ok")
    faults, desks = _knowledge(settings)
    faults += asyncio.run(_database(settings, desks))
    for fault in faults:
        click.echo(fault)
    click.echo("All is well." if not faults else f"{len(faults)} to mend.")
    sys.exit(1 if faults else 0)


def _knowledge(settings: Settings) -> tuple[list[str], set[str] | None]:
    """Its faults, and the desks' ids if it can be read."""
    try:
        knowledge = load(settings.knowledge, settings.territory)
    except KnowledgeError as error:
        return [f"knowledge: {fault}" for fault in error.faults], None
    click.echo(f"knowledge: {len(knowledge.entries)} entries, {len(knowledge.desks)} desks")
    return [], {desk.id for desk in knowledge.desks}


async def _database(settings: Settings, desks: set[str] | None) -> list[str]:
    database = Database(settings.database_url)
    try:
        if await database.pending():
            return ["database: tables are missing or old. Run `sportello migrate`."]
        async with database.reading() as connection:
            query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
            lost_talks = await astray(connection, desks)
            counts = {str(row[0]): int(row[1]) for row in await connection.execute(query)}
    except Exception as error:
        return [f"database: no answer ({type(error).__name__}). Look at SPORTELLO_DATABASE_URL."]
    finally:
        await database.close()
    click.echo(f"database: ok; replies {', '.join(f'{k} {v}' for k, v in sorted(counts.items())) or 'none'}")
    lost = {state: counts[state] for state in (State.FAILED, State.UNKNOWN) if state in counts}
    unsent = [
        f"outbox: {count} replies are {state}; the column `error` says why." for state, count in lost.items()
    ]
    return unsent + lost_talks
