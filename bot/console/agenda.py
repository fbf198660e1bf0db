"""A desk's agenda: a day or a week of it, one appointment, the free times."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import Response

from bot.agenda import FreeSlots, Slot, instant, kept_open
from bot.console.gate import Gate, Visitor, missing
from bot.console.screen import page
from bot.knowledge.model import Desk, Knowledge
from bot.messages import Passage
from bot.store.appointments import Register, free_slots
from bot.store.diary import Entry, diary, entry
from bot.store.feeds import has_feed
from bot.store.reminders import Missed, missed
from bot.store.seats import Status
from bot.store.users import Role, record
from bot.translations import Voice

log = logging.getLogger(__name__)
KEEPING = frozenset({Role.OPERATOR, Role.CLERK, Role.ADMINISTRATOR})  # who keeps an agenda
WEEK = 7
HERE = "/console/agenda"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is shown. `at` and `until` are wall times of the desk; `astray` asks for another.

    `missed` says that a reminder did not reach the person.
    """

    entry: Entry
    at: datetime
    until: datetime
    service: str
    language: str
    astray: bool
    missed: bool
    next: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """What can be looked at. Desks that are not the user's do not exist for them."""

    gate: Gate
    knowledge: Callable[[], Knowledge]

    async def day(self, request: Request, visitor: Visitor) -> Response:
        return await self._days(request, visitor, week=False)

    async def week(self, request: Request, visitor: Visitor) -> Response:
        return await self._days(request, visitor, week=True)

    async def one(self, request: Request, visitor: Visitor) -> Response:
        """One appointment, with the free times that it could be moved to."""
        found = await self.entry(request, visitor)
        return await self.shown(visitor, found) if found else await self.refused(visitor)

    async def new(self, request: Request, visitor: Visitor) -> Response:
        """The free times of a service, for somebody at the counter."""
        asked = request.query_params
        desk = self.desk(visitor, asked.get("desk", ""))
        if desk is None:
            return await self.refused(visitor, asked.get("desk", ""))
        return await self.free(visitor, desk, asked.get("service", ""))

    # -- pages -------------------------------------------------------------------------------

    async def _days(self, request: Request, visitor: Visitor, *, week: bool) -> Response:
        desks, asked = self.desks(visitor), request.query_params.get("desk")
        desk = self.desk(visitor, asked) if asked else next(iter(desks), None)
        if desk is None:
            nothing = {"visitor": visitor, "here": HERE, "why": "desks"}
            return (
                await self.refused(visitor, asked) if asked else page("sorry.html", visitor.language, nothing)
            )
        day = day_of(request.query_params.get("day", ""), self.gate.clock().astimezone(ZoneInfo(desk.zone)))
        values = await self._table(visitor, desk, day, week=week)
        values |= {"desks": desks, "problem": request.query_params.get("problem", "")}
        return page("agenda.html", visitor.language, values)

    async def _table(self, visitor: Visitor, desk: Desk, day: date, *, week: bool) -> dict[str, object]:
        """The days to show. That they were looked at is written into the audit log."""
        first, count = (day - timedelta(days=day.weekday()), WEEK) if week else (day, 1)
        days = [first + timedelta(days=ahead) for ahead in range(count)]
        async with self.gate.database.writing() as connection:
            begin, end = span(desk, first, count)
            found = await diary(connection, desk.id, begin, end)
            lost = await missed(connection, begin, end, desk.id)
            feed = await has_feed(connection, desk.id)
            detail = f"{desk.id} {first} {count}"
            await record(connection, visitor.user, "agenda", self.gate.clock(), detail=detail)
        lines = self.lines(visitor, desk, found, lost)
        shown = [(each, [line for line in lines if line.at.date() == each]) for each in days]
        step = timedelta(days=count)
        walk = {"day": day, "before": day - step, "after": day + step, "week": week}
        return {"visitor": visitor, "here": HERE, "desk": desk, "days": shown, "feed": feed, **walk}

    async def shown(self, visitor: Visitor, found: Entry, problem: str = "") -> Response:
        desk = self.desk(visitor, found.slot.desk)
        if desk is None:
            return await self.refused(visitor, found.slot.desk)
        slots = await self.slots(desk, found.slot.service)
        async with self.gate.database.writing() as connection:
            detail = f"{desk.id} {found.id}"
            await record(connection, visitor.user, "appointment", self.gate.clock(), detail=detail)
            lost = await missed(connection, found.slot.start, found.slot.until, desk.id)
        line = next(iter(self.lines(visitor, desk, [found], lost)))
        values = {"visitor": visitor, "here": HERE, "desk": desk, "line": line, "problem": problem}
        values["slots"] = [(slot.key, wall(desk, slot.start)) for slot in slots]
        return page("appointment.html", visitor.language, values, 409 if problem else 200)

    async def free(self, visitor: Visitor, desk: Desk, service: str, problem: str = "") -> Response:
        voice, service = (
            self._voice(visitor),
            service if service in desk.services else next(iter(desk.services), ""),
        )
        slots = await self.slots(desk, service)
        values = {"visitor": visitor, "here": HERE, "desk": desk, "service": service, "problem": problem}
        values["services"] = [(name, named(voice, name)) for name in desk.services]
        values["tongues"] = [(code, voice.tongue(code)) for code in self._tongues(desk)]
        values["slots"] = [(slot.key, wall(desk, slot.start)) for slot in slots]
        values["name"] = visitor.text("name")
        return page("new_appointment.html", visitor.language, values, 409 if problem else 200)

    async def refused(self, visitor: Visitor, desk: str = "") -> Response:
        """Somebody asked for what is not theirs: they see nothing, the audit log keeps it."""
        log.warning("an agenda was refused")
        known = desk if any(desk == each.id for each in self.knowledge().desks) else ""
        async with self.gate.database.writing() as connection:
            await record(connection, visitor.user, "refused", self.gate.clock(), detail=known)
        return missing(visitor)

    # -- reading -----------------------------------------------------------------------------

    def desks(self, visitor: Visitor) -> list[Desk]:
        return [desk for desk in self.knowledge().desks if visitor.user.keeps_agenda_of(desk.id)]

    def desk(self, visitor: Visitor, name: str) -> Desk | None:
        return next((desk for desk in self.desks(visitor) if desk.id == name), None)

    async def entry(self, request: Request, visitor: Visitor) -> Entry | None:
        """The entry of an address, if it stands in an agenda of the user's."""
        async with self.gate.database.reading() as connection:
            found = await entry(connection, request.path_params["id"])
        return found if found and self.desk(visitor, found.slot.desk) else None

    async def slots(self, desk: Desk, service: str) -> tuple[Slot, ...]:
        async with self.gate.database.reading() as connection:
            return await self.free_slots(
                Register(self.gate.database, connection, self.gate.clock()), desk.id, service
            )

    async def free_slots(self, register: Register, desk: str, service: str) -> tuple[Slot, ...]:
        """As they are inside a transaction."""
        return await free_slots(register, self.knowledge(), FreeSlots(service, (desk,), counter=True))

    def lines(self, visitor: Visitor, desk: Desk, found: list[Entry], lost: list[Missed]) -> list[Line]:
        voice, now, codes = self._voice(visitor), self.gate.clock(), {each.code for each in lost}
        blocks = [each for each in found if each.state is Status.BLOCKED]
        return [
            Line(
                each,
                wall(desk, each.slot.start),
                wall(desk, each.slot.until),
                named(voice, each.slot.service),
                voice.tongue(each.appointment.language) if each.appointment.language else "",
                each.state is Status.BOOKED and astray(self.knowledge(), each, blocks),
                each.state is Status.BOOKED and each.appointment.ticket.code in codes,
                each.next(now),
            )
            for each in found
        ]

    def _tongues(self, desk: Desk) -> list[str]:
        return list(dict.fromkeys((*desk.languages, *self.knowledge().languages)))

    def _voice(self, visitor: Visitor) -> Voice:
        return Voice(visitor.language, self.knowledge())


def astray(knowledge: Knowledge, each: Entry, blocks: list[Entry]) -> bool:
    """Whether an appointment stands where the desk no longer receives: its person has to be told."""
    over = (
        block.slot.seats == each.slot.seats
        and block.slot.start < each.slot.until
        and each.slot.start < block.slot.until
        for block in blocks
    )
    return any(over) or not kept_open(knowledge, each.slot)


def named(voice: Voice, service: str) -> str:
    """What a service is called; an editor may have taken it away since."""
    names: Mapping[str, str] = voice.knowledge.languages[voice.language].services
    return voice.label(Passage(f"service.{service}", "name")) if service in names else service


def wall(desk: Desk, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(desk.zone))


def span(desk: Desk, first: date, count: int) -> tuple[datetime, datetime]:
    """The instants at which some local days begin and end."""
    zone = ZoneInfo(desk.zone)
    return instant(first, time(), zone), instant(first + timedelta(days=count), time(), zone)


def day_of(text: str, now: datetime) -> date:
    """A day as forms write it (2026-11-24); today for anything else, or too far away to be meant."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return now.date()
    return day if abs(day.year - now.year) <= 10 else now.date()
