"""Reminders of appointments: rows with a due time. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agenda import Reminder
from bot.store.seats import Reminding, Status, appointments, reminders
from bot.store.tables import State, outbox

AT_ONCE = 100  # reminders looked at in one round


@dataclass(frozen=True, slots=True)
class Due:
    """A reminder whose time has come, and the appointment that it is of."""

    reminder: int
    channel: str
    chat: str
    code: str
    version: int


@dataclass(frozen=True, slots=True)
class Missed:
    """A reminder that did not reach its person: `why` is the platform's number or our name for it."""

    desk: str
    code: str
    start: datetime
    why: str


async def write(
    connection: AsyncConnection, appointment: int, version: int, coming: Iterable[Reminder]
) -> None:
    """Keep the reminders of an appointment, in the transaction that makes it."""
    rows = [
        {"appointment": appointment, "version": version, "notice": each.notice, "due_at": each.due}
        | {"until": each.until, "state": Reminding.WAITING}
        for each in coming
    ]
    if rows:
        await connection.execute(insert(reminders), rows)


async def waiting(connection: AsyncConnection, now: datetime) -> bool:
    """Whether any reminder is due: a question that hinders nobody."""
    found = select(reminders.c.id).where(_is_due(now)).limit(1)
    return (await connection.execute(found)).first() is not None


async def due(connection: AsyncConnection, now: datetime) -> tuple[list[Due], int]:
    """Those to be sent now, the oldest first; and how many were dropped, for their time is over."""
    over = and_(_is_due(now), or_(reminders.c.until <= now, ~_stands()))
    dropped = await connection.execute(update(reminders).where(over).values(state=Reminding.DROPPED))
    columns = (reminders.c.id, appointments.c.channel, appointments.c.chat, appointments.c.code)
    query = select(*columns, reminders.c.version).join(
        appointments, appointments.c.id == reminders.c.appointment
    )
    found = await connection.execute(
        query.where(_is_due(now)).order_by(reminders.c.due_at, reminders.c.id).limit(AT_ONCE)
    )
    return [Due(*row) for row in found], dropped.rowcount


async def take(connection: AsyncConnection, reminder: int, now: datetime) -> bool:
    """Mark one as told. False if somebody else did, or it is of no use any more. Under the chat's lock."""
    still = and_(reminders.c.id == reminder, _is_due(now), reminders.c.until > now, _stands())
    taken = await connection.execute(update(reminders).where(still).values(state=Reminding.TOLD))
    return taken.rowcount == 1


async def became(connection: AsyncConnection, reminder: int, reply: int) -> None:
    """Remember which reply carries it, so that its fate is known."""
    await connection.execute(update(reminders).where(reminders.c.id == reminder).values(reply=reply))


async def useless(connection: AsyncConnection, reply: int, now: datetime) -> bool:
    """Whether a reply carries a reminder that came too late, or of what is off; then it counts as dropped."""
    late = and_(reminders.c.reply == reply, or_(reminders.c.until <= now, ~_stands()))
    dropped = await connection.execute(update(reminders).where(late).values(state=Reminding.DROPPED))
    return dropped.rowcount > 0


async def forget(connection: AsyncConnection, whose: ColumnElement[bool]) -> None:
    """Erase the reminders of somebody's appointments."""
    theirs = select(appointments.c.id).where(whose)
    await connection.execute(delete(reminders).where(reminders.c.appointment.in_(theirs)))


async def missed(
    connection: AsyncConnection, begin: datetime, end: datetime | None = None, desk: str | None = None
) -> list[Missed]:
    """The reminders that reached nobody, of appointments that stand, between two instants."""
    table = appointments.c
    query = _missed().where(table.state == Status.BOOKED, table.start >= begin)
    query = query.where(table.start < end) if end else query
    query = query.where(table.desk == desk) if desk else query
    return [Missed(*row) for row in await connection.execute(query.order_by(table.start, table.id))]


async def counts(connection: AsyncConnection) -> dict[str, int]:
    """How many reminders there are in each state; `undelivered` of those that were told."""
    states = select(reminders.c.state, func.count()).group_by(reminders.c.state)
    found = {str(state): int(count) for state, count in await connection.execute(states)}
    failed = select(func.count()).select_from(_missed().subquery())
    return {**found, "undelivered": int((await connection.execute(failed)).scalar_one())}


def _missed() -> Select[Any]:
    """Reminders that were not sent, or of which the platform reported that they did not arrive."""
    table = appointments.c
    lost = or_(
        outbox.c.state.in_((State.FAILED, State.UNKNOWN)), outbox.c.delivery.in_(("failed", "undelivered"))
    )
    why = func.coalesce(outbox.c.error, outbox.c.delivery, outbox.c.state)
    return (
        select(table.desk, table.code, table.start, why)
        .select_from(reminders)
        .join(outbox, outbox.c.id == reminders.c.reply)
        .join(appointments, table.id == reminders.c.appointment)
        .where(lost, reminders.c.state == Reminding.TOLD)
    )


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(reminders.c.state == Reminding.WAITING, reminders.c.due_at <= now)


def _stands() -> ColumnElement[bool]:
    """The appointment of a reminder is still as it was when the reminder was written, and somebody's."""
    same = (appointments.c.id == reminders.c.appointment, appointments.c.version == reminders.c.version)
    return exists().where(*same, appointments.c.state == Status.BOOKED, appointments.c.chat.is_not(None))
