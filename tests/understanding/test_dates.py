"""Days and times as people write them."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.dates import days, times

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("oggi", 0),
        ("today please", 0),
        ("النهارده", 0),
        ("domani mattina", 1),
        ("tmrw", 1),
        ("بكرة", 1),
        ("غدوة", 1),
        ("bokra", 1),
        ("dopodomani", 2),
        ("the day after tomorrow", 2),
        ("بعد بكرا", 2),
        ("martedì", 1),
        ("WEDNESDAY", 2),
        ("الخميس", 3),
        ("el gom3a jem3a", 4),
        ("lunedì", 0),
    ],
)
def test_days_by_their_names(text: str, ahead: int) -> None:
    assert days(text, MONDAY)[0] == MONDAY + timedelta(days=ahead)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/3", date(2027, 3, 12)),
        ("1.12", date(2026, 12, 1)),
        ("01-12-26", date(2026, 12, 1)),
        ("٢٤/١١", date(2026, 11, 24)),
        ("۲۴/۱۱/۲۰۲۶", date(2026, 11, 24)),
        ("il 3 dicembre", date(2026, 12, 3)),
        ("3rd of December 2026", date(2026, 12, 3)),
        ("٣ ديسمبر", date(2026, 12, 3)),
        ("2026-12-03", date(2026, 12, 3)),
        ("il 30", date(2026, 11, 30)),
        ("2", date(2026, 12, 2)),
        ("20/11", date(2026, 11, 20)),
        ("29/2/2028", date(2028, 2, 29)),
    ],
)
def test_days_by_their_dates(text: str, day: date) -> None:
    assert days(text, MONDAY)[0] == day


@pytest.mark.parametrize("text", ["", "boh", "29/2/2027", "32/1", "12/13", "🙂", "44"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert days(text, MONDAY) == ()


def test_a_weekday_may_mean_a_later_week() -> None:
    assert days("martedì", MONDAY)[1] == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10", (time(10), False)),
        ("alle 10", (time(10), False)),
        ("10:30", (time(10, 30), True)),
        ("10.30", (time(10, 30), True)),
        ("١٠:٣٠", (time(10, 30), True)),
        ("alle 9 e 20", (time(9, 20), True)),
        ("9 e mezza", (time(9, 30), True)),
        ("الساعة ٩ ونصف", (time(9, 30), True)),
        ("1030", (time(10, 30), True)),
        ("h 15", (time(15), False)),
        ("3 pm", (time(15), False)),
        ("3", (time(15), False)),
        ("noon", (time(12), True)),
    ],
)
def test_times(text: str, meant: tuple[time, bool]) -> None:
    assert times(text)[0] == meant


@pytest.mark.parametrize("text", ["", "boh", "25", "10:75", "12345"])
def test_what_is_no_time_is_none(text: str) -> None:
    assert times(text) == ()


@given(st.dates(date(2026, 1, 1), date(2030, 1, 1)), st.integers(0, 300))
def test_every_date_written_in_full_is_read(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)
    assert days(f"{day:%d/%m/%Y}", today) == (day,)
    assert days(day.isoformat(), today) == (day,)


@given(st.text(max_size=40), st.dates(date(2026, 1, 1), date(2030, 1, 1)))
def test_anything_may_be_typed(text: str, today: date) -> None:
    days(text, today)
    times(text)
