"""Which times a desk gives: slots made from its hours when they are asked for, never stored ahead. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.hours import receiving
from bot.knowledge.model import Desk, Knowledge, Service
from bot.messages import Event
from bot.world import Query

MORNING, EVENING = time(10), time(20)  # of the day before, on the desk's clock: when a reminder is decent
AHEAD = timedelta(hours=2)  # before the start: the second reminder


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at a desk for a service: aware UTC instants. `seats` is how many people can have it at once."""

    desk: str
    service: str
    start: datetime
    until: datetime
    seats: int = 1

    @property
    def key(self) -> str:
        """The slot as a button carries it."""
        return f"{self.desk}/{self.start:%Y%m%d%H%M}"


@dataclass(frozen=True, slots=True)
class Taken:
    """A seat that cannot be had from one instant until another."""

    desk: str
    seat: int
    start: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """What names an appointment: `code` is said at the desk, `token` is the secret in its calendar link."""

    code: str
    token: str


class Notice(StrEnum):
    """Which of the reminders of an appointment."""

    EVE = "eve"
    SOON = "soon"


@dataclass(frozen=True, slots=True)
class Reminder:
    """When to remind of an appointment: due at one instant, of no use any more at another. Aware UTC."""

    notice: Notice
    due: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment to come. `version` counts its changes; `confirmed` says that the person will come."""

    ticket: Ticket
    slot: Slot
    name: str
    language: str
    interpreter: bool = False
    version: int = 1
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A place on the waiting list; with an `offer`, a slot that nobody else can have until then."""

    id: int
    service: str
    desks: tuple[str, ...]
    offer: Slot | None = None
    offered_until: datetime | None = None


# -- what a flow may look at -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FreeSlots(Query[tuple[Slot, ...]]):
    """The free slots of a service at some desks, in order of time; at the counter without its notice."""

    service: str
    desks: tuple[str, ...]
    counter: bool = False


@dataclass(frozen=True, slots=True)
class MyAppointments(Query[tuple[Appointment, ...]]):
    """The appointments to come of who is talking, in order of time."""


@dataclass(frozen=True, slots=True)
class MyWishes(Query[tuple[Wish, ...]]):
    """The places on the waiting list of who is talking."""


@dataclass(frozen=True, slots=True)
class NewTicket(Query[Ticket]):
    """A ticket that nobody has yet."""


# -- arithmetic ------------------------------------------------------------------------------


def instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """A wall time as UTC. One that the clocks skip is as much later; of one that comes twice, the first."""
    return datetime.combine(day, clock, zone).astimezone(UTC)


def seats(desk: Desk, service: Service) -> int:
    return min(desk.seats, service.seats or desk.seats)


def slots(desk: Desk, name: str, service: Service, day: date) -> Iterator[Slot]:
    """The slots of one local day, one after the other, none over the end of the hours."""
    zone, length, places = ZoneInfo(desk.zone), timedelta(minutes=service.minutes), seats(desk, service)
    for span in receiving(desk, name, day):
        start, end = instant(day, span.start, zone), instant(day, span.end, zone)
        while start + length <= end:
            yield Slot(desk.id, name, start, start + length, places)
            start += length


def bookable(desk: Desk, name: str, service: Service, now: datetime) -> Iterator[Slot]:
    """The slots from the notice until the horizon, free or not."""
    today, earliest = now.astimezone(ZoneInfo(desk.zone)).date(), now + timedelta(hours=service.notice_hours)
    for ahead in range(service.horizon_days + 1):
        for slot in slots(desk, name, service, today + timedelta(days=ahead)):
            if slot.start >= earliest:
                yield slot


def free(knowledge: Knowledge, query: FreeSlots, taken: Iterable[Taken], now: datetime) -> tuple[Slot, ...]:
    """The slots in which at least one seat is left, in order of time, then of the desks asked for."""
    service = knowledge.services.get(query.service)
    if service is None:
        return ()
    service = service.model_copy(update={"notice_hours": 0}) if query.counter else service
    busy = _by_day(taken)
    found = [
        slot
        for name in query.desks
        if (desk := desk_of(knowledge, name))
        for slot in bookable(desk, query.service, service, now)
        if len(_seats_taken(slot, busy)) < slot.seats
    ]
    return tuple(sorted(found, key=lambda slot: slot.start))


def span_of(knowledge: Knowledge, query: FreeSlots, now: datetime) -> tuple[datetime, datetime]:
    """The instants between which a query can have slots; a day more at each end, for desks in other zones."""
    service = knowledge.services.get(query.service)
    days = service.horizon_days if service else 0
    return now - timedelta(days=1), now + timedelta(days=days + 2)


def reminders(slot: Slot, zone: ZoneInfo, now: datetime) -> tuple[Reminder, ...]:
    """Those that are still to come: who books inside the time of one knows without it.

    The first ends in the evening and the second begins later, so no outage ever brings both together.
    """
    eve = slot.start.astimezone(zone).date() - timedelta(days=1)
    first = Reminder(Notice.EVE, instant(eve, MORNING, zone), instant(eve, EVENING, zone))
    second = Reminder(Notice.SOON, slot.start - AHEAD, slot.start)
    return tuple(each for each in (first, second) if each.due > now)


def overlaps(one: Slot | Taken, other: Slot | Taken) -> bool:
    return one.start < other.until and other.start < one.until


def desk_of(knowledge: Knowledge, name: str) -> Desk | None:
    return next((desk for desk in knowledge.desks if desk.id == name), None)


def event_of(knowledge: Knowledge, slot: Slot, ticket: Ticket, version: int = 1) -> Event:
    """An appointment for a calendar: place and time only, for others may see the screen."""
    desk = desk_of(knowledge, slot.desk)
    parts = (desk.name, desk.address, desk.municipality) if desk else ()
    place = ", ".join(part for part in parts if part)
    return Event(ticket.token, slot.start, slot.until, place, version)


def kept_open(knowledge: Knowledge, slot: Slot) -> bool:
    """Whether the desk still receives at the time of an appointment: an editor may have closed it since."""
    desk = desk_of(knowledge, slot.desk)
    if desk is None:
        return False
    zone = ZoneInfo(desk.zone)
    day = slot.start.astimezone(zone).date()
    spans = receiving(desk, slot.service, day)
    return any(
        instant(day, span.start, zone) <= slot.start and slot.until <= instant(day, span.end, zone)
        for span in spans
    )


Busy = Mapping[tuple[str, date], list[Taken]]


def _by_day(taken: Iterable[Taken]) -> Busy:
    found: dict[tuple[str, date], list[Taken]] = defaultdict(list)
    for each in taken:
        for day in {each.start.date(), each.until.date()}:
            found[each.desk, day].append(each)
    return found


def _seats_taken(slot: Slot, busy: Busy) -> set[int]:
    """The seats of a slot that are gone. Seats beyond those of its service do not count."""
    days = {slot.start.date(), slot.until.date()}
    near = (each for day in days for each in busy.get((slot.desk, day), ()))
    return {each.seat for each in near if each.seat <= slot.seats and overlaps(slot, each)}
