"""What a desk sees: its handovers, the whole of a conversation, and what has gone astray."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Row, and_, exists, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Content, Reply
from bot.session import Holder
from bot.store.codec import content_from_json, reply_from_json
from bot.store.tables import Author, Stage, State, conversations, handovers, messages, notes, outbox, users
from bot.store.users import Role, User

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
OPEN = handovers.c.state.in_((Stage.WAITING, Stage.HELD))


@dataclass(frozen=True, slots=True)
class Item:
    """One handover in the list. Times are aware; `heard_at` is the person's last word."""

    id: int
    channel: str
    chat: str
    desk: str
    entry: str
    reason: str
    language: str
    interpreter: bool
    urgent: bool
    stage: Stage
    owner: int | None
    owner_name: str | None
    version: int
    asked_at: datetime
    claimed_at: datetime | None
    heard_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    closed_by: str | None
    helped: bool | None
    blocked: bool

    @property
    def unanswered(self) -> bool:
        """Whether the last word is the person's."""
        return self.answered_at is None or self.heard_at > self.answered_at


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a conversation: what the person said, a reply to them, or a note of the desk.

    `meaning` is what the bot understood (kind, entry, confidence 0..1, language); `state` how the reply
    fared, `delivery` what the platform told of it; `by` the name of who wrote, for replies and notes.
    """

    row: int
    side: Literal["person", "reply", "note"]
    at: datetime
    content: Content | None = None
    meaning: dict[str, Any] | None = None
    reply: Reply | None = None
    language: str = ""
    author: Author | None = None
    state: State | None = None
    delivery: str | None = None
    note: str = ""
    by: str | None = None


def _may_see(user: User) -> ColumnElement[bool]:
    if user.role is Role.ADMINISTRATOR and user.active:
        return true()
    desks = user.desks if user.role is Role.OPERATOR and user.active else ()
    return handovers.c.desk.in_(desks)


async def inbox(
    connection: AsyncConnection,
    user: User,
    which: Literal["queue", "mine", "all"] = "all",
    search: str = "",
    most: int = 100,
) -> list[Item]:
    """The handovers a user may see: emergencies first, then by waiting time; of closed ones the newest first.

    `search` looks into reasons and entries; with it, closed ones are found as well.
    """
    query = _items().where(_may_see(user))
    match which:
        case "queue":
            query = query.where(handovers.c.state == Stage.WAITING)
        case "mine":
            query = query.where(handovers.c.owner == user.id)
        case "all" if not search:
            query = query.where(OPEN)
    if search:
        wanted = f"%{search.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
        fields = (handovers.c.reason, handovers.c.entry)
        query = query.where(or_(*(field.ilike(wanted, escape="!") for field in fields)))
    closed = handovers.c.state == Stage.CLOSED
    query = query.order_by(
        closed, handovers.c.closed_at.desc(), handovers.c.urgent.desc(), handovers.c.asked_at, handovers.c.id
    )
    return [_item(row) for row in await connection.execute(query.limit(most))]


async def item(connection: AsyncConnection, user: User, handover: int) -> Item | None:
    """One handover; None if there is none or it is not this user's to see."""
    query = _items().where(_may_see(user), handovers.c.id == handover)
    row = (await connection.execute(query)).one_or_none()
    return _item(row) if row else None


async def transcript(connection: AsyncConnection, found: Item, after: int = 0) -> list[Line]:
    """Both sides in order, from the first word or after a message's row, with the desk's notes between."""
    lines = [
        *await _heard(connection, found, after),
        *await _told(connection, found, after),
        *await _noted(connection, found, after),
    ]
    return [line for _key, line in sorted(lines, key=lambda each: each[0])]


Keyed = tuple[tuple[int, int, datetime, int], Line]


async def _heard(connection: AsyncConnection, found: Item, after: int) -> list[Keyed]:
    here = (messages.c.channel == found.channel, messages.c.chat == found.chat, messages.c.id > after)
    rows = await connection.execute(select(messages).where(*here))
    return [
        (
            (row.id, 0, row.heard_at, row.id),
            Line(row.id, "person", row.heard_at, content_from_json(row.content), row.meaning),
        )
        for row in rows
    ]


async def _told(connection: AsyncConnection, found: Item, after: int) -> list[Keyed]:
    here = (outbox.c.channel == found.channel, outbox.c.chat == found.chat, outbox.c.message > after)
    query = select(outbox, users.c.name).outerjoin(users, users.c.id == outbox.c.user).where(*here)
    lines: list[Keyed] = []
    for row in await connection.execute(query):
        line = Line(
            row.id,
            "reply",
            row.sent_at or row.kept_at or LONG_AGO,
            reply=reply_from_json(row.reply),
            language=row.language,
            author=Author(row.author),
            state=State(row.state),
            delivery=row.delivery,
            by=row.name,
        )
        lines.append(((row.message, 1, row.kept_at or LONG_AGO, row.id), line))
    return lines


async def _noted(connection: AsyncConnection, found: Item, after: int) -> list[Keyed]:
    query = (
        select(notes, users.c.name)
        .outerjoin(users, users.c.id == notes.c.user)
        .where(notes.c.handover == found.id, notes.c.message > after)
    )
    return [
        ((row.message, 1, row.at, row.id), Line(row.id, "note", row.at, note=row.text, by=row.name))
        for row in await connection.execute(query)
    ]


async def astray(connection: AsyncConnection, desks: Collection[str] | None) -> list[str]:
    """What must never be: an open handover that nobody will see, a conversation held by nobody.

    `desks` are the ids that exist, None if nobody knows. Each line names
    the fault and a handover's number, no person.
    """
    owner = exists().where(users.c.id == handovers.c.owner, users.c.active)
    is_chat = and_(conversations.c.channel == handovers.c.channel, conversations.c.chat == handovers.c.chat)
    query = select(handovers, conversations.c.holder, owner.label("owned")).outerjoin(conversations, is_chat)
    faults = []
    for row in await connection.execute(query.where(OPEN).order_by(handovers.c.id)):
        expected = Holder.QUEUE if row.state == Stage.WAITING else Holder.OPERATOR
        if row.state == Stage.HELD and not row.owned:
            faults.append(f"handover {row.id}: its owner is gone")
        if row.state == Stage.WAITING and desks is not None and row.desk not in desks:
            faults.append(f"handover {row.id}: there is no desk {row.desk}")
        if row.holder != expected:
            faults.append(f"handover {row.id}: the conversation is held by {row.holder}, not {expected}")
    held = conversations.c.holder != Holder.BOT
    lost = select(conversations.c.channel).where(held, ~exists().where(is_chat, OPEN))
    faults += [f"a conversation on {row.channel} waits in no line" for row in await connection.execute(lost)]
    return faults


def _items() -> Any:
    is_chat = and_(conversations.c.channel == handovers.c.channel, conversations.c.chat == handovers.c.chat)
    query = select(handovers, users.c.name.label("owner_name"), conversations.c.blocked)
    return query.join(conversations, is_chat).outerjoin(users, users.c.id == handovers.c.owner)


def _item(row: Row[tuple[object, ...]]) -> Item:
    values = {name: getattr(row, name) for name in Item.__dataclass_fields__ if name != "stage"}
    return Item(**values, stage=Stage(row.state))
