"""A desk to test with: people who write, operators who answer, a clock that is set by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.hear import Brain, Ear
from bot.messages import Content, Incoming, Pressed, Words
from bot.outbox import Outbox
from bot.store import talks
from bot.store.database import Database
from bot.store.inbox import Item, Line, inbox, item, transcript
from bot.store.users import Role, User, add
from bot.translations import Rendered
from bot.watch import Watch
from tests.conftest import NOW

DESK = "example_pesaro"
PASSWORD = "long enough to be one"


@dataclass
class Wire:
    """A platform that takes everything, but for the `errors` that it is told to make."""

    taken: list[tuple[str, str]] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)  # how it fails, before it takes anything
    name: str = "wire"
    window: timedelta | None = None
    approved: tuple[str, ...] = ("knock",)  # texts that open a window

    def parts(self, rendered: Rendered) -> Sequence[object]:
        return [rendered.text]

    def opening(self, rendered: Rendered) -> Sequence[object]:
        gaps = "".join(f" {gap}" for gap in rendered.gaps)
        return [f"{rendered.text.splitlines()[0]}{gaps}"] if rendered.template in self.approved else []

    async def send(self, chat: str, part: object) -> str:
        if self.errors:
            raise self.errors.pop(0)
        self.taken.append((chat, str(part)))
        return f"id{len(self.taken)}"


@dataclass
class Desk:
    """Everything of one service but the pages. A restart is a new one on the same database."""

    database: Database
    brain: Brain
    now: datetime = NOW
    wire: Wire = field(default_factory=Wire)
    numbers: count[int] = field(default_factory=count)
    language: str = "en"

    def clock(self) -> datetime:
        return self.now

    @property
    def ear(self) -> Ear:
        return Ear(self.database, self.brain, pulled=talks.PULLED, clock=self.clock)

    @property
    def outbox(self) -> Outbox:
        return Outbox(self.database, {"wire": self.wire}, lambda: self.brain.knowledge, self.clock)

    @property
    def watch(self) -> Watch:
        return Watch(self.database, lambda: self.brain.knowledge, clock=self.clock)

    async def user(self, login: str, *desks: str, role: Role = Role.OPERATOR) -> User:
        async with self.database.writing() as connection:
            return await add(connection, login, login.title(), PASSWORD, role, desks or (DESK,))

    async def send(self, content: Content, chat: str = "1") -> None:
        number = f"m{next(self.numbers)}"
        await self.ear.hear(Incoming("wire", chat, number, self.now, content, self.language))

    async def say(self, text: str, chat: str = "1") -> None:
        await self.send(Words(text), chat)

    async def ask(self, chat: str = "1") -> int:
        """Get into the line of Pesaro; gives the handover's number."""
        await self.send(Pressed("@operator"), chat)
        await self.say("I need help with my papers", chat)
        if not (found := await self._open(chat)):  # several desks are staffed: which town?
            await self.say("Pesaro", chat)
            found = await self._open(chat)
        return found[0]

    async def _open(self, chat: str) -> list[int]:
        return [each.id for each in await self.see(self.boss) if each.chat == chat]

    boss: User = field(default_factory=lambda: User(0, "boss", "Boss", Role.ADMINISTRATOR, ()))

    async def claim(self, user: User, handover: int) -> None:
        async with self.database.writing() as connection:
            await talks.claim(connection, user, handover, self.now)

    async def reply(self, user: User, handover: int, text: str) -> int:
        async with self.database.writing() as connection:
            return await talks.reply(connection, user, handover, text, self.now)

    async def close(self, user: User, handover: int) -> None:
        async with self.database.writing() as connection:
            await talks.close(connection, user, handover, self.now)

    async def see(self, user: User, search: str = "") -> list[Item]:
        async with self.database.reading() as connection:
            return await inbox(connection, user, "all", search)

    async def read(self, handover: int) -> list[Line]:
        async with self.database.reading() as connection:
            found = await item(connection, self.boss, handover)
            assert found
            return await transcript(connection, found)
