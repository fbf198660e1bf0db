"""When a desk is open, and how far it is: pure arithmetic on wall time and on the globe."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from math import asin, cos, radians, sin, sqrt
from zoneinfo import ZoneInfo

import holidays

from bot.knowledge.model import Desk, Span, Week, Weekday

WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
AHEAD = 14  # days that are looked through for the next opening
EARTH_KM = 6371.0088  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class Door:
    """Open until `moment`, or closed until `moment`; None when nothing is known in the days ahead."""

    open: bool
    moment: datetime | None


@cache
def national_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("IT", years=year))


def spans(desk: Desk, day: date) -> tuple[Span, ...]:
    """The opening hours of one local day; none on closures, national holidays and the patron's day."""
    return () if closed(desk, day) else _of(desk.hours, day)


def closed(desk: Desk, day: date) -> bool:
    return day in desk.closed or day in national_holidays(day.year) or f"{day:%m-%d}" == desk.patron


def receiving(desk: Desk, service: str, day: date) -> tuple[Span, ...]:
    """When a service is received on one local day: in its own hours or the desk's, without the breaks."""
    if service not in desk.services or closed(desk, day):
        return ()
    left = _of(desk.service_hours.get(service, desk.hours), day)
    for pause in desk.breaks:
        left = tuple(part for span in left for part in _without(span, pause))
    return left


def _of(week: Week, day: date) -> tuple[Span, ...]:
    return tuple(sorted(week.get(WEEKDAYS[day.weekday()], ()), key=lambda span: span.start))


def _without(span: Span, pause: Span) -> tuple[Span, ...]:
    """What is left of a span before and after a pause."""
    before = Span(start=span.start, end=max(span.start, min(span.end, pause.start)))
    after = Span(start=min(span.end, max(span.start, pause.end)), end=span.end)
    return tuple(part for part in (before, after) if part.start < part.end)


def opening(desk: Desk, now: datetime) -> Door:
    """Whether a desk is open at an aware instant, and until or from when, in the desk's zone."""
    zone = ZoneInfo(desk.zone)
    here = now.astimezone(zone)
    for ahead in range(AHEAD):
        day = here.date() + timedelta(days=ahead)
        for span in spans(desk, day):
            start = datetime.combine(day, span.start, zone)
            end = datetime.combine(day, span.end, zone)
            if start <= here < end:
                return Door(True, end)
            if here < start:
                return Door(False, start)
    return Door(False, None)


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Great-circle distance of two positions (latitude, longitude in degrees): the haversine formula."""
    (lat1, lon1), (lat2, lon2) = one, other
    half_lat, half_lon = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    a = sin(half_lat) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(half_lon) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(a)))
