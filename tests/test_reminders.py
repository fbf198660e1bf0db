"""Reminders when the clock moves: over both clock changes, an outage, a crash, whatever changes meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.agenda import Slot, instant, reminders
from bot.channels.channel import SendError, TryLater, Unreachable, WindowClosed
from bot.effects import Book, CallOff, Move
from bot.hear import Brain
from bot.reminders import Reminders
from bot.store import reminders as kept
from bot.store.appointments import Register, ticket
from bot.store.database import Database
from bot.store.outbox import report
from bot.store.seats import Reminding
from bot.store.seats import reminders as table
from bot.store.tables import conversations, outbox
from tests.conftest import NOW
from tests.desk import DESK, Desk

ROME = ZoneInfo("Europe/Rome")
STEP = timedelta(minutes=15)
NINE = instant(date(2026, 11, 26), time(9), ROME)  # a Thursday, three days from NOW
EVE, SOON = instant(date(2026, 11, 25), time(10), ROME), NINE - timedelta(hours=2)


@pytest.fixture
def desk(database: Database, brain: Brain) -> Desk:
    return Desk(database, brain)


def slot(start: datetime) -> Slot:
    return Slot(DESK, "permits", start, start + timedelta(minutes=30), 2)


async def book(desk: Desk, start: datetime = NINE, chat: str = "1", *, greeted: bool = True) -> str:
    """An appointment of somebody who has written; gives its code."""
    if greeted:
        await desk.say("menu", chat)
        await desk.outbox.drain()
    named = ticket()
    effect = Book(slot(start), named, "Nur", "en", False, 9, reminders=reminders(slot(start), ROME, desk.now))
    async with desk.database.writing() as connection:
        await Register(desk.database, connection, desk.now, "wire", chat).book(effect)
    desk.wire.taken.clear()
    return named.code


async def look(desk: Desk) -> int:
    """What the service does all the time: find what is due, send what was kept."""
    told = await Reminders(desk.database, desk.ear).round()
    await desk.outbox.drain()
    return told


async def walk(desk: Desk, until: datetime, off: tuple[datetime, datetime] | None = None) -> list[datetime]:
    """Let time go by, the service being off for a while; says when reminders reached the person."""
    reached = []
    while desk.now < until:
        desk.now += STEP
        if off and off[0] <= desk.now < off[1]:
            continue
        before = len(desk.wire.taken)
        await look(desk)
        reached += [desk.now] * (len(desk.wire.taken) - before)
    return reached


async def states(desk: Desk) -> list[str]:
    async with desk.database.reading() as connection:
        return list(
            (await connection.execute(select(table.c.state).order_by(table.c.due_at, table.c.id))).scalars()
        )


async def missed(desk: Desk) -> list[str]:
    async with desk.database.reading() as connection:
        return [each.why for each in await kept.missed(connection, desk.now - timedelta(days=9))]


def days() -> Iterator[tuple[date, time]]:
    """Appointments on the days of both clock changes, on those before and after."""
    for sunday in (date(2026, 3, 29), date(2026, 10, 25)):
        for ahead in (-1, 0, 1):
            yield sunday + timedelta(days=ahead), time(9)
        yield sunday, time(4, 30)


@pytest.mark.parametrize(("day", "clock"), list(days()))
async def test_both_come_on_time_over_a_change_of_the_clocks(desk: Desk, day: date, clock: time) -> None:
    start = instant(day, clock, ROME)
    desk.now = instant(day - timedelta(days=1), time(9, 30), ROME)
    await book(desk, start)
    reached = await walk(desk, start + STEP)
    assert [at.astimezone(ROME).isoformat() for at in reached] == [
        datetime.combine(day - timedelta(days=1), time(10), ROME).isoformat(),
        (start - timedelta(hours=2)).astimezone(ROME).isoformat(),
    ]


THREE_HOURS = timedelta(hours=3)
OUTAGES = [
    (EVE - STEP, [EVE - STEP + THREE_HOURS, SOON]),  # late, but of use
    (EVE + timedelta(hours=8), [EVE, SOON]),
    (SOON - timedelta(hours=2), [EVE, SOON + timedelta(hours=1)]),
    (SOON - timedelta(minutes=30), [EVE]),  # over when the appointment has begun
    (SOON - STEP, [EVE]),
]  # fmt: skip


@pytest.mark.parametrize(("begin", "expected"), OUTAGES)
async def test_an_outage_of_three_hours(desk: Desk, begin: datetime, expected: list[datetime]) -> None:
    desk.now = EVE - timedelta(hours=1)
    await book(desk)
    assert await walk(desk, NINE + timedelta(hours=2), (begin, begin + THREE_HOURS)) == expected
    dropped = 2 - len(expected)
    assert await states(desk) == [Reminding.TOLD] * len(expected) + [Reminding.DROPPED] * dropped


async def test_an_outage_over_the_evening_brings_only_the_second(desk: Desk) -> None:
    await book(desk)
    assert await walk(desk, NINE, (EVE, SOON + STEP)) == [SOON + STEP]
    assert await states(desk) == [Reminding.DROPPED, Reminding.TOLD]


async def test_a_platform_that_takes_nothing_for_three_hours(desk: Desk) -> None:
    await book(desk)
    desk.now = EVE - STEP
    desk.wire.errors = [TryLater("busy", THREE_HOURS)]
    assert await walk(desk, EVE + THREE_HOURS + STEP) == [EVE + THREE_HOURS]
    desk.now = SOON - STEP
    desk.wire.errors = [TryLater("busy", THREE_HOURS)]
    assert await walk(desk, NINE + THREE_HOURS) == []
    assert await states(desk) == [Reminding.TOLD, Reminding.DROPPED]
    assert await missed(desk) == []


async def test_who_books_inside_the_time_of_a_reminder_knows_without_it(desk: Desk) -> None:
    desk.now = SOON + STEP
    await book(desk)
    assert await states(desk) == []
    desk.now = EVE + STEP
    await book(desk, NINE + timedelta(minutes=30))
    assert await states(desk) == [Reminding.WAITING]


@pytest.mark.parametrize("told", [False, True])
async def test_what_was_cancelled_or_moved_is_not_reminded_of(desk: Desk, told: bool) -> None:
    """Also if it is so between the keeping of a reminder and its sending."""
    off, moved = await book(desk, chat="1"), await book(desk, chat="2")
    desk.now = EVE
    later = slot(NINE + timedelta(days=1))
    if told:
        assert await Reminders(desk.database, desk.ear).round() == 2
    async with desk.database.writing() as connection:
        register = Register(desk.database, connection, desk.now)
        await register.call_off(CallOff(off, timedelta(0)))
        await register.move(Move(moved, later, timedelta(0), reminders(later, ROME, desk.now)))
    await look(desk)
    assert desk.wire.taken == []
    assert await states(desk) == [*[Reminding.DROPPED] * 2, *[Reminding.WAITING] * 4]
    assert await walk(desk, later.start) == [EVE + timedelta(days=1), SOON + timedelta(days=1)]
    assert {chat for chat, _text in desk.wire.taken} == {"2"}


async def test_several_processes_remind_once(desk: Desk, brain: Brain, address: str) -> None:
    for chat in range(6):
        await book(desk, NINE + timedelta(minutes=30 * (chat // 2)), str(chat))
    desk.now = EVE
    others = [Desk(Database(address), brain, EVE, desk.wire) for _process in range(3)]
    told = await asyncio.gather(*(Reminders(each.database, each.ear).round() for each in others))
    await asyncio.gather(*(each.outbox.drain() for each in others))
    assert sum(told) == 6
    assert sorted(chat for chat, _text in desk.wire.taken) == [str(chat) for chat in range(6)]
    for each in others:
        await each.database.close()


async def test_one_that_cannot_be_kept_hinders_no_other(desk: Desk) -> None:
    await book(desk, chat="1")
    await book(desk, chat="2")
    async with desk.database.writing() as connection:
        broken = update(conversations).where(conversations.c.chat == "1").values(session="{")
        await connection.execute(broken)
    desk.now = EVE
    assert await look(desk) == 1
    assert [chat for chat, _text in desk.wire.taken] == ["2"]
    assert await states(desk) == [Reminding.WAITING, Reminding.TOLD, Reminding.WAITING, Reminding.WAITING]


# -- what does not arrive --------------------------------------------------------------------


@pytest.mark.parametrize(("approved", "expected"), [((), ["window"]), (("reminder",), [])])
async def test_outside_the_window_a_template_or_nothing(
    desk: Desk, approved: tuple[str, ...], expected: list[str]
) -> None:
    desk.wire.window, desk.wire.approved = timedelta(hours=24), approved
    await book(desk)
    await walk(desk, EVE)
    assert await missed(desk) == expected
    gaps = "Thursday 26 November, 09:00 Sportello di esempio A, Pesaro"
    assert desk.wire.taken == ([("1", f"Remember your appointment. {gaps}")] if approved else [])
    await desk.say("hello")  # it is not parked: later it would be of no use
    await desk.outbox.drain()
    assert not any("Remember your appointment.\n" in text for _chat, text in desk.wire.taken)
    assert await look(desk) == 0


@pytest.mark.parametrize(
    ("error", "why"), [(WindowClosed("63016"), "63016"), (Unreachable("63024"), "unreachable")]
)
async def test_what_the_platform_refuses_is_known(desk: Desk, error: SendError, why: str) -> None:
    code = await book(desk)
    desk.now, desk.wire.errors = EVE, [error]
    await look(desk)
    async with desk.database.reading() as connection:
        (lost,) = await kept.missed(connection, desk.now, NINE + STEP, DESK)
        assert (lost.desk, lost.code, lost.start, lost.why) == (DESK, code, NINE, why)
        assert await kept.missed(connection, NINE + STEP) == []
        assert (await kept.counts(connection))["undelivered"] == 1


async def test_what_the_platform_reports_afterwards_is_known_too(desk: Desk) -> None:
    await book(desk)
    desk.now = EVE
    await look(desk)
    assert await missed(desk) == []
    async with desk.database.reading() as connection:
        sid = (
            (await connection.execute(select(outbox.c.platform_id).order_by(outbox.c.id.desc())))
            .scalars()
            .first()
        )
    await report(desk.database, "wire", str(sid), "undelivered", "63016", desk.now)
    assert await missed(desk) == ["63016"]


async def test_reminders_are_said_while_somebody_answers(desk: Desk) -> None:
    ada = await desk.user("ada")
    number = await desk.ask()
    await desk.claim(ada, number)
    await desk.outbox.drain()
    await book(desk, greeted=False)
    desk.now = EVE
    assert await look(desk) == 1
    assert desk.wire.taken[-1][1].endswith("write so to the person who answers you.")


def test_the_time_of_these_tests_is_ahead() -> None:
    assert NOW < EVE < SOON < NINE
    assert NOW.tzinfo is UTC
