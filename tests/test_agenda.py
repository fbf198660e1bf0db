"""Slots on wall time: clock changes, midnight, leap day, other zones, holidays, breaks, seats."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.agenda import FreeSlots, Notice, Slot, Taken, bookable, free, kept_open, reminders, slots
from bot.hours import receiving
from bot.knowledge.model import Desk, Knowledge, Service
from tests.test_hours import DAYS, desk

ROME = ZoneInfo("Europe/Rome")
CHANGES = (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31))
LEAP = date(2028, 2, 29)
ZONES = ("Europe/Rome", "Africa/Cairo", "Asia/Kathmandu", "America/St_Johns", "Pacific/Kiritimati")
ALL_DAY = {day: ["00:00-23:59"] for day in DAYS}


def office(**fields: object) -> Desk:
    return desk(services=["permits"], **fields)


def base(*desks: Desk, **rules: int) -> Knowledge:
    service = Service.model_validate({"minutes": 30, "notice_hours": 0, "horizon_days": 7, **rules})
    return Knowledge(topics=(), entries={}, languages={}, services={"permits": service}, desks=desks)


def clocks(found: Desk, day: date, minutes: int = 30) -> list[str]:
    zone = ZoneInfo(found.zone)
    made = slots(found, "permits", Service(minutes=minutes), day)
    return [f"{slot.start.astimezone(zone):%H:%M}" for slot in made]


def test_slots_fill_the_hours_and_never_run_over_their_end() -> None:
    found = office(hours={"mon": ["09:00-10:10", "15:00-15:30"]})
    assert clocks(found, date(2026, 11, 23)) == ["09:00", "09:30", "15:00"]


def test_nobody_is_received_in_a_break_and_the_next_slot_begins_after_it() -> None:
    found = office(hours={"mon": ["09:00-11:00"]}, breaks=["09:40-10:00", "12:00-13:00"])
    assert clocks(found, date(2026, 11, 23)) == ["09:00", "10:00", "10:30"]


def test_a_service_may_have_its_own_hours() -> None:
    own = {"permits": {"mon": ["10:00-11:00"]}}
    found = office(hours={"mon": ["09:00-13:00"], "tue": ["09:00-13:00"]}, service_hours=own)
    assert clocks(found, date(2026, 11, 23)) == ["10:00", "10:30"]
    assert clocks(found, date(2026, 11, 24)) == []
    assert receiving(found, "haircuts", date(2026, 11, 23)) == ()


@pytest.mark.parametrize(
    "day", [date(2026, 12, 25), date(2026, 9, 24), date(2026, 11, 23)], ids=["holiday", "patron", "closed"]
)
def test_there_are_no_slots_on_days_off(day: date) -> None:
    assert clocks(office(hours=ALL_DAY, patron="09-24", closed=[date(2026, 11, 23)]), day) == []


def test_when_the_clocks_go_forward_no_slot_is_lost_but_the_hour_that_is_not() -> None:
    night = {"sun": ["01:00-04:00"]}
    assert clocks(office(hours=night), CHANGES[0]) == ["01:00", "01:30", "03:00", "03:30"]


def test_when_the_clocks_go_back_the_hour_that_comes_twice_has_twice_the_slots() -> None:
    night = {"sun": ["01:30-03:30"]}
    assert clocks(office(hours=night), CHANGES[1]) == ["01:30", "02:00", "02:30", "02:00", "02:30", "03:00"]


DAY = st.one_of(st.sampled_from((*CHANGES, LEAP)), st.dates(date(2026, 1, 1), date(2029, 1, 1)))


@given(DAY, st.sampled_from(ZONES), st.sampled_from((10, 25, 30, 45)), st.times(), st.times())
def test_slots_of_a_day_follow_one_another_inside_its_hours(
    day: date, zone: str, minutes: int, one: time, other: time
) -> None:
    first, last = (each.replace(second=0, microsecond=0, tzinfo=None) for each in sorted((one, other)))
    if first == last:
        return
    found = office(zone=zone, hours={name: [f"{first:%H:%M}-{last:%H:%M}"] for name in DAYS})
    made = list(slots(found, "permits", Service(minutes=minutes), day))
    for slot in made:
        here = slot.start.astimezone(ZoneInfo(zone))
        assert here.date() == day or first < time(4)  # an hour that is skipped may only be at night
        assert slot.until - slot.start == timedelta(minutes=minutes)
        assert kept_open(base(found, minutes=minutes), slot)
    for before, after in pairwise(made):
        assert before.until <= after.start


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)),
    st.sampled_from(ZONES),
    st.integers(0, 100),
    st.integers(1, 40),
)
def test_what_can_be_booked_lies_between_the_notice_and_the_horizon(
    moment: datetime, zone: str, notice: int, horizon: int
) -> None:
    now = moment.replace(tzinfo=UTC)
    found = office(zone=zone, hours={day: ["00:00-01:00", "22:00-23:59"] for day in DAYS})
    service = Service(minutes=30, notice_hours=notice, horizon_days=horizon)
    made = list(bookable(found, "permits", service, now))
    here = ZoneInfo(zone)
    for slot in made:
        assert slot.start >= now + timedelta(hours=notice)
        assert 0 <= (slot.start.astimezone(here).date() - now.astimezone(here).date()).days <= horizon
    assert made == sorted(made, key=lambda slot: slot.start)
    assert len(set(made)) == len(made)


NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
QUERY = FreeSlots("permits", ("a", "nowhere"))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 23, hour, minute, tzinfo=UTC)


def test_a_slot_is_free_while_a_seat_is_left() -> None:
    known = base(office(hours={"mon": ["09:00-10:00"]}, seats=2), horizon_days=1)
    one, both = Taken("a", 1, at(8), at(8, 30)), Taken("a", 2, at(8), at(8, 30))
    assert [slot.start for slot in free(known, QUERY, (), NOW)] == [at(8), at(8, 30)]
    assert len(free(known, QUERY, (one,), NOW)) == 2
    assert [slot.start for slot in free(known, QUERY, (one, both), NOW)] == [at(8, 30)]
    assert free(known, FreeSlots("haircuts", ("a",)), (), NOW) == ()


def test_a_longer_appointment_of_another_service_takes_all_slots_that_it_touches() -> None:
    known = base(office(hours={"mon": ["09:00-10:30"]}), horizon_days=1)
    long = Taken("a", 1, at(8, 20), at(8, 40))
    assert [slot.start for slot in free(known, QUERY, (long,), NOW)] == [at(9)]


def test_a_service_may_use_fewer_seats_than_the_desk_has() -> None:
    known = base(office(hours={"mon": ["09:00-09:30"]}, seats=3), horizon_days=1, seats=1)
    assert len(free(known, QUERY, (Taken("a", 2, at(8), at(8, 30)),), NOW)) == 1
    assert free(known, QUERY, (Taken("a", 1, at(8), at(8, 30)),), NOW) == ()


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 20), st.integers(1, 6)), max_size=20))
def test_no_free_slot_has_all_its_seats_taken(rows: list[tuple[int, int, int]]) -> None:
    known = base(office(hours={"mon": ["09:00-13:00"]}, seats=3), horizon_days=1)
    begin = at(8)
    taken = [
        Taken(
            "a", seat, begin + timedelta(minutes=10 * start), begin + timedelta(minutes=10 * (start + length))
        )
        for seat, start, length in rows
    ]
    found = set(free(known, QUERY, taken, NOW))
    for slot in slots(known.desks[0], "permits", known.services["permits"], date(2026, 11, 23)):
        gone = {each.seat for each in taken if each.start < slot.until and slot.start < each.until}
        assert (slot in found) is (len(gone) < 3)


def test_an_appointment_is_not_kept_open_when_the_desk_closes_that_day() -> None:
    slot = Slot("a", "permits", at(8), at(8, 30))
    hours = {"mon": ["09:00-10:00"]}
    assert kept_open(base(office(hours=hours)), slot)
    assert not kept_open(base(office(hours=hours, closed=[date(2026, 11, 23)])), slot)
    assert not kept_open(base(office(hours=hours, breaks=["09:10-09:20"])), slot)
    assert not kept_open(base(), slot)


START = st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))
NEAR = st.tuples(st.sampled_from(CHANGES), st.integers(-30 * 60, 54 * 60)).map(
    lambda pair: datetime.combine(pair[0], time(), UTC) + timedelta(minutes=pair[1])
)


@given(st.one_of(START, NEAR), st.sampled_from(ZONES), st.integers(0, 4 * 24 * 60))
def test_reminders_are_due_at_a_decent_hour_of_the_day_before_and_two_hours_before(
    start: datetime, name: str, minutes: int
) -> None:
    zone, now = ZoneInfo(name), start - timedelta(minutes=minutes)
    found = reminders(Slot("a", "permits", start, start + timedelta(minutes=30)), zone, now)
    day = start.astimezone(zone).date()
    for each in found:
        due, until = each.due.astimezone(zone), each.until.astimezone(zone)
        assert now < each.due < each.until <= start
        if each.notice is Notice.EVE:
            assert (due.date(), due.time()) == (day - timedelta(days=1), time(10))
            assert (until.date(), until.time()) == (day - timedelta(days=1), time(20))
        else:
            assert (start - each.due, each.until) == (timedelta(hours=2), start)
    if len(found) == 2:
        assert found[0].until <= found[1].due  # however long an outage is, never both at once
    assert (Notice.SOON in {each.notice for each in found}) == (minutes > 120)
