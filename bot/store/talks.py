"""Handovers, from the desk's side: taken, answered, passed on, closed.

Each function is one whole step inside the caller's transaction. It locks the conversation's row first,
so a message of the person and two operators' clicks come one after the other; and it changes a
handover only if it still is as it was read. Whoever calls rings the bell after the commit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Go, Option, Reply, Said, Sentence, _
from bot.session import Holder, Session
from bot.store import handovers as person
from bot.store.codec import reply_from_json
from bot.store.outbox import put
from bot.store.tables import Author, Stage, State, conversations, handovers, notes, outbox, users
from bot.store.users import Role, User, record

PULLED = frozenset({"web"})  # channels whose people fetch their replies themselves
MOST_LETTERS = 4000


class NotFound(Exception):
    """There is no such handover, or not for this user: the two must look the same."""


class Taken(Exception):
    """Somebody else has it; `by` is their name."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class Closed(Exception):
    """It is over: `by` is `person`, `operator` or `service`."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


@dataclass(frozen=True, slots=True)
class Open:
    """A handover under lock, and the conversation it belongs to."""

    row: Row[tuple[object, ...]]
    session: Session

    @property
    def chat(self) -> tuple[str, str]:
        return self.row.channel, self.row.chat


async def claim(connection: AsyncConnection, user: User, handover: int, now: datetime) -> None:
    """Take it. Doing so twice is harmless. Raises `NotFound`, `Taken`, `Closed`."""
    opened = await _open(connection, user, handover)
    if opened.row.owner == user.id:
        return
    if opened.row.owner is not None:
        raise Taken(await _name(connection, opened.row.owner))
    said = Reply((_("{name} answers you here now. Just write.", name=user.name),))
    values = {"state": Stage.HELD, "owner": user.id, "claimed_at": now}
    await _move(connection, opened, Holder.OPERATOR, said, now, values)
    late = (outbox.c.author == Author.BOT, outbox.c.state == State.WAITING)
    is_chat = (outbox.c.channel == opened.row.channel, outbox.c.chat == opened.row.chat)
    await connection.execute(update(outbox).where(*is_chat, *late).values(state=State.WITHHELD))
    await record(connection, user, "claim", now, handover)


async def reply(
    connection: AsyncConnection, user: User, handover: int, text: str | tuple[Sentence, ...], now: datetime
) -> int:
    """Say something: own words, or sentences of the knowledge base, which are sent in the person's language.

    Returns the reply's row. Raises `NotFound`, `Taken` (held by another, or by nobody), `Closed`.
    """
    opened = await _mine(connection, user, handover)
    row = await _say(connection, opened, spoken(text), now, Author.OPERATOR, user.id)
    await _change(connection, opened, {"answered_at": now})
    await record(connection, user, "reply", now, handover)
    return row


def spoken(text: str | tuple[Sentence, ...]) -> Reply:
    """What an operator says, as a reply."""
    return Reply((Said(text.strip()[:MOST_LETTERS]),) if isinstance(text, str) else text)


async def repeated(
    connection: AsyncConnection, user: User, opened: Open, text: str | tuple[Sentence, ...]
) -> bool:
    """Whether the last reply here is the user's, with these very words: a form that was sent twice."""
    channel, chat = opened.chat
    here = (outbox.c.channel == channel, outbox.c.chat == chat)
    query = select(outbox.c.user, outbox.c.reply).where(*here).order_by(outbox.c.id.desc()).limit(1)
    row = (await connection.execute(query)).one_or_none()
    return row is not None and row.user == user.id and reply_from_json(row.reply) == spoken(text)


async def requeue(connection: AsyncConnection, user: User, handover: int, now: datetime) -> None:
    """Put it back in its desk's line, where it was."""
    opened = await _mine(connection, user, handover)
    await back_in_line(connection, opened, now)
    await record(connection, user, "requeue", now, handover)


async def transfer(connection: AsyncConnection, user: User, handover: int, desk: str, now: datetime) -> None:
    """Put it in another desk's line. `desk` is an id that the caller has looked up. Raises as `reply`."""
    opened = await _mine(connection, user, handover)
    said = Reply((_("Another desk will answer you here. You keep your place in the line."),))
    values = {"state": Stage.WAITING, "owner": None, "claimed_at": None, "desk": desk}
    await _move(connection, opened, Holder.QUEUE, said, now, values)
    await record(connection, user, "transfer", now, handover, desk)


async def close(connection: AsyncConnection, user: User, handover: int, now: datetime) -> None:
    """End it: from now on the bot answers, and says so. What waits in the line may be closed unanswered."""
    opened = await _open(connection, user, handover)
    if opened.row.owner not in (None, user.id) and user.role is not Role.ADMINISTRATOR:
        raise Taken(await _name(connection, opened.row.owner))
    values = {"state": Stage.CLOSED, "owner": None, "closed_at": now, "closed_by": "operator"}
    await _move(connection, opened, Holder.BOT, goodbye(handover, user.name), now, values)
    await record(connection, user, "close", now, handover)


def goodbye(handover: int, name: str) -> Reply:
    text = (
        _("{name} has closed this talk. From now on the bot answers you again.", name=name),
        _("Did the person help you?"),
    )
    yes, no = (Go("thank", (str(handover), helped)) for helped in ("yes", "no"))
    options: tuple[Option, ...] = (yes.option(_("Yes")), no.option(_("No")))
    return Reply(text, (*options, Go("menu").option(_("Menu"))))


async def note(connection: AsyncConnection, user: User, handover: int, text: str, now: datetime) -> None:
    """Write something that only the desk reads."""
    opened = await _open(connection, user, handover, ended=True)
    message = await person.last_message(connection, *opened.chat)
    values = {"handover": handover, "user": user.id, "message": message, "at": now}
    await connection.execute(notes.insert().values(**values, text=text.strip()[:MOST_LETTERS]))
    await record(connection, user, "note", now, handover)


async def block(
    connection: AsyncConnection, user: User, handover: int, now: datetime, *, blocked: bool = True
) -> None:
    """Let a person call nobody any more (the bot still answers), or again."""
    opened = await _open(connection, user, handover, ended=True)
    if blocked and opened.row.state != Stage.CLOSED:
        await close(connection, user, handover, now)
    channel, chat = opened.chat
    is_chat = (conversations.c.channel == channel, conversations.c.chat == chat)
    await connection.execute(update(conversations).where(*is_chat).values(blocked=blocked))
    await record(connection, user, "block" if blocked else "unblock", now, handover)


async def back_in_line(connection: AsyncConnection, opened: Open, now: datetime) -> None:
    """The one who had it is gone. The wait counts from when the person asked."""
    said = Reply((_("Nobody is at the desk at this moment. You are in the line again, at your old place."),))
    values = {"state": Stage.WAITING, "owner": None, "claimed_at": None}
    await _move(connection, opened, Holder.QUEUE, said, now, values)


async def lock(connection: AsyncConnection, handover: int) -> Open | None:
    """Lock a handover's conversation, then read both as they are now."""
    query = select(handovers).where(handovers.c.id == handover)
    row = (await connection.execute(query)).one_or_none()
    if row is None:
        return None
    is_chat = (conversations.c.channel == row.channel, conversations.c.chat == row.chat)
    kept = select(conversations.c.session, conversations.c.holder).where(*is_chat).with_for_update()
    session, holder = (await connection.execute(kept)).one()
    row = (await connection.execute(query)).one_or_none()
    return Open(row, replace(Session.from_json(session), holder=Holder(holder))) if row else None


async def _open(connection: AsyncConnection, user: User, handover: int, *, ended: bool = False) -> Open:
    opened = await lock(connection, handover)
    if opened is None or not user.serves(opened.row.desk):
        raise NotFound
    if opened.row.state == Stage.CLOSED and not ended:
        raise Closed(opened.row.closed_by)
    return opened


async def _mine(connection: AsyncConnection, user: User, handover: int) -> Open:
    opened = await _open(connection, user, handover)
    if opened.row.owner != user.id:
        raise Taken(await _name(connection, opened.row.owner) if opened.row.owner else "")
    return opened


async def _name(connection: AsyncConnection, number: int) -> str:
    query = select(users.c.name).where(users.c.id == number)
    return (await connection.execute(query)).scalar_one_or_none() or ""


async def _change(connection: AsyncConnection, opened: Open, values: Mapping[str, object]) -> None:
    """Compare and set: it must still be as it was read."""
    same = (handovers.c.id == opened.row.id, handovers.c.version == opened.row.version)
    version = {"version": opened.row.version + 1}
    changed = await connection.execute(update(handovers).where(*same).values({**values, **version}))
    if changed.rowcount != 1:
        raise Taken("")


async def _move(
    connection: AsyncConnection,
    opened: Open,
    holder: Holder,
    said: Reply,
    now: datetime,
    values: Mapping[str, object],
) -> None:
    """Give the conversation to another holder, and tell the person."""
    await _change(connection, opened, values)
    channel, chat = opened.chat
    session = replace(opened.session, holder=holder, version=opened.session.version + 1, shown=said.options)
    is_chat = (conversations.c.channel == channel, conversations.c.chat == chat)
    kept = {"session": session.to_json(), "holder": holder}
    await connection.execute(update(conversations).where(*is_chat).values(kept))
    if holder is Holder.QUEUE:
        await person.remind(connection, channel, chat, session.version, now + person.PATIENCE)
    else:
        await person.calm(connection, channel, chat)
    await _say(connection, opened, said, now, Author.NOTICE)


async def _say(
    connection: AsyncConnection,
    opened: Open,
    said: Reply,
    now: datetime,
    author: Author,
    user: int | None = None,
) -> int:
    channel, chat = opened.chat
    message = await person.last_message(connection, channel, chat)
    state = State.SENT if channel in PULLED else State.WAITING
    language = opened.session.language
    return await put(connection, channel, chat, message, said, language, state, now, author, user)
