"""Appointments: a seat is sold once. All inside the caller's transaction.

Whoever changes an agenda first locks the rows of its desks, in the order of their names, so nobody waits
in a circle; under the lock the seats are looked at again, and a unique index over the live states has the
last word.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agenda import Appointment, FreeSlots, Slot, Taken, Ticket, free, overlaps, span_of
from bot.effects import Book, CallOff, Confirm, Hold, Move
from bot.knowledge.model import Knowledge
from bot.store import reminders
from bot.store.database import Conflict, Database
from bot.store.seats import LIVE, TAKING, Queued, Status, agendas, appointments, wishes
from bot.store.tables import Instant

HOLD = timedelta(minutes=10)
LETTERS = "ACDEFHJKMNPRTWXY3479"  # none that looks or sounds like another, read out at a desk
CODE_LETTERS = 6  # 64 million codes; they are only taken from their own chat or by the desk
Found = Row[tuple[Any, ...]]


def ticket() -> Ticket:
    """A code to say, and a secret of 128 bits for the calendar link."""
    return Ticket(
        "".join(secrets.choice(LETTERS) for _letter in range(CODE_LETTERS)), secrets.token_urlsafe(16)
    )


async def free_slots(register: Register, knowledge: Knowledge, query: FreeSlots) -> tuple[Slot, ...]:
    """The free slots of a query; what the person holds counts as free to them."""
    begin, end = span_of(knowledge, query, register.now)
    taken = await register.taken(query.desks, begin, end)
    return free(knowledge, query, taken, register.now)


@dataclass(frozen=True, slots=True)
class Register:
    """The appointments, as one person may touch them. Without a chat it is the desk that does."""

    database: Database
    connection: AsyncConnection
    now: datetime
    channel: str | None = None
    chat: str | None = None

    # -- reading -----------------------------------------------------------------------------

    async def taken(self, desks: Iterable[str], begin: datetime, end: datetime) -> list[Taken]:
        """The seats that others have, or that are withheld, between two instants."""
        table = appointments.c
        query = select(table.desk, table.seat, table.start, table.until).where(
            table.desk.in_(tuple(desks)), table.start >= begin, table.start < end, self._counts()
        )
        return [Taken(*row) for row in await self.connection.execute(query)]

    async def mine(self) -> tuple[Appointment, ...]:
        """The person's appointments to come, in order of time."""
        table = appointments.c
        query = (
            select(appointments)
            .where(self._is_mine(), table.state == Status.BOOKED, table.until > self.now)
            .order_by(table.start)
        )
        return tuple(appointment_of(row) for row in await self.connection.execute(query))

    # -- changing ----------------------------------------------------------------------------

    async def hold(self, hold: Hold) -> None:
        """Keep a seat while the person confirms. One at a time; asking again does not prolong it."""
        held = await self._held()
        if held and _fits(held, hold.slot) and held.held_until > self.now:
            return
        await self.lock({hold.slot.desk, *([held.desk] if held else ())})
        await self._let_go()
        await self._take(hold.slot, state=Status.HELD, held_until=self.now + HOLD)

    async def book(self, book: Book) -> None:
        """Raises `Conflict` when the slot is gone, or the person has enough appointments of the service."""
        held = await self._held()
        await self.lock({book.slot.desk, *([held.desk] if held else ())})
        if await self._count(book.slot.service) >= book.limit:
            raise Conflict
        if book.wish is not None:
            await self._accept(book)
        row = await self._seat(book.slot)
        told = {"name": book.name, "language": book.language, "interpreter": book.interpreter}
        await self._set(row, code=book.ticket.code, token=book.ticket.token, **told)
        if self.chat:
            await reminders.write(self.connection, row, 1, book.reminders)

    async def move(self, move: Move) -> None:
        """Take the new seat first, then free the old one. An appointment keeps its code and its link."""
        old = await self._find(move.code)
        held = await self._held()
        if old is None:
            raise Conflict
        await self.lock({move.slot.desk, old.desk, *([held.desk] if held else ())})
        row = await self._seat(move.slot)
        await self.end(old.id, Status.MOVED, move.cool)
        kept = {name: getattr(old, name) for name in ("code", "token", "name", "language", "interpreter")}
        version = old.version + 1
        await self._set(row, **kept, channel=old.channel, chat=old.chat, version=version)
        if old.chat:
            await reminders.write(self.connection, row, version, move.reminders)

    async def confirm(self, confirm: Confirm) -> None:
        """Once is enough. Raises `Conflict` if the appointment is no longer as the person saw it."""
        same = (appointments.c.code == confirm.code, appointments.c.version == confirm.version)
        still = and_(*same, appointments.c.state == Status.BOOKED, self._is_mine())
        at = func.coalesce(appointments.c.confirmed_at, literal(self.now, Instant))
        confirmed = update(appointments).where(still).values(confirmed_at=at)
        if (await self.connection.execute(confirmed)).rowcount != 1:
            raise Conflict

    async def call_off(self, call: CallOff) -> bool:
        """Cancel an appointment; says whether there was one. Calling off twice is calling off once."""
        found = await self._find(call.code)
        if found is None:
            return False
        await self.lock({found.desk})
        by = Status.CANCELLED_BY_PERSON if self.chat else Status.CANCELLED_BY_DESK
        return await self.end(found.id, by, call.cool)

    async def forget(self) -> None:
        """Cancel what is to come and take the person out of all that was."""
        query = select(appointments.c.desk).where(self._is_mine()).distinct()
        await self.lock(set((await self.connection.execute(query)).scalars()))
        await self._let_go()
        for appointment in await self.mine():
            await self.call_off(CallOff(appointment.ticket.code, timedelta(0)))
        await reminders.forget(self.connection, self._is_mine())
        nobody = {"channel": None, "chat": None, "name": "", "token": None}
        await self.connection.execute(update(appointments).where(self._is_mine()).values(nobody))

    # -- steps, under the lock ---------------------------------------------------------------

    async def lock(self, desks: set[str]) -> None:
        """Wait for everybody else who changes these agendas."""
        names = sorted(desks)
        for name in names:
            await self.connection.execute(
                self.database.insert(agendas).values(desk=name).on_conflict_do_nothing()
            )
        query = select(agendas.c.desk).where(agendas.c.desk.in_(names)).order_by(agendas.c.desk)
        await self.connection.execute(query.with_for_update())

    async def _seat(self, slot: Slot) -> int:
        """A booked row for a slot: the seat that was held, even if its time ran out, or one that is free."""
        held = await self._held()
        if held and _fits(held, slot):
            await self._set(held.id, state=Status.BOOKED, held_until=None)
            return int(held.id)
        await self._let_go()
        return await self._take(slot, state=Status.BOOKED)

    async def _take(self, slot: Slot, **values: object) -> int:
        """Take a seat of a slot. Raises `Conflict` when none is left."""
        table = appointments.c
        over = and_(table.desk == slot.desk, table.state == Status.HELD, table.held_until <= self.now)
        await self.connection.execute(delete(appointments).where(over))
        near = await self.taken([slot.desk], slot.start - timedelta(days=1), slot.until)
        left = set(range(1, slot.seats + 1)) - {each.seat for each in near if overlaps(slot, each)}
        if not left:
            raise Conflict
        place = {"desk": slot.desk, "service": slot.service, "start": slot.start, "until": slot.until}
        whose = {"channel": self.channel, "chat": self.chat, "made_at": self.now, "changed_at": self.now}
        row = insert(appointments).values(**place, **whose, seat=min(left), **values).returning(table.id)
        return int((await self.connection.execute(row)).scalar_one())

    async def end(self, row: int, state: Status, cool: timedelta) -> bool:
        """End a booked appointment and withhold its seat for a while."""
        ended = (
            update(appointments)
            .where(appointments.c.id == row, appointments.c.state == Status.BOOKED)
            .values(state=state, cool_until=self.now + cool, changed_at=self.now)
        )
        return (await self.connection.execute(ended)).rowcount == 1

    async def _accept(self, book: Book) -> None:
        """Let the one to whom a freed seat was offered have it. Raises `Conflict` when the offer is over."""
        mine = and_(wishes.c.id == book.wish, wishes.c.channel == self.channel, wishes.c.chat == self.chat)
        offered = and_(mine, wishes.c.state == Queued.OFFERED, wishes.c.offered_until > self.now)
        accept = update(wishes).where(offered).values(state=Queued.ACCEPTED).returning(wishes.c.freed)
        freed = (await self.connection.execute(accept)).scalar_one_or_none()
        if freed is None:
            raise Conflict
        await self._set(freed, cool_until=None)

    async def _set(self, row: int, **values: object) -> None:
        changed = update(appointments).where(appointments.c.id == row)
        await self.connection.execute(changed.values(**values, changed_at=self.now))

    async def _let_go(self) -> None:
        if self.chat:
            held = and_(self._is_mine(), appointments.c.state == Status.HELD)
            await self.connection.execute(delete(appointments).where(held))

    # -- what is whose -----------------------------------------------------------------------

    async def _held(self) -> Found | None:
        query = select(appointments).where(self._is_mine(), appointments.c.state == Status.HELD)
        return (await self.connection.execute(query)).first() if self.chat else None

    async def _find(self, code: str) -> Found | None:
        """A booked appointment by its code: the person's own, or any if it is the desk that asks."""
        query = select(appointments).where(
            appointments.c.code == code, appointments.c.state == Status.BOOKED, self._is_mine()
        )
        return (await self.connection.execute(query)).first()

    async def _count(self, service: str) -> int:
        table = appointments.c
        coming = and_(table.service == service, table.state == Status.BOOKED, table.until > self.now)
        query = select(func.count()).where(self._is_mine(), coming)
        return int((await self.connection.execute(query)).scalar_one()) if self.chat else 0

    def _is_mine(self) -> ColumnElement[bool]:
        """Rows of this chat. To the desk all rows are its own."""
        if self.chat is None:
            return appointments.c.id.is_not(None)
        return and_(appointments.c.channel == self.channel, appointments.c.chat == self.chat)

    def _counts(self) -> ColumnElement[bool]:
        """Rows whose seat nobody else can have now."""
        table = appointments.c
        my_hold = and_(table.state == Status.HELD, self._is_mine()) if self.chat else None
        held = and_(table.state == Status.HELD, table.held_until > self.now)
        held = held if my_hold is None else and_(held, ~my_hold)
        firm = table.state.in_([state for state in TAKING if state is not Status.HELD])
        return or_(firm, held, and_(table.state.not_in(LIVE), table.cool_until > self.now))


async def of_desk(
    connection: AsyncConnection, desk: str | None, begin: datetime, end: datetime
) -> list[Appointment]:
    """The appointments of a desk, or of all, that begin between two instants, in order of time."""
    table = appointments.c
    query = select(appointments).where(table.state == Status.BOOKED, table.start >= begin, table.start < end)
    query = query.where(table.desk == desk) if desk else query
    found = await connection.execute(query.order_by(table.start, table.seat))
    return [appointment_of(row) for row in found]


async def by_token(connection: AsyncConnection, token: str) -> tuple[Appointment, bool] | None:
    """The appointment of a calendar link, and whether it still holds; None if nobody has that link."""
    query = select(appointments).where(appointments.c.token == token).order_by(appointments.c.id.desc())
    row = (await connection.execute(query.limit(1))).first()
    return (appointment_of(row), row.state in LIVE) if row else None


def _fits(row: Found, slot: Slot) -> bool:
    return (row.desk, row.service, row.start, row.until) == (slot.desk, slot.service, slot.start, slot.until)


def slot_of(row: Found) -> Slot:
    return Slot(row.desk, row.service, row.start, row.until, row.seat)


def appointment_of(row: Found) -> Appointment:
    named = Ticket(row.code or "", row.token or "")
    told = (row.name, row.language, row.interpreter, row.version, row.confirmed_at is not None)
    return Appointment(named, slot_of(row), *told)
