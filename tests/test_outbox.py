"""Sending what was kept: order, repeats, and what each error leads to."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.channels.channel import Refused, SendError, TryLater, Uncertain, Unreachable, WindowClosed
from bot.hear import Brain, Ear
from bot.outbox import MOST_TRIES, Outbox
from bot.store.database import Database
from bot.store.tables import outbox as table
from bot.translations import Rendered
from tests.conftest import NOW, words


@dataclass
class Wire:
    """A platform at the end of a wire: takes parts, or fails as it is told to."""

    errors: list[Exception | None] = field(default_factory=list)
    taken: list[tuple[str, str]] = field(default_factory=list)
    name: str = "wire"
    window: timedelta | None = None
    pieces: int = 1

    def parts(self, rendered: Rendered) -> Sequence[object]:
        return [f"{number}:{rendered.text[:10]}" for number in range(self.pieces)]

    def opening(self, rendered: Rendered) -> Sequence[object]:
        return []

    async def send(self, chat: str, part: object) -> str:
        await asyncio.sleep(0)
        if self.errors and (error := self.errors.pop(0)):
            raise error
        self.taken.append((chat, str(part)))
        return f"id{len(self.taken)}"


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sender(database: Database, brain: Brain, wire: Wire, clock: Clock) -> Outbox:
    return Outbox(database, {"wire": wire}, lambda: brain.knowledge, clock)


@pytest.fixture
def ear(database: Database, brain: Brain, clock: Clock) -> Ear:
    return Ear(database, brain, clock=clock)


async def say(ear: Ear, text: str, id: str = "1", chat: str = "1") -> None:
    await ear.hear(words(text, id=id, chat=chat, channel="wire"))


async def states(database: Database) -> list[tuple[str, str | None]]:
    async with database.reading() as connection:
        rows = await connection.execute(select(table.c.state, table.c.error).order_by(table.c.id))
        return [(state, error) for state, error in rows]


async def test_replies_of_a_chat_go_out_in_order(ear: Ear, sender: Outbox, wire: Wire) -> None:
    for number, text in enumerate(("menu", "desks", "back", "privacy")):
        for chat in ("a", "b"):
            await say(ear, text, str(number), chat)
    await sender.drain()
    for chat in ("a", "b"):
        assert [part for who, part in wire.taken if who == chat] == [
            "0:How can I ", "0:In which t", "0:How can I ", "0:To answer ",
        ]  # fmt: skip


async def test_a_platform_that_is_busy_is_tried_again_later(
    ear: Ear, sender: Outbox, wire: Wire, clock: Clock, database: Database
) -> None:
    wire.errors = [TryLater("429", timedelta(seconds=30))]
    await say(ear, "menu")
    await sender.drain()
    assert wire.taken == []
    clock.now += timedelta(seconds=31)
    await sender.drain()
    assert len(wire.taken) == 1
    assert await states(database) == [("sent", None)]


async def test_a_platform_that_is_busy_for_ever_is_given_up(
    ear: Ear, sender: Outbox, wire: Wire, clock: Clock, database: Database
) -> None:
    wire.errors = [TryLater("429", timedelta(seconds=1))] * (MOST_TRIES + 1)
    await say(ear, "menu")
    for _try in range(MOST_TRIES + 1):
        await sender.drain()
        clock.now += timedelta(seconds=2)
    assert await states(database) == [("failed", "429")]


async def test_an_unknown_outcome_is_repeated_once(
    ear: Ear, sender: Outbox, wire: Wire, clock: Clock, database: Database
) -> None:
    wire.errors = [Uncertain("timeout"), Uncertain("timeout")]
    await say(ear, "menu")
    for _try in range(3):
        await sender.drain()
        clock.now += timedelta(seconds=5)
    assert await states(database) == [("unknown", "timeout")]
    assert wire.taken == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (Refused("400"), "400"),
        (WindowClosed("63016"), "63016"),
        (ValueError("bug"), "fault"),
        (SendError(), "SendError"),
    ],
)
async def test_what_will_never_go_out_is_given_up(
    ear: Ear, sender: Outbox, wire: Wire, database: Database, error: Exception, told: str
) -> None:
    wire.errors = [error]
    await say(ear, "menu")
    await say(ear, "desks", "2")
    await sender.drain()
    assert await states(database) == [("failed", told), ("sent", None)]


async def test_who_blocked_us_is_left_alone(ear: Ear, sender: Outbox, wire: Wire, database: Database) -> None:
    wire.errors = [Unreachable("403")]
    await say(ear, "menu")
    await say(ear, "desks", "2")
    await sender.drain()
    assert await states(database) == [("failed", "unreachable")] * 2
    await say(ear, "menu", "3")
    await sender.drain()
    assert len(wire.taken) == 1


async def test_parts_that_went_out_are_not_repeated(
    ear: Ear, sender: Outbox, wire: Wire, clock: Clock
) -> None:
    wire.pieces = 3
    wire.errors = [None, None, Uncertain("timeout")]
    await say(ear, "menu")
    await sender.drain()
    clock.now += timedelta(seconds=5)
    await sender.drain()
    assert [part[0] for _chat, part in wire.taken] == ["0", "1", "2"]


async def test_nothing_leaves_after_the_window_has_closed(
    ear: Ear, sender: Outbox, wire: Wire, clock: Clock, database: Database
) -> None:
    wire.window = timedelta(hours=24)
    await say(ear, "menu")
    clock.now += timedelta(hours=23, minutes=59, seconds=30)
    await sender.drain()
    assert wire.taken == []
    assert await states(database) == [("failed", "window")]


async def test_it_runs_until_cancelled_and_wakes_at_once(ear: Ear, sender: Outbox, wire: Wire) -> None:
    ear.kept = sender.wake
    task = asyncio.create_task(sender.run(alone=True))
    for number in range(5):
        await say(ear, "menu", str(number), f"chat{number}")
    for _turn in range(500):
        if len(wire.taken) == 5:
            break
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(wire.taken) == 5
