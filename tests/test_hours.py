"""Opening hours on wall time: holidays, closures, both days of clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.hours import Door, kilometres, opening
from bot.knowledge.model import Desk, Span

ROME = ZoneInfo("Europe/Rome")
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def desk(**fields: object) -> Desk:
    made = {"id": "a", "name": "A", "municipality": "M", "latitude": 43.9, "longitude": 12.9, "example": True}
    return Desk.model_validate({**made, "hours": {}, **fields})


WORKDAYS = {day: ["09:00-13:00", "15:00-18:00"] for day in DAYS[:5]}


@pytest.mark.parametrize(
    ("now", "door"),
    [
        (datetime(2026, 11, 23, 9, 0), Door(True, datetime(2026, 11, 23, 13, 0, tzinfo=ROME))),
        (datetime(2026, 11, 23, 13, 0), Door(False, datetime(2026, 11, 23, 15, 0, tzinfo=ROME))),
        (datetime(2026, 11, 27, 18, 0), Door(False, datetime(2026, 11, 30, 9, 0, tzinfo=ROME))),
        (
            datetime(2026, 12, 7, 18, 0),
            Door(False, datetime(2026, 12, 9, 9, 0, tzinfo=ROME)),
        ),  # 8 December is a holiday
        (
            datetime(2026, 11, 24, 10, 0),
            Door(False, datetime(2026, 11, 25, 9, 0, tzinfo=ROME)),
        ),  # closed that day
    ],
)
def test_open_until_or_closed_until(now: datetime, door: Door) -> None:
    office = desk(hours=WORKDAYS, closed=[date(2026, 11, 24)])
    assert opening(office, now.replace(tzinfo=ROME)) == door
    assert opening(office, now.replace(tzinfo=ROME).astimezone(UTC)) == door


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25)])
def test_on_days_of_clock_change_the_clock_on_the_wall_counts(day: date) -> None:
    office = desk(hours={"sun": ["09:00-13:00"]})
    noon = datetime.combine(day, time(12), ROME)
    assert opening(office, noon) == Door(True, datetime.combine(day, time(13), ROME))
    assert opening(office, noon - timedelta(hours=12)).moment == datetime.combine(day, time(9), ROME)


def test_a_desk_without_hours_never_opens() -> None:
    assert opening(desk(), datetime(2026, 11, 23, tzinfo=UTC)) == Door(False, None)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    st.sampled_from(("Europe/Rome", "Africa/Cairo")),
)
def test_what_is_said_of_a_moment_holds_until_the_moment_that_is_named(now: datetime, zone: str) -> None:
    office = desk(hours=WORKDAYS, zone=zone)
    here = now.replace(tzinfo=UTC)
    door = opening(office, here)
    if door.moment is not None:
        assert door.moment > here
        just_before = opening(office, door.moment.astimezone(UTC) - timedelta(seconds=1))
        assert just_before.open is door.open or not door.open


@given(*(st.floats(-80, 80) for _each in range(4)))
def test_distances_are_symmetric_and_bounded(a: float, b: float, c: float, d: float) -> None:
    there, back = kilometres((a, b), (c, d)), kilometres((c, d), (a, b))
    assert there == pytest.approx(back, abs=1e-6)
    assert 0 <= there <= 20_016


def test_a_known_distance() -> None:
    assert kilometres((45.4642, 9.19), (41.9028, 12.4964)) == pytest.approx(477, rel=0.01)  # Milan to Rome


def test_a_span_is_read_from_text() -> None:
    assert desk(hours={"mon": ["09:00 - 12:30"]}).hours["mon"] == (Span(start=time(9), end=time(12, 30)),)
