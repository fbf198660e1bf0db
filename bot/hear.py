"""One message, one transaction: all of what it leads to is kept, or nothing."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from weakref import WeakValueDictionary

from sqlalchemy.exc import DBAPIError

from bot.agenda import FreeSlots, MyAppointments, MyWishes, NewTicket
from bot.engine import FlowError, Turn
from bot.knowledge.model import Knowledge
from bot.messages import Content, Go, Incoming, Media, Opened, Pressed, Reply, Words, _
from bot.metrics import FAULTS, MESSAGES, REPEATS
from bot.session import Holder, Session
from bot.store import handovers
from bot.store.appointments import free_slots, ticket
from bot.store.conversations import Conversation
from bot.store.database import Conflict, Database, is_conflict
from bot.store.parked import unpark
from bot.store.tables import Author, State
from bot.store.wishes import my_wishes
from bot.translations import speller
from bot.turn import guess_language, remind, tell, turn
from bot.understanding.meaning import NOTHING, Meaning, Understanding
from bot.understanding.normalise import sound
from bot.world import KeptOfMe, LineAt, Looking, MyStanding, Staffed, World

Kept = Callable[[Conversation, int], Awaitable[None]]
log = logging.getLogger(__name__)
MOST_TRIES = 3
MOST_LOOKS = 8
SORRY = _("Something went wrong on our side, not on yours. Please try again, or write “menu”.")


@dataclass(slots=True)
class Brain:
    """The knowledge that is served and the understanding fitted from it: always a pair."""

    knowledge: Knowledge
    understanding: Understanding


@dataclass(slots=True)
class Ear:
    """Takes messages of any channel. Those of one chat are taken one after the other."""

    database: Database
    brain: Brain
    kept: Callable[[], None] = lambda: None
    pulled: frozenset[str] = frozenset()  # channels whose people fetch their replies themselves
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def hear(self, message: Incoming) -> bool:
        """Keep a message and its answer. Returns whether it was new.

        Raises `Conflict` or a database error when nothing could be kept: then the platform must
        deliver the message again.
        """
        message = replace(message, content=sound_content(message.content))
        key = (message.channel, message.chat)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            meaning = await asyncio.to_thread(self._understand, message)
            for _try in range(MOST_TRIES):
                try:
                    new = await self._take(message, meaning)
                except (DBAPIError, Conflict) as error:
                    if not is_conflict(error):
                        raise
                else:
                    self.kept()
                    (MESSAGES if new else REPEATS).labels(message.channel).inc()
                    return new
        raise Conflict(f"gave up on a message of {message.channel}")

    def _understand(self, message: Incoming) -> Meaning:
        match message.content:
            case Words(text) | Media(_, _, text) if text:
                return self.brain.understanding.read(text)
            case _:
                return NOTHING

    async def _take(self, message: Incoming, meaning: Meaning) -> bool:
        now = self.clock()
        async with self.database.writing() as connection:
            conversation = Conversation(self.database, connection, message.channel, message.chat)
            session = await conversation.open(now)
            row = await conversation.remember(message, now, meaning)
            if row is None:
                return False
            await unpark(connection, message.channel, message.chat, now)
            taken = await self._turn(session, message, meaning, conversation, now)
            await conversation.keep(taken.session, heard=now)
            author = Author.NOTICE if session.holder is Holder.OPERATOR else Author.BOT
            await self._answer(conversation, taken, row, now, author)
        return True

    async def tell(
        self, channel: str, chat: str, go: Go, due: Callable[[Conversation], Awaitable[bool]]
    ) -> bool:
        """Say something that nobody asked for just now, if it is still `due` once the chat is ours.

        While somebody of a desk answers, nothing is said.
        """
        return await self._tell((channel, chat), go, due, Author.BOT)

    async def remind(
        self, channel: str, chat: str, go: Go, due: Callable[[Conversation], Awaitable[bool]], kept: Kept
    ) -> bool:
        """The same for what is said whoever answers. `kept` hears its row of the outbox before the commit."""
        return await self._tell((channel, chat), go, due, Author.REMINDER, kept)

    async def _tell(
        self,
        chat: tuple[str, str],
        go: Go,
        due: Callable[[Conversation], Awaitable[bool]],
        author: Author,
        kept: Kept | None = None,
    ) -> bool:
        lock = self._locks.setdefault(chat, asyncio.Lock())
        now, say = self.clock(), remind if author is Author.REMINDER else tell
        async with lock, self.database.writing() as connection:
            conversation = Conversation(self.database, connection, *chat)
            session = await conversation.open(now)
            silent = session.holder is Holder.OPERATOR and author is Author.BOT
            if silent or not await due(conversation):
                return False
            taken = await self._run(lambda world: say(session, world, go), conversation, NOTHING, now)
            await conversation.keep(taken.session, heard=None)
            rows = await self._answer(conversation, taken, await conversation.last(), now, author)
            if kept:
                await kept(conversation, rows[-1])
        self.kept()
        return True

    async def _answer(
        self, conversation: Conversation, taken: Turn, row: int, now: datetime, author: Author = Author.BOT
    ) -> list[int]:
        for effect in taken.effects:
            await conversation.carry_out(effect, row, now, taken.session)
        state = State.SENT if conversation.channel in self.pulled else State.WAITING
        return await conversation.reply(row, taken.replies, taken.session.language, state, now, author)

    async def _turn(
        self, session: Session, message: Incoming, meaning: Meaning, conversation: Conversation, now: datetime
    ) -> Turn:
        """Run the turn. A fault of ours becomes a kind word, and is logged."""
        try:
            return await self._run(lambda world: turn(session, message, world), conversation, meaning, now)
        except DBAPIError:
            raise  # the transaction is lost, and with it whatever would be said
        except Exception:
            FAULTS.labels(message.channel).inc()
            log.exception("a turn failed", extra={"channel": message.channel})
            world = self._world(meaning, now)
            language = guess_language(session, message, world) or session.language
            home = replace(session.home(), language=language, version=session.version + 1)
            return Turn(home, (Reply((SORRY,)),))

    async def _run(
        self, taken: Callable[[World], Turn], conversation: Conversation, meaning: Meaning, now: datetime
    ) -> Turn:
        """Run a turn on the world, reading what it asks for."""
        world = self._world(meaning, now)
        for _look in range(MOST_LOOKS):
            try:
                return taken(world)
            except Looking as looking:
                found = await _read(looking.query, conversation, world)
                world = replace(world, looked={**world.looked, looking.query: found})
        raise FlowError("a flow looks for more and more")

    def _world(self, meaning: Meaning, now: datetime) -> World:
        knowledge = self.brain.knowledge
        return World(now, knowledge, meaning, speller(knowledge), tuple(knowledge.languages))


def sound_content(content: Content) -> Content:
    """What a person sent, as it can be kept."""
    match content:
        case Words(text):
            return replace(content, text=sound(text))
        case Pressed(data):
            return Pressed(sound(data, 200))
        case Opened(link):
            return Opened(sound(link, 200))
        case Media(_, file, caption):
            kind = sound(content.type, 100)
            return replace(content, file=sound(file, 1000), caption=sound(caption), type=kind)
        case _:
            return content


async def _read(query: object, conversation: Conversation, world: World) -> object:
    register = conversation.register(world.now)
    here = (conversation.connection, conversation.channel, conversation.chat)
    match query:
        case KeptOfMe():
            return await conversation.kept()
        case MyStanding():
            return await handovers.standing(*here)
        case LineAt(desk, urgent):
            return await handovers.line_at(conversation.connection, desk, urgent)
        case Staffed():
            return await handovers.staffed(*here)
        case FreeSlots():
            return await free_slots(register, world.knowledge, query)
        case MyAppointments():
            return await register.mine()
        case MyWishes():
            return await my_wishes(register)
        case NewTicket():
            return ticket()
        case _:
            raise FlowError(f"nobody knows how to read {query}")
