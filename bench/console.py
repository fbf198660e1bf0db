"""How soon a person's message stands in an operator's page: kept, told by the stream, fetched.

50 conversations are held by 10 operators, whose open pages all fetch what changed, as the console's
script does. One process serves and fetches, over HTTP on loopback, with SQLite.
"""

from __future__ import annotations

import asyncio
import json
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import httpx
import uvicorn
from starlette.applications import Starlette

import bot.flows  # noqa: F401
from bot.bell import Bell
from bot.console.console import Console
from bot.fitting import fitted
from bot.hear import Brain, Ear
from bot.knowledge.load import load
from bot.messages import Content, Incoming, Pressed, Words
from bot.store import talks
from bot.store.database import Database
from bot.store.inbox import inbox
from bot.store.users import Role, User, add

ROOT = Path(__file__).parents[1]
OPEN, OPERATORS, ROUNDS = 50, 10, 100
PASSWORD, DESK = "a password to measure with", "example_pesaro"
NUMBERS = count()


@dataclass
class Seat:
    """An operator with one conversation open on the screen."""

    client: httpx.AsyncClient
    chat: str
    address: str
    awaited: str = ""
    seen: asyncio.Event = field(default_factory=asyncio.Event)

    async def work(self) -> None:
        """Fetch what changed whenever the stream says so, as the page does."""
        async with self.client.stream("GET", "/console/events") as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data:"):
                    await self.fetch()

    async def fetch(self) -> None:
        said, _facts = await asyncio.gather(
            *(self.client.get(f"{self.address}/{part}") for part in ("said", "facts"))
        )
        if self.awaited and self.awaited in said.text:
            self.seen.set()


async def say(ear: Ear, chat: str, content: Content) -> None:
    await ear.hear(Incoming("web", chat, str(next(NUMBERS)), datetime.now(UTC), content, "en"))


async def waiting(database: Database, ear: Ear) -> list[User]:
    """Operators who hold all the conversations, in equal parts."""
    async with database.writing() as connection:
        staff = [
            await add(connection, f"o{each}", f"O{each}", PASSWORD, Role.OPERATOR, (DESK,))
            for each in range(OPERATORS)
        ]
    for chat in range(OPEN):
        await say(ear, str(chat), Pressed("@operator"))
        await say(ear, str(chat), Words("I need help with my papers"))
    async with database.writing() as connection:
        for place, item in enumerate(await inbox(connection, staff[0])):
            await talks.claim(connection, staff[place % OPERATORS], item.id, datetime.now(UTC))
    return staff


async def seat(url: str, database: Database, user: User) -> Seat:
    """Log in over HTTP, and open the first conversation of one's own."""
    client = httpx.AsyncClient(base_url=url, timeout=60, headers={"X-Requested-With": "script"})
    await client.post("/console/login", data={"login": user.login, "password": PASSWORD})
    async with database.reading() as connection:
        first = (await inbox(connection, user, "mine"))[0]
    return Seat(client, first.chat, f"/console/conversations/{first.id}")


@asynccontextmanager
async def serving(app: Starlette) -> AsyncIterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve([listener]))
    while not server.started:  # noqa: ASYNC110  # uvicorn rings no bell
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await task


async def measured(brain: Brain, address: str) -> list[float]:
    """Seconds from a message's arrival to the operator's page, for each of the rounds."""
    database, bell = Database(address), Bell()
    await database.migrate()
    ear = Ear(database, brain, kept=bell.ring, pulled=talks.PULLED)
    staff = await waiting(database, ear)
    async with serving(Starlette(routes=Console(database, brain, bell).routes())) as url:
        seats = [await seat(url, database, user) for user in staff]
        tasks = [asyncio.create_task(each.work()) for each in seats]
        await asyncio.sleep(2)  # all streams stand
        taken = [await once(ear, seats[turn % OPERATORS], f"word{turn}.") for turn in range(ROUNDS)]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for each in seats:
            await each.client.aclose()
    await database.close()
    return taken


async def once(ear: Ear, seat: Seat, words: str) -> float:
    seat.awaited, seat.seen = words, asyncio.Event()
    begun = time.perf_counter()
    await say(ear, seat.chat, Words(words))
    await asyncio.wait_for(seat.seen.wait(), 60)
    return time.perf_counter() - begun


def main() -> None:
    knowledge = load(ROOT / "knowledge")
    brain = Brain(knowledge, fitted(knowledge, ROOT / "data"))
    with tempfile.TemporaryDirectory() as folder:
        taken = asyncio.run(measured(brain, f"sqlite:///{folder}/bench.db"))
    found = {"median": statistics.median(taken), "p95": statistics.quantiles(taken, n=20)[18]}
    if "--json" in sys.argv:
        print(json.dumps({"open": OPEN, "operators": OPERATORS, "messages": ROUNDS, "seconds": found}))
    else:
        shown = f"median {found['median']:.2f} s, 19 in 20 within {found['p95']:.2f} s"
        print(f"console: a message is shown after {shown} ({OPEN} conversations, {OPERATORS} operators)")


if __name__ == "__main__":
    main()
