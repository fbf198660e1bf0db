"""What the tests share: the real knowledge base, a person to talk as, both databases."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import asyncpg
import pytest
from hypothesis import settings

import bot.flows  # noqa: F401
from bot.agenda import Appointment, FreeSlots, MyAppointments, MyWishes, NewTicket, Taken, Ticket, Wish, free
from bot.effects import CallOperator
from bot.engine import Turn
from bot.fitting import fitted
from bot.hear import Brain
from bot.knowledge.load import load
from bot.knowledge.model import Knowledge
from bot.knowledge.places import Places
from bot.messages import Content, Incoming, Media, Opened, Place, Pressed, Words
from bot.session import Holder, Session
from bot.store.database import Database
from bot.translations import Rendered, Voice, speller
from bot.turn import turn
from bot.understanding.meaning import NOTHING
from bot.world import Kept, KeptOfMe, Line, LineAt, Looking, MyStanding, Staffed, Standing, World
from tests import postgres

settings.register_profile("steady", derandomize=True, database=None)  # the same examples on every machine
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)  # a Monday, 10:30 in Italy


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(ROOT / "knowledge")


@pytest.fixture(scope="session")
def brain(knowledge: Knowledge) -> Brain:
    return Brain(knowledge, fitted(knowledge, ROOT / "data"))


@dataclass
class Person:
    """Somebody talking to the bot. The bot restarts after every message."""

    brain: Brain
    language: str = "en"
    now: datetime = NOW
    saved: str = field(default_factory=lambda: Session().to_json())
    replies: list[Rendered] = field(default_factory=list)
    effects: list[object] = field(default_factory=list)
    kept: Kept = field(default_factory=lambda: Kept(0, None))
    staffed: frozenset[str] = frozenset()
    line: Line = field(default_factory=lambda: Line(1))
    gone: tuple[Taken, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    wishes: tuple[Wish, ...] = ()
    numbers: Iterator[int] = field(default_factory=count)

    @property
    def session(self) -> Session:
        return Session.from_json(self.saved)

    def send(self, content: Content) -> list[str]:
        match content:
            case Words(said) | Media(_, _, said):
                pass
            case _:
                said = ""
        meaning = self.brain.understanding.read(said) if said else NOTHING
        knowledge = self.brain.knowledge
        world = World(self.now, knowledge, meaning, speller(knowledge), tuple(knowledge.languages))
        message = Incoming("test", "1", str(next(self.numbers)), self.now, content, self.language)
        taken = self.turn(message, world)
        self.saved = taken.session.to_json()
        self.effects += taken.effects
        voice = Voice(taken.session.language, knowledge)
        self.replies = [voice.reply(reply) for reply in taken.replies]
        return [reply.text for reply in self.replies]

    def turn(self, message: Incoming, world: World) -> Turn:
        """One turn; what it asks for is read as the store would."""
        while True:
            try:
                return turn(self.session, message, world)
            except Looking as looking:
                found = {looking.query: self.look(looking.query)}
                world = replace(world, looked={**world.looked, **found})

    def look(self, query: object) -> object:
        match query:
            case KeptOfMe():
                return self.kept
            case Staffed():
                return self.staffed
            case LineAt():
                return self.line
            case MyStanding() if self.session.holder is not Holder.BOT:
                called = [each for each in self.effects if isinstance(each, CallOperator)]
                return Standing(called[-1].desk, self.line, self.now, self.session.holder is Holder.OPERATOR)
            case MyStanding():
                return None
            case FreeSlots():
                return free(self.brain.knowledge, query, self.gone, self.now)
            case MyAppointments():
                return self.appointments
            case MyWishes():
                return self.wishes
            case NewTicket():
                return Ticket("ACDEFH", "a-token-that-is-long")
            case _:
                raise AssertionError(query)

    def taken(self) -> None:
        """Somebody of the desk takes the conversation."""
        self.saved = replace(self.session, holder=Holder.OPERATOR).to_json()

    def say(self, text: str) -> list[str]:
        return self.send(Words(text))

    def open(self, link: str = "") -> list[str]:
        return self.send(Opened(link))

    def share(self, latitude: float, longitude: float) -> list[str]:
        return self.send(Place(latitude, longitude))

    def show(self, content: Media) -> list[str]:
        return self.send(content)

    def press(self, label: str) -> list[str]:
        """Press the button that is on the screen with this label."""
        buttons = {shown: data for reply in self.replies for data, shown in reply.buttons}
        assert label in buttons, f"{label!r} is not among {list(buttons)}"
        return self.send(Pressed(buttons[label]))

    @property
    def labels(self) -> list[str]:
        return [label for reply in self.replies for _data, label in reply.buttons]


@pytest.fixture
def person(brain: Brain) -> Person:
    return Person(brain)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    found = postgres.programs()
    if found is None:
        why = "PostgreSQL's server programs are not installed (Debian: apt-get install postgresql)"
        if os.environ.get(postgres.MUST_RUN):
            pytest.fail(why)
        pytest.skip(why)
    with postgres.server(found) as address:
        yield address


_databases = count()


async def create_database(address: str) -> str:
    name = f"sportello_{next(_databases)}"
    connection = await asyncpg.connect(address)
    try:
        await connection.execute(f"CREATE DATABASE {name}")
    finally:
        await connection.close()
    return address.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'sportello.db'}"
    server: str = request.getfixturevalue("postgres_server")
    return asyncio.run(create_database(server))


@pytest.fixture
async def database(address: str) -> AsyncIterator[Database]:
    opened = Database(address)
    await opened.migrate()
    yield opened
    await opened.close()


def words(text: str, *, chat: str = "1", id: str = "1", channel: str = "web") -> Incoming:
    return Incoming(channel, chat, id, NOW, Words(text), "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real knowledge base, to plant faults in."""
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture(scope="session")
def places(knowledge: Knowledge) -> Places:
    return knowledge.places
