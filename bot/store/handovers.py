"""Handovers, from the person's side: asked for, added to, ended. All inside the transaction of a message."""

from __future__ import annotations

from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.effects import CallOperator, Thank
from bot.session import Session
from bot.store.tables import Stage, conversations, handovers, messages, notes, timers, users
from bot.world import Line, Standing

PATIENCE = timedelta(minutes=15)  # after so long without a word, the waiting person gets a kind one
RECENT = 20  # talks from which the wait is told
FEWEST = 3  # with fewer, nothing is promised
OPEN = handovers.c.state.in_((Stage.WAITING, Stage.HELD))


def _of(channel: str, chat: str) -> ColumnElement[bool]:
    return and_(handovers.c.channel == channel, handovers.c.chat == chat)


async def ask(
    connection: AsyncConnection, channel: str, chat: str, call: CallOperator, session: Session, now: datetime
) -> None:
    """Put the conversation into a desk's queue. It has none that is open, or the database refuses."""
    values = {
        "channel": channel,
        "chat": chat,
        "desk": call.desk,
        "entry": call.entry,
        "reason": call.reason,
        "language": session.language,
        "interpreter": call.interpreter,
        "urgent": call.urgent,
        "state": Stage.WAITING,
        "version": 0,
        "asked_at": now,
        "heard_at": now,
    }
    await connection.execute(handovers.insert().values(values))
    await remind(connection, channel, chat, session.version, now + PATIENCE)


async def relay(
    connection: AsyncConnection, channel: str, chat: str, urgent: bool, session: Session, now: datetime
) -> None:
    """The person said something more. An emergency marks the handover for good."""
    values: dict[str, object] = {"heard_at": now, "language": session.language}
    if urgent:
        values["urgent"] = True
    await connection.execute(update(handovers).where(_of(channel, chat), OPEN).values(values))
    await remind(connection, channel, chat, session.version, now + PATIENCE)


async def hang_up(connection: AsyncConnection, channel: str, chat: str, now: datetime) -> None:
    """The person ends it. There may be nothing to end any more: somebody of the desk was faster."""
    values: dict[str, object] = {"state": Stage.CLOSED, "owner": None, "version": handovers.c.version + 1}
    values |= {"closed_at": now, "closed_by": "person"}
    await connection.execute(update(handovers).where(_of(channel, chat), OPEN).values(values))
    await calm(connection, channel, chat)


async def thank(connection: AsyncConnection, channel: str, chat: str, said: Thank) -> None:
    """The last word on a closed talk counts, and only its own person has one."""
    mine = (_of(channel, chat), handovers.c.id == said.handover, handovers.c.state == Stage.CLOSED)
    await connection.execute(update(handovers).where(*mine).values(helped=said.helped))


async def erase(connection: AsyncConnection, channel: str, chat: str) -> None:
    """Nothing of the person's talks is left."""
    mine = select(handovers.c.id).where(_of(channel, chat))
    await connection.execute(delete(notes).where(notes.c.handover.in_(mine)))
    await connection.execute(delete(handovers).where(_of(channel, chat)))
    await calm(connection, channel, chat)


# -- timers: one of a kind in a conversation, true only for the version it was set in -------------


async def remind(
    connection: AsyncConnection, channel: str, chat: str, version: int, due_at: datetime
) -> None:
    """Set the next kind word; the one before is forgotten."""
    await calm(connection, channel, chat)
    values = {"channel": channel, "chat": chat, "what": "waiting", "version": version, "due_at": due_at}
    await connection.execute(timers.insert().values(values))


async def calm(connection: AsyncConnection, channel: str, chat: str) -> None:
    await connection.execute(delete(timers).where(timers.c.channel == channel, timers.c.chat == chat))


# -- what a person may know ----------------------------------------------------------------------


async def standing(connection: AsyncConnection, channel: str, chat: str) -> Standing | None:
    """What this person waits for."""
    row = (await connection.execute(select(handovers).where(_of(channel, chat), OPEN))).one_or_none()
    if row is None:
        return None
    same = handovers.c.urgent.is_(bool(row.urgent))
    earlier = or_(
        handovers.c.asked_at < row.asked_at,
        and_(handovers.c.asked_at == row.asked_at, handovers.c.id < row.id),
    )
    first = and_(same, earlier)
    if not row.urgent:
        first = or_(handovers.c.urgent.is_(True), first)
    line = await _line(connection, row.desk, first)
    return Standing(row.desk, line, row.heard_at, row.state == Stage.HELD)


async def line_at(connection: AsyncConnection, desk: str, urgent: bool) -> Line:
    """The line as it would be for somebody who asks now: behind all who wait, or all in an emergency."""
    first = handovers.c.urgent.is_(True) if urgent else handovers.c.id.is_not(None)
    return await _line(connection, desk, first)


async def _line(connection: AsyncConnection, desk: str, first: ColumnElement[bool]) -> Line:
    ahead = select(func.count()).where(handovers.c.desk == desk, handovers.c.state == Stage.WAITING, first)
    place = int((await connection.execute(ahead)).scalar_one()) + 1
    taken = (
        select(handovers.c.asked_at, handovers.c.claimed_at)
        .where(handovers.c.desk == desk, handovers.c.claimed_at.is_not(None))
        .order_by(handovers.c.id.desc())
        .limit(RECENT)
    )
    waits = [(claimed - asked).total_seconds() for asked, claimed in await connection.execute(taken)]
    return Line(place, max(1, round(median(waits) / 60)) if len(waits) >= FEWEST else None)


async def staffed(connection: AsyncConnection, channel: str, chat: str) -> frozenset[str]:
    """The desks with somebody who answers; none for a person who was blocked."""
    is_chat = (conversations.c.channel == channel, conversations.c.chat == chat)
    blocked = (await connection.execute(select(conversations.c.blocked).where(*is_chat))).scalar_one_or_none()
    if blocked:
        return frozenset()
    query = select(users.c.desks).where(users.c.active, users.c.role.in_(("operator", "administrator")))
    return frozenset(desk for desks in (await connection.execute(query)).scalars() for desk in desks)


async def last_message(connection: AsyncConnection, channel: str, chat: str) -> int:
    """The row of what the person said last; 0 before the first word."""
    query = select(func.max(messages.c.id)).where(messages.c.channel == channel, messages.c.chat == chat)
    return (await connection.execute(query)).scalar_one() or 0
