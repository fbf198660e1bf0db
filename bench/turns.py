"""What keeping a turn costs: the same messages through the core alone, and through the store on SQLite."""

from __future__ import annotations

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import bot.flows  # noqa: F401
from bot.hear import Brain, Ear
from bot.knowledge.load import load
from bot.messages import Incoming, Words
from bot.session import Session
from bot.store.database import Database
from bot.translations import speller
from bot.turn import turn
from bot.understanding.reader import Reader
from bot.world import World

ROOT = Path(__file__).parents[1]
TEXTS = ("menu", "come rinnovo il permesso di soggiorno?", "1", "how do I get a tax code")
MESSAGES, CHATS = 400, 20


def messages() -> list[Incoming]:
    now = datetime.now(UTC)
    return [
        Incoming("web", str(number % CHATS), str(number), now, Words(TEXTS[number % len(TEXTS)]))
        for number in range(MESSAGES)
    ]


def core(brain: Brain) -> float:
    """Turns a second without keeping anything."""
    sessions: dict[str, Session] = {}
    begun = time.perf_counter()
    for message in messages():
        assert isinstance(message.content, Words)
        meaning = brain.understanding.read(message.content.text)
        world = World(message.sent_at, brain.knowledge, meaning, speller(brain.knowledge))
        session = sessions.get(message.chat, Session())
        sessions[message.chat] = turn(session, message, world).session
    return MESSAGES / (time.perf_counter() - begun)


async def kept(brain: Brain, address: str) -> float:
    """Turns a second, each in its transaction."""
    database = Database(address)
    await database.migrate()
    ear = Ear(database, brain, pulled=frozenset({"web"}))
    begun = time.perf_counter()
    await asyncio.gather(*(ear.hear(message) for message in messages()))
    taken = time.perf_counter() - begun
    await database.close()
    return MESSAGES / taken


def main() -> None:
    knowledge = load(ROOT / "knowledge")
    brain = Brain(knowledge, Reader(knowledge))
    alone = core(brain)
    with tempfile.TemporaryDirectory() as folder:
        stored = asyncio.run(kept(brain, f"sqlite:///{folder}/bench.db"))
    print(
        f"turns: core alone {alone:.0f}/s, kept on SQLite {stored:.0f}/s: {stored / alone:.2f} of the core's"
    )


if __name__ == "__main__":
    main()
