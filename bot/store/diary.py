"""A desk's days at the counter: who is expected, who came, what it blocks. In the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.agenda import Appointment, Slot, kept_open
from bot.knowledge.model import Knowledge
from bot.messages import Moment, Reply, Text, _
from bot.session import Session
from bot.store import handovers
from bot.store.appointments import Found, Register, appointment_of
from bot.store.database import Conflict
from bot.store.outbox import put
from bot.store.seats import Status, appointments
from bot.store.tables import Author, State, conversations
from bot.store.talks import PULLED

SHOWN = (Status.BOOKED, Status.SEEN, Status.ABSENT, Status.EXCUSED, Status.BLOCKED)
# What an appointment can become at the counter. An excused one is over: its seat may be somebody else's.
NEXT: dict[Status, tuple[Status, ...]] = {
    Status.BOOKED: (Status.SEEN, Status.ABSENT, Status.EXCUSED),
    Status.SEEN: (Status.BOOKED, Status.ABSENT),
    Status.ABSENT: (Status.BOOKED, Status.SEEN, Status.EXCUSED),
}
EARLY = timedelta(hours=12)  # whoever comes too early on the day is seen all the same


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of an agenda. `slot.seats` of its appointment is the number of the seat."""

    id: int
    state: Status
    appointment: Appointment
    channel: str | None
    chat: str | None

    @property
    def slot(self) -> Slot:
        return self.appointment.slot

    def next(self, now: datetime) -> tuple[Status, ...]:
        """What it can become now: nobody came, or stayed away, on a day that is still to come."""
        after = NEXT.get(self.state, ())
        return after if self.slot.start <= now + EARLY else tuple(s for s in after if s is Status.EXCUSED)


async def diary(connection: AsyncConnection, desk: str, begin: datetime, end: datetime) -> list[Entry]:
    """All of a desk that overlaps the time between two instants, in order."""
    table = appointments.c
    query = select(appointments).where(table.desk == desk, table.state.in_(SHOWN))
    query = query.where(table.start < end, table.until > begin).order_by(table.start, table.seat, table.id)
    return [_entry(row) for row in await connection.execute(query)]


async def entry(connection: AsyncConnection, row: int) -> Entry | None:
    query = select(appointments).where(appointments.c.id == row, appointments.c.state.in_(SHOWN))
    found = (await connection.execute(query)).one_or_none()
    return _entry(found) if found else None


async def booked(connection: AsyncConnection, code: str) -> Entry:
    """The appointment that was just booked or moved under a code."""
    query = select(appointments).where(appointments.c.code == code, appointments.c.state == Status.BOOKED)
    return _entry((await connection.execute(query)).one())


async def mark(register: Register, found: Entry, state: Status, cool: timedelta) -> None:
    """Say who came. Raises `Conflict` if the appointment is no longer as it was shown."""
    if state not in found.next(register.now):
        raise Conflict
    await register.lock({found.slot.desk})
    withheld = register.now + cool if state is Status.EXCUSED else None
    same = (appointments.c.id == found.id, appointments.c.state == found.state)
    values = {"state": state, "cool_until": withheld, "changed_at": register.now}
    changed = await register.connection.execute(update(appointments).where(*same).values(values))
    if changed.rowcount != 1:
        raise Conflict


async def block(
    register: Register, desk: str, seats: Iterable[int], start: datetime, until: datetime
) -> None:
    """Keep seats free. What was booked there stays, for somebody has to be told; twice is once."""
    await register.lock({desk})
    table = appointments.c
    for seat in seats:
        place = {"desk": desk, "seat": seat, "start": start, "until": until, "state": Status.BLOCKED}
        same = (table[name] == value for name, value in place.items())
        await register.connection.execute(delete(appointments).where(*same))
        values = {**place, "service": "", "made_at": register.now, "changed_at": register.now}
        await register.connection.execute(insert(appointments).values(values))


async def unblock(register: Register, found: Entry) -> None:
    await register.lock({found.slot.desk})
    blocked = (appointments.c.id == found.id, appointments.c.state == Status.BLOCKED)
    await register.connection.execute(delete(appointments).where(*blocked))


async def astray(connection: AsyncConnection, knowledge: Knowledge, now: datetime) -> list[Appointment]:
    """The appointments to come that stand where their desk no longer receives, by desk and time."""
    table = appointments.c
    query = select(appointments).where(table.state == Status.BOOKED, table.start > now)
    found = [appointment_of(row) for row in await connection.execute(query.order_by(table.desk, table.start))]
    return [each for each in found if not kept_open(knowledge, each.slot)]


async def tell(register: Register, found: Entry, said: Sequence[Text]) -> None:
    """Tell the person, in the language they write in, if they booked in a chat that still exists."""
    connection, channel, chat = register.connection, found.channel, found.chat
    if channel is None or chat is None:
        return
    query = select(conversations.c.session)
    query = query.where(conversations.c.channel == channel, conversations.c.chat == chat)
    kept = (await connection.execute(query)).scalar_one_or_none()
    if kept is None:
        return
    language, last = Session.from_json(kept).language, await handovers.last_message(connection, channel, chat)
    state = State.SENT if channel in PULLED else State.WAITING
    reply = Reply(tuple(said))
    await put(connection, channel, chat, last, reply, language, state, register.now, Author.NOTICE)


def cancelled(when: Moment, place: str) -> tuple[Text, ...]:
    """Time and place only, for others may see the screen."""
    return (
        _("The desk has to cancel your appointment.\n{moment}\n{place}", moment=when, place=place),
        _("We are sorry. To book another time, write “menu”."),
    )


def moved(before: Moment, after: Moment, place: str) -> tuple[Text, ...]:
    """As little as `cancelled` says."""
    return (
        _(
            "The desk has moved your appointment.\nBefore: {before}\nNow: {after}\n{place}",
            before=before,
            after=after,
            place=place,
        ),
        _("If you cannot come, write “menu” and choose “My appointments”."),
    )


def _entry(row: Found) -> Entry:
    return Entry(row.id, Status(row.state), appointment_of(row), row.channel, row.chat)
