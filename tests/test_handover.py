"""Whatever happens in whatever order: one holder, no bot after a claim, nobody lost, nothing out of order."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.hear import Brain
from bot.messages import Pressed
from bot.session import Holder
from bot.store import talks
from bot.store.database import Database
from bot.store.inbox import astray
from bot.store.tables import Author, Stage, State, conversations, handovers, messages, outbox
from bot.store.talks import Closed, NotFound, Taken
from bot.store.users import User, present
from tests.desk import Desk

STEPS = (
    *("ask", "ask", "say", "say", "menu", "cancel", "stop", "help", "send", "wait", "long"),
    *("claim", "claim", "reply", "reply", "close", "requeue", "transfer", "seen"),
)


@contextmanager
def fresh() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/sportello.db"


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 1)), min_size=1, max_size=3), max_size=10
    )
)
def test_any_order_of_person_bot_timers_and_two_operators(
    brain: Brain, rounds: list[list[tuple[str, int]]]
) -> None:
    """The steps of one round happen at once, those of different rounds one after the other."""
    with fresh() as address:
        asyncio.run(play(address, brain, rounds))


async def play(address: str, brain: Brain, rounds: list[list[tuple[str, int]]]) -> None:
    database = Database(address)
    await database.migrate()
    desk = Desk(database, brain)
    users = [await desk.user("ada"), await desk.user("bea")]
    said: list[str] = []
    await step(desk, "ask", users[0], "", said)  # most that can happen happens in a line or a talk
    try:
        for number, steps in enumerate(rounds):
            desk.now += timedelta(seconds=1)
            words = [f"word {number} {place}" for place in range(len(steps))]
            ended = [
                step(desk, name, users[who], word, said)
                for (name, who), word in zip(steps, words, strict=True)
            ]
            await asyncio.gather(*ended)
            await check(desk)
        await desk.outbox.drain()
        await check(desk, said)
    finally:
        await database.close()


async def step(desk: Desk, name: str, user: User, word: str, said: list[str]) -> None:
    match name:
        case "ask":
            await desk.send(Pressed("@operator"))
            await desk.say("my papers")
        case "say":
            said.append(word)
            await desk.say(word)
        case "menu" | "cancel":
            await desk.say(name)
        case "stop":
            await desk.send(Pressed("@stop"))
        case "help":
            await desk.say("my husband beats me")
        case "send":
            await desk.outbox.drain()
        case "wait" | "long":
            desk.now += timedelta(minutes=16 if name == "wait" else 50)
            await desk.watch.look()
        case _:
            await operate(desk, name, user, word)


async def operate(desk: Desk, name: str, user: User, word: str) -> None:
    """What an operator does with the first open handover there is, as it looked a moment ago."""
    found = next((each.id for each in await desk.see(user)), 0)
    async with desk.database.reading() as connection:
        number = found or (await connection.execute(select(handovers.c.id).limit(1))).scalar() or 0
    try:
        async with desk.database.writing() as connection:
            match name:
                case "claim":
                    await talks.claim(connection, user, number, desk.now)
                case "reply":
                    await talks.reply(connection, user, number, f"operator: {word}", desk.now)
                case "close":
                    await talks.close(connection, user, number, desk.now)
                case "requeue":
                    await talks.requeue(connection, user, number, desk.now)
                case "transfer":
                    await talks.transfer(connection, user, number, "example_pesaro", desk.now)
                case _:
                    await present(connection, user, desk.now)
    except (Taken, Closed, NotFound):
        pass


async def check(desk: Desk, said: list[str] | None = None) -> None:
    """What must hold at every moment; at the end also that every word is kept, in order."""
    async with desk.database.reading() as connection:
        assert await astray(connection, {"example_pesaro"}) == []
        is_open = handovers.c.state.in_((Stage.WAITING, Stage.HELD))
        open_ones = (await connection.execute(select(handovers.c.state).where(is_open))).scalars().all()
        held = (await connection.execute(select(conversations.c.holder))).scalars().all()
        heard = (await connection.execute(select(messages.c.content).order_by(messages.c.id))).scalars().all()
        told = (await connection.execute(select(outbox).order_by(outbox.c.id))).all()
    assert len(open_ones) <= 1  # one person: never two holders
    for state in open_ones:
        assert list(held) == [Holder.OPERATOR if state == Stage.HELD else Holder.QUEUE]
    if said is None:
        return
    kept = [each["text"] for each in heard if each["kind"] == "words" and each["text"].startswith("word")]
    assert sorted(kept) == sorted(said)
    assert not [row for row in told if row.state not in (State.SENT, State.WITHHELD)]
    sent = [row for row in told if row.state == State.SENT]
    assert [f"id{place}" for place in range(1, len(sent) + 1)] == [row.platform_id for row in sent]
    talks_held = held_between(told)
    for row in sent:
        assert row.author != Author.BOT or not any(a < row.sent_at < b for a, b in talks_held), row.reply


def held_between(told: Sequence[Any]) -> list[tuple[datetime, datetime]]:
    """From when to when somebody held the conversation, by what the person was told; never two at a time."""
    found, since = list[tuple[datetime, datetime]](), None
    for row in told:
        first = str(row.reply["text"][0].get("msgid", ""))
        if first.startswith("{name} answers you here now"):
            assert since is None, "taken by two"
            since = row.kept_at
        elif since and row.author == Author.NOTICE and first.startswith(ENDINGS):
            found.append((since, row.kept_at))
            since = None
    return [*found, (since, datetime.max.replace(tzinfo=UTC))] if since else found


ENDINGS = ("{name} has closed", "Another desk", "Nobody is at the desk", "All right, this is closed")
