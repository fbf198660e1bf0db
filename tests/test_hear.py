"""One message, one transaction, on both databases."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.engine import FLOWS, Ask, Done, Flow
from bot.hear import Brain, Ear
from bot.messages import Incoming, Media, Opened, Pressed
from bot.store.database import Database
from bot.store.outbox import said
from bot.store.tables import messages, outbox
from bot.translations import Voice
from bot.world import World
from tests.conftest import NOW, words


@pytest.fixture
def ear(database: Database, brain: Brain) -> Ear:
    return Ear(database, brain, pulled=frozenset({"web"}), clock=lambda: NOW)


async def told(ear: Ear, chat: str = "1") -> list[str]:
    async with ear.database.reading() as connection:
        rows = await said(connection, "web", chat)
    return [
        Voice(language, ear.brain.knowledge).reply(reply).text for _row, _message, reply, language in rows
    ]


async def test_a_message_delivered_many_times_at_once_is_answered_once(ear: Ear) -> None:
    message = words("how do I get a tax code")
    new = await asyncio.gather(*(ear.hear(message) for _time in range(6)))
    assert sorted(new) == [False] * 5 + [True]
    assert len(await told(ear)) == 1


async def test_messages_of_one_chat_are_taken_one_after_the_other(ear: Ear) -> None:
    await asyncio.gather(*(ear.hear(words("menu", id=str(number))) for number in range(10)))
    async with ear.database.reading() as connection:
        assert (await connection.execute(select(func.count()).select_from(messages))).scalar_one() == 10
        assert (await connection.execute(select(func.count()).select_from(outbox))).scalar_one() == 10


async def test_what_a_flow_asks_for_is_read(ear: Ear) -> None:
    await ear.hear(words("menu", id="1"))
    await ear.hear(words("privacy", id="2"))
    assert "Of this conversation 2 messages of yours are kept" in (await told(ear))[-1]


async def test_everything_is_erased_on_request(ear: Ear) -> None:
    await ear.hear(words("how do I get a tax code", id="1"))
    await ear.hear(words("delete my data", id="2"))
    await ear.hear(words("1", id="3"))
    assert len(await told(ear)) == 1
    assert (await told(ear))[0].startswith("Done: this conversation is deleted.")
    await ear.hear(words("1", id="3"))
    assert len(await told(ear)) == 1


@pytest.mark.parametrize(
    "text", ["", "x" * 10_000, "🙂🙂", "\x00\x07\x1b", "\ud800 ciao", "\u202e\u2066", " \n\t ", "'; drop"]
)
async def test_nothing_that_can_be_typed_is_left_without_a_reply(ear: Ear, text: str) -> None:
    await ear.hear(words(text))
    assert len(await told(ear)) == 1


@pytest.mark.parametrize(
    "content", [Pressed("\ud800\x00"), Opened("\ud800"), Media("file", "\x00", "\ud800"), Pressed("")]
)
async def test_nothing_that_can_be_pressed_or_sent_breaks_it(
    ear: Ear, content: Pressed | Opened | Media
) -> None:
    await ear.hear(Incoming("web", "1", "1", NOW, content))
    assert len(await told(ear)) == 1


async def test_a_fault_of_ours_is_a_kind_word_and_a_line_in_the_log(
    ear: Ear, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(ask: Ask, world: World) -> Done:
        raise ValueError("secret words of a person")

    monkeypatch.setitem(FLOWS, "menu", Flow("menu", broken, page=True))
    with caplog.at_level(logging.ERROR):
        await ear.hear(words("menu"))
    assert (await told(ear))[0].startswith("Something went wrong on our side")
    assert "a turn failed" in caplog.text
    monkeypatch.undo()
    await ear.hear(words("menu", id="2"))
    assert (await told(ear))[-1].startswith("How can I help you?")


async def test_who_waits_is_woken_after_the_commit(database: Database, brain: Brain) -> None:
    seen: list[int] = []
    ear: Ear

    def kept() -> None:
        seen.append(1)

    ring: Callable[[], None] = kept
    ear = Ear(database, brain, kept=ring)
    await ear.hear(words("menu"))
    assert seen == [1]
