"""The waiting list: who waits for a freed seat, and to whom one is offered. In the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agenda import Wish
from bot.effects import Leave, Wait
from bot.store.appointments import Register, slot_of
from bot.store.seats import LIVE, TAKING, Queued, appointments, wishes

OFFER = timedelta(minutes=20)  # how long a freed seat is one person's alone
OPEN = (Queued.WAITING, Queued.OFFERED)
AT_ONCE = 50  # freed seats looked at in one round


@dataclass(frozen=True, slots=True)
class Match:
    """A freed seat and the first who waits for it."""

    wish: int
    channel: str
    chat: str
    freed: int
    desk: str


async def wait(register: Register, effect: Wait) -> None:
    """Join the end of the line; whoever stands there already keeps their place."""
    standing = [wish for wish in await my_wishes(register) if wish.service == effect.service]
    if any(set(effect.desks) <= set(wish.desks) for wish in standing):
        return
    whose = {"channel": register.channel, "chat": register.chat, "asked_at": register.now}
    what = {"service": effect.service, "desks": list(effect.desks), "state": Queued.WAITING}
    await register.connection.execute(insert(wishes).values(**whose, **what))


async def leave(register: Register, effect: Leave) -> None:
    mine = and_(wishes.c.channel == register.channel, wishes.c.chat == register.chat)
    left = update(wishes).where(wishes.c.id == effect.wish, mine, wishes.c.state.in_(OPEN))
    await register.connection.execute(left.values(state=Queued.LEFT))


async def my_wishes(register: Register) -> tuple[Wish, ...]:
    """The person's places in line, each with what is offered to it now."""
    query = (
        select(wishes.c.id.label("wish"), wishes.c.desks, wishes.c.service.label("wanted"))
        .add_columns(wishes.c.state.label("queued"), wishes.c.offered_until, appointments)
        .outerjoin(appointments, appointments.c.id == wishes.c.freed)
        .where(wishes.c.channel == register.channel, wishes.c.chat == register.chat)
        .where(wishes.c.state.in_(OPEN))
        .order_by(wishes.c.id)
    )
    found = []
    for row in await register.connection.execute(query):
        offered = row.queued == Queued.OFFERED and row.offered_until > register.now
        offer = slot_of(row) if offered else None
        found.append(
            Wish(row.wish, row.wanted, tuple(row.desks), offer, row.offered_until if offer else None)
        )
    return tuple(found)


async def matches(connection: AsyncConnection, now: datetime) -> list[Match]:
    """The freed seats that are withheld and offered to nobody, each with the first in line."""
    over = and_(wishes.c.state == Queued.OFFERED, wishes.c.offered_until <= now)
    await connection.execute(update(wishes).where(over).values(state=Queued.WAITING, asked_at=now))
    found, chosen = [], set[int]()
    for freed in (await connection.execute(_freed(now))).all():
        line = select(wishes).where(wishes.c.state == Queued.WAITING, wishes.c.service == freed.service)
        line = line.where(or_(wishes.c.freed.is_(None), wishes.c.freed != freed.id))
        for wish in (await connection.execute(line.order_by(wishes.c.asked_at, wishes.c.id))).all():
            if freed.desk in wish.desks and wish.id not in chosen:
                chosen.add(wish.id)
                found.append(Match(wish.id, wish.channel, wish.chat, freed.id, freed.desk))
                break
    return found


async def offer(register: Register, match: Match) -> bool:
    """Withhold a freed seat for one person; False if the seat or the person is no longer there."""
    await register.lock({match.desk})
    still = select(_freed(register.now).where(appointments.c.id == match.freed).exists())
    if not (await register.connection.execute(still)).scalar_one():
        return False
    until = register.now + OFFER
    waiting = and_(wishes.c.id == match.wish, wishes.c.state == Queued.WAITING)
    offered = {"state": Queued.OFFERED, "freed": match.freed, "offered_until": until}
    changed = await register.connection.execute(update(wishes).where(waiting).values(offered))
    sooner = and_(appointments.c.id == match.freed, appointments.c.cool_until < until)
    await register.connection.execute(update(appointments).where(sooner).values(cool_until=until))
    return changed.rowcount == 1


def _freed(now: datetime) -> Select[tuple[Any, ...]]:
    """Seats that were freed a short while ago, that nobody took and that are offered to nobody."""
    table, other = appointments.c, appointments.alias()
    taken = exists().where(
        other.c.desk == table.desk,
        other.c.seat == table.seat,
        other.c.start < table.until,
        other.c.until > table.start,
        other.c.state.in_(TAKING),
    )
    offered = exists().where(wishes.c.freed == table.id, wishes.c.state == Queued.OFFERED)
    return (
        select(appointments)
        .where(table.state.not_in(LIVE), table.cool_until > now, table.start > now + OFFER)
        .where(~taken, ~offered)
        .order_by(table.start, table.id)
        .limit(AT_ONCE)
    )
