"""A process is killed around a hold, a booking, a move, a cancellation, a reminder: nothing is lost or doubled."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.hear import Brain
from bot.messages import Content, Incoming, Pressed, Words
from bot.reminders import Reminders
from bot.store.database import Database
from bot.store.seats import appointments, reminders
from bot.store.tables import State, outbox
from tests.conftest import NOW
from tests.desk import Desk
from tests.kill import POINTS, Paper, dies_at_commit, killed

LATER = NOW + timedelta(minutes=2)  # a dead process's claims are free by then
TO_THE_TIME = ("appointment", "1", "1", "tomorrow")
TO_THE_END = ("1", "Nur", "yes")
BOOKING = (*TO_THE_TIME, "9:30", *TO_THE_END)
# What is said before the process dies, and in which message it dies; then how the appointments stand.
STEPS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "hold": ((*TO_THE_TIME, "9:30"), ("held",)),
    "between hold and confirm": ((*TO_THE_TIME, "9:30", "1", "Nur"), ("held",)),
    "book": (BOOKING, ("booked",)),
    "confirm": ((*BOOKING, "@confirm CODE 1"), ("booked",)),
    "move": ((*BOOKING, "@move CODE", "wednesday", "10", "yes"), ("moved", "booked")),
    "cancel": ((*BOOKING, "@call_off CODE", "yes"), ("cancelled_by_person",)),
}


async def opened(address: str, brain: Brain, wire: Paper, now: datetime = NOW) -> Desk:
    return Desk(Database(address), brain, now, wire)


async def say(desk: Desk, number: int, text: str) -> bool:
    """The message with this number, as the platform delivers it: perhaps not for the first time."""
    content: Content = Words(text)
    if text.startswith("@"):
        content = Pressed(text.replace("CODE", await code(desk)))
    return await desk.ear.hear(Incoming("wire", "1", f"m{number}", NOW, content, "en"))


async def code(desk: Desk) -> str:
    async with desk.database.reading() as connection:
        query = select(appointments.c.code).where(appointments.c.code.is_not(None))
        return str((await connection.execute(query.limit(1))).scalar_one())


async def seats(desk: Desk) -> tuple[str, ...]:
    async with desk.database.reading() as connection:
        query = select(appointments.c.state).order_by(appointments.c.id)
        return tuple((await connection.execute(query)).scalars())


async def notices(desk: Desk) -> Counter[int]:
    """How many reminders each appointment has."""
    async with desk.database.reading() as connection:
        return Counter((await connection.execute(select(reminders.c.appointment))).scalars())


async def begin(address: str, brain: Brain, paper: Path, texts: tuple[str, ...]) -> None:
    desk = await opened(address, brain, Paper(paper))
    await desk.database.migrate()
    for number, text in enumerate(texts):
        await say(desk, number, text)
        await desk.outbox.drain()
    await desk.database.close()


async def interrupted(address: str, brain: Brain, wire: Paper, number: int, text: str) -> None:
    desk = await opened(address, brain, wire)
    if wire.point == "before the commit":
        if text.startswith("@"):
            await code(desk)
        dies_at_commit(desk.database, 2 if text.startswith("@") else 1)
    await say(desk, number, text)
    await desk.outbox.drain()


async def after(address: str, brain: Brain, paper: Path, step: str, kept: bool) -> int:
    """Restart; the platform delivers again what was not acknowledged; gives how many replies there are."""
    texts, expected = STEPS[step]
    desk = await opened(address, brain, Paper(paper), LATER)
    assert await say(desk, len(texts) - 1, texts[-1]) is not kept
    await desk.outbox.drain()
    assert await seats(desk) == expected
    if "held" in expected:  # what was begun goes on to its end
        for number, text in enumerate(TO_THE_END[len(texts) - len(TO_THE_TIME) - 1 :], len(texts)):
            await say(desk, number, text)
        await desk.outbox.drain()
        assert await seats(desk) == ("booked",)
    coming = sorted((await notices(desk)).values())
    assert coming == ([1, 2] if step == "move" else [1])  # who books for tomorrow gets the second one only
    async with desk.database.reading() as connection:
        states = list((await connection.execute(select(outbox.c.state))).scalars())
    await desk.database.close()
    assert set(states) == {State.SENT}
    return len(states)


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("step", STEPS)
def test_a_step_of_a_booking_is_whole_or_not_at_all(
    address: str, brain: Brain, tmp_path: Path, step: str, point: str
) -> None:
    file, texts = tmp_path / "taken", STEPS[step][0]
    asyncio.run(begin(address, brain, file, texts[:-1]))
    wire = Paper(file, point)
    killed(lambda: asyncio.run(interrupted(address, brain, wire, len(texts) - 1, texts[-1])))
    replies = asyncio.run(after(address, brain, file, step, point != "before the commit"))
    taken = Paper(file).read()
    assert len(taken) == replies + (point == "before the record")  # one repeat where nobody can know


# -- a reminder ------------------------------------------------------------------------------

SOON = datetime(2026, 11, 24, 7, 30, tzinfo=ZoneInfo("Europe/Rome"))  # two hours before
DEATHS = ("while looking", "before the commit", *POINTS[1:])


async def reminded(address: str, brain: Brain, wire: Paper, now: datetime, commit: int = 0) -> None:
    desk = await opened(address, brain, wire, now)
    if commit:
        dies_at_commit(desk.database, commit)
    await Reminders(desk.database, desk.ear).round()
    await desk.outbox.drain()
    await desk.database.close()


@pytest.mark.parametrize("point", DEATHS)
def test_a_reminder_is_told_once(address: str, brain: Brain, tmp_path: Path, point: str) -> None:
    file = tmp_path / "taken"
    asyncio.run(begin(address, brain, file, BOOKING))
    before = len(Paper(file).read())
    commit = {"while looking": 2, "before the commit": 3}.get(point, 0)
    killed(lambda: asyncio.run(reminded(address, brain, Paper(file, point), SOON, commit)))
    for minutes in (2, 3, 5):
        asyncio.run(reminded(address, brain, Paper(file), SOON + timedelta(minutes=minutes)))
    told = Paper(file).read()[before:]
    assert all(text.startswith("Remember your appointment.") for text in told)
    assert len(told) == 1 + (point == "before the record")
