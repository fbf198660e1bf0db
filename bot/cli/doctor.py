"""Look whether everything is well, and say how to mend what is not."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import click
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agenda import Appointment, desk_of
from bot.cli import main, or_explain
from bot.knowledge.load import load
from bot.knowledge.model import Desk, Knowledge
from bot.knowledge.source import KnowledgeError
from bot.settings import Settings, read_settings
from bot.store import diary
from bot.store.database import Database
from bot.store.inbox import astray
from bot.store.reminders import missed
from bot.store.tables import State, outbox


@main.command()
def doctor() -> None:
    """Look at settings, database, knowledge, unsent replies, and appointments that need somebody."""
    settings = or_explain(read_settings)
    click.echo("settings: ok")
    faults, knowledge = _knowledge(settings)
    faults += asyncio.run(_database(settings, knowledge))
    for fault in faults:
        click.echo(fault)
    click.echo("All is well." if not faults else f"{len(faults)} to mend.")
    sys.exit(1 if faults else 0)


def _knowledge(settings: Settings) -> tuple[list[str], Knowledge | None]:
    """Its faults, or what was read."""
    try:
        knowledge = load(settings.knowledge, settings.territory)
    except KnowledgeError as error:
        return [f"knowledge: {fault}" for fault in error.faults], None
    click.echo(f"knowledge: {len(knowledge.entries)} entries, {len(knowledge.desks)} desks")
    return [], knowledge


async def _database(settings: Settings, knowledge: Knowledge | None) -> list[str]:
    desks = {desk.id for desk in knowledge.desks} if knowledge else None
    database = Database(settings.database_url)
    try:
        if await database.pending():
            return ["database: tables are missing or old. Run `sportello migrate`."]
        async with database.reading() as connection:
            query = select(outbox.c.state, func.count()).group_by(outbox.c.state)
            lost_talks = await astray(connection, desks)
            coming = await _appointments(connection, knowledge, datetime.now(UTC))
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
    return unsent + lost_talks + coming


async def _appointments(connection: AsyncConnection, knowledge: Knowledge | None, now: datetime) -> list[str]:
    """Appointments to come whose people somebody has to tell."""
    closed = await diary.astray(connection, knowledge, now) if knowledge else []
    unreached = Counter((each.desk, each.why) for each in await missed(connection, now))
    return [_astray(each, desk_of(knowledge, each.slot.desk)) for each in closed if knowledge] + [
        f"reminders: {count} at {desk} were not delivered ({why}). See `sportello agenda {desk}`."
        for (desk, why), count in sorted(unreached.items())
    ]


def _astray(found: Appointment, desk: Desk | None) -> str:
    """An appointment over which an editor has closed its desk, by its code: no name."""
    which = f"appointment {found.ticket.code} at {found.slot.desk}"
    if desk is None:
        return f"{which}: this desk is no longer listed. List it again, or `sportello cancel` it."
    at = found.slot.start.astimezone(ZoneInfo(desk.zone))
    return f"{which}, {at:%Y-%m-%d %H:%M}: outside its hours. Move it in the console or cancel it."
