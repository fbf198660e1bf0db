"""What the desk does with its agenda: each a form, a transaction, and the page again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.exc import DBAPIError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.agenda import Slot, instant, reminders
from bot.console.agenda import HERE, Agenda, wall
from bot.console.gate import Visitor
from bot.effects import Book, CallOff, Move
from bot.knowledge.model import Desk
from bot.messages import Moment
from bot.store import diary
from bot.store.appointments import Register, ticket
from bot.store.database import Conflict, is_conflict
from bot.store.diary import Entry
from bot.store.seats import Status
from bot.store.users import record

LONGEST_NAME = 60  # letters, as in the chat
MIDNIGHT = time()
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Counter:
    """The forms of the agenda. `kept` is called after every commit that somebody may wait for."""

    agenda: Agenda
    kept: Callable[[], None]

    async def mark(self, request: Request, visitor: Visitor) -> Response:
        """Seen, did not come, excused; or back to expected."""

        async def done(register: Register, found: Entry) -> None:
            wanted = visitor.text("state")
            if wanted not in found.next(register.now):
                raise Conflict
            await diary.mark(register, found, Status(wanted), self._cool(found))
            await self._record(register, visitor, wanted, found)

        return await self._do(request, visitor, done)

    async def cancel(self, request: Request, visitor: Visitor) -> Response:
        async def done(register: Register, found: Entry) -> None:
            call = CallOff(found.appointment.ticket.code, self._cool(found))
            if found.state is not Status.BOOKED or not await register.call_off(call):
                raise Conflict
            await self._tell(register, visitor, found, None)
            await self._record(register, visitor, "cancel", found)

        return await self._do(request, visitor, done)

    async def move(self, request: Request, visitor: Visitor) -> Response:
        async def done(register: Register, found: Entry) -> None:
            desk = self.agenda.desk(visitor, found.slot.desk)
            if found.state is not Status.BOOKED or desk is None:
                raise Conflict
            slot = await self._slot(register, visitor, found.slot.desk, found.slot.service)
            coming = reminders(slot, ZoneInfo(desk.zone), register.now)
            await register.move(Move(found.appointment.ticket.code, slot, self._cool(found), coming))
            await self._tell(register, visitor, found, slot)
            await self._record(register, visitor, "move", found)

        return await self._do(request, visitor, done)

    async def unblock(self, request: Request, visitor: Visitor) -> Response:
        async def done(register: Register, found: Entry) -> None:
            await diary.unblock(register, found)
            await self._record(register, visitor, "unblock_time", found)

        return await self._do(request, visitor, done)

    async def block(self, _request: Request, visitor: Visitor) -> Response:
        """Keep a time of one day free: at one seat, or at all of them."""
        desk = self.agenda.desk(visitor, visitor.text("desk"))
        if desk is None:
            return await self.agenda.refused(visitor, visitor.text("desk"))
        times, seats = times_of(visitor, desk), seats_of(visitor, desk)
        if times is None or not seats:
            return to_day(desk, self.agenda.gate.clock(), "times")

        async def done(register: Register) -> None:
            await diary.block(register, desk.id, seats, *times)
            detail = f"{desk.id} {times[0].isoformat()} {times[1].isoformat()}"
            await record(register.connection, visitor.user, "block_time", register.now, detail=detail)

        await self._commit(done)
        return to_day(desk, times[0])

    async def book(self, _request: Request, visitor: Visitor) -> Response:
        """Book for somebody at the counter; the page after it shows the code."""
        desk, service = self.agenda.desk(visitor, visitor.text("desk")), visitor.text("service")
        if desk is None:
            return await self.agenda.refused(visitor, visitor.text("desk"))
        name, named = " ".join(visitor.text("name").split())[:LONGEST_NAME], ticket()
        if not name:
            return await self.agenda.free(visitor, desk, service, "name")

        async def done(register: Register) -> Entry:
            slot = await self._slot(register, visitor, desk.id, service)
            told = (visitor.text("language")[:10], bool(visitor.text("interpreter")))
            await register.book(Book(slot, named, name, *told, limit=1))
            found = await diary.booked(register.connection, named.code)
            await self._record(register, visitor, "book", found)
            return found

        try:
            found = await self._commit(done)
        except Conflict:
            return await self.agenda.free(visitor, desk, service, "taken")
        return RedirectResponse(f"{HERE}/{found.id}", 303)

    # -- steps -------------------------------------------------------------------------------

    async def _do(
        self, request: Request, visitor: Visitor, done: Callable[[Register, Entry], Awaitable[None]]
    ) -> Response:
        """One step on one entry, then its day again; or the entry, with what stood in the way."""
        found = await self.agenda.entry(request, visitor)
        if found is None:
            return await self.agenda.refused(visitor)
        try:
            await self._commit(lambda register: done(register, found))
        except Conflict:
            again = await self.agenda.entry(request, visitor)
            return await self.agenda.shown(visitor, again or found, "changed")
        desk = self.agenda.desk(visitor, found.slot.desk)
        return to_day(desk, found.slot.start) if desk else await self.agenda.refused(visitor)

    async def _commit(self, done: Callable[[Register], Awaitable[T]]) -> T:
        """Do it in one transaction. Raises `Conflict` when somebody was faster."""
        gate = self.agenda.gate
        try:
            async with gate.database.writing() as connection:
                result = await done(Register(gate.database, connection, gate.clock()))
        except DBAPIError as error:
            if not is_conflict(error):
                raise
            raise Conflict from error
        self.kept()
        return result

    async def _slot(self, register: Register, visitor: Visitor, desk: str, service: str) -> Slot:
        """The free time that was chosen. Raises `Conflict` when it is no longer there."""
        slots = await self.agenda.free_slots(register, desk, service)
        chosen = next((slot for slot in slots if slot.key == visitor.text("slot")), None)
        if chosen is None:
            raise Conflict
        return chosen

    def _cool(self, found: Entry) -> timedelta:
        rules = self.agenda.knowledge().services.get(found.slot.service)
        return timedelta(minutes=rules.cool_minutes if rules else 0)

    async def _record(self, register: Register, visitor: Visitor, action: str, found: Entry) -> None:
        detail = f"{found.slot.desk} {found.id}"
        await record(register.connection, visitor.user, action, register.now, detail=detail)

    async def _tell(self, register: Register, visitor: Visitor, found: Entry, slot: Slot | None) -> None:
        """Tell the person that their appointment has another slot now, or none."""
        desk = self.agenda.desk(visitor, found.slot.desk)
        if desk is None:
            return
        before = Moment(wall(desk, found.slot.start))
        said = (
            diary.moved(before, Moment(wall(desk, slot.start)), desk.name)
            if slot
            else diary.cancelled(before, desk.name)
        )
        await diary.tell(register, found, said)


def times_of(visitor: Visitor, desk: Desk) -> tuple[datetime, datetime] | None:
    """The time of a form, as UTC; without hours it is the whole day. None if it makes no sense."""
    try:
        day = date.fromisoformat(visitor.text("day"))
        start, end = (time.fromisoformat(visitor.text(name) or "00:00") for name in ("from", "until"))
    except ValueError:
        return None
    zone, last = ZoneInfo(desk.zone), day + timedelta(days=1) if end == MIDNIGHT else day
    times = instant(day, start, zone), instant(last, end, zone)
    return times if times[0] < times[1] else None


def seats_of(visitor: Visitor, desk: Desk) -> list[int]:
    """The seats of a form: the one that was chosen, or all of them."""
    return [seat for seat in range(1, desk.seats + 1) if visitor.text("seat") in ("", str(seat))]


def to_day(desk: Desk, at: datetime, problem: str = "") -> Response:
    told = f"&problem={problem}" if problem else ""
    return RedirectResponse(f"{HERE}?desk={desk.id}&day={wall(desk, at):%Y-%m-%d}{told}", 303)
