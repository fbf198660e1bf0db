"""The outbox: replies that were kept, claimed in order, sent, recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Row, and_, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Reply
from bot.session import Holder
from bot.store.codec import reply_from_json, reply_to_json
from bot.store.database import Database
from bot.store.reminders import useless
from bot.store.tables import Author, State, conversations, outbox, receipts

AT_ONCE = 20  # replies claimed together, of as many chats
LEASE = timedelta(seconds=60)  # a claim older than this was left by a process that died
# Ranks of what platforms report, in any order: a report never takes a reply back.
RANKS = {"queued": 1, "sending": 2, "sent": 3, "failed": 4, "undelivered": 4, "delivered": 5, "read": 6}


@dataclass(frozen=True, slots=True)
class Posting:
    """One reply on its way. `parts` of it were already sent by an earlier try."""

    row: int
    channel: str
    chat: str
    reply: Reply
    language: str
    tries: int
    doubts: int
    parts: int
    heard_at: datetime
    author: Author = Author.BOT


async def put(
    connection: AsyncConnection,
    channel: str,
    chat: str,
    message: int,
    reply: Reply,
    language: str,
    state: State,
    now: datetime,
    author: Author = Author.BOT,
    user: int | None = None,
) -> int:
    """Keep a reply, to be sent after those that wait already; `message` is the row it answers."""
    values: dict[str, object] = {"channel": channel, "chat": chat, "message": message}
    values |= {"reply": reply_to_json(reply), "language": language, "state": state, "due_at": now}
    values |= {"tries": 0, "doubts": 0, "parts": 0, "author": author, "user": user, "kept_at": now}
    insert = outbox.insert().values(values).returning(outbox.c.id)
    row: int = (await connection.execute(insert)).scalar_one()
    return row


async def claim(
    database: Database, channels: Iterable[str], now: datetime, lease: timedelta = LEASE
) -> list[Posting]:
    """Take the first waiting reply of some chats, to be sent now. Nobody else gets them."""
    channels = tuple(channels)
    async with database.reading() as connection:
        is_open = and_(outbox.c.channel.in_(channels), outbox.c.state.in_((State.WAITING, State.SENDING)))
        if (await connection.execute(select(outbox.c.id).where(is_open).limit(1))).first() is None:
            return []
    async with database.writing() as connection:
        await _take_back(connection, channels, now - lease)
        await _withhold(connection, channels)
        before = outbox.alias()
        earlier = exists().where(
            and_(
                before.c.channel == outbox.c.channel,
                before.c.chat == outbox.c.chat,
                before.c.id < outbox.c.id,
                before.c.state.in_((State.WAITING, State.SENDING)),
            )
        )
        chat = and_(conversations.c.channel == outbox.c.channel, conversations.c.chat == outbox.c.chat)
        query = (
            select(outbox, conversations.c.heard_at)
            .join(conversations, chat)
            .where(outbox.c.channel.in_(channels), outbox.c.state == State.WAITING)
            .where(outbox.c.due_at <= now, ~earlier)
            .order_by(outbox.c.id)
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, of=outbox)
        )
        rows = (await connection.execute(query)).all()
        ids = [row.id for row in rows]
        values = {"state": State.SENDING, "claimed_at": now, "tries": outbox.c.tries + 1}
        await connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(values))
    return [_posting(row) for row in rows]


async def _withhold(connection: AsyncConnection, channels: tuple[str, ...]) -> None:
    """What the bot had still to say where somebody of a desk speaks now is not said any more."""
    chat = and_(conversations.c.channel == outbox.c.channel, conversations.c.chat == outbox.c.chat)
    taken = exists().where(chat, conversations.c.holder == Holder.OPERATOR)
    late = and_(outbox.c.channel.in_(channels), outbox.c.state == State.WAITING, taken)
    values = {"state": State.WITHHELD}
    await connection.execute(update(outbox).where(late, outbox.c.author == Author.BOT).values(values))


async def withheld(database: Database, posting: Posting, now: datetime) -> bool:
    """Look once more, right before sending: withhold the bot's reply if somebody has just taken over, and a
    reminder that is of no use any more."""
    match posting.author:
        case Author.BOT:
            late = await _taken_over(database, posting)
        case Author.REMINDER:
            async with database.writing() as connection:
                late = await useless(connection, posting.row, now)
        case _:
            late = False
    if late:
        async with database.writing() as connection:
            withhold = update(outbox).where(outbox.c.id == posting.row).values(state=State.WITHHELD)
            await connection.execute(withhold)
    return late


async def _taken_over(database: Database, posting: Posting) -> bool:
    is_chat = (conversations.c.channel == posting.channel, conversations.c.chat == posting.chat)
    async with database.reading() as connection:
        query = select(conversations.c.holder).where(*is_chat)
        return bool((await connection.execute(query)).scalar_one_or_none() == Holder.OPERATOR)


async def _take_back(connection: AsyncConnection, channels: tuple[str, ...], since: datetime) -> None:
    """Put claims of dead processes back, once: whether they went out nobody knows, and a loss is worse."""
    dead = and_(outbox.c.channel.in_(channels), outbox.c.state == State.SENDING, outbox.c.claimed_at < since)
    again = {"state": State.WAITING, "doubts": outbox.c.doubts + 1}
    await connection.execute(update(outbox).where(dead, outbox.c.doubts > 0).values(state=State.UNKNOWN))
    await connection.execute(update(outbox).where(dead).values(again))


async def recover(database: Database, channels: Iterable[str], now: datetime) -> None:
    """At start, where no other process shares the database: every claim is a dead one."""
    async with database.writing() as connection:
        await _take_back(connection, tuple(channels), now + timedelta(seconds=1))


async def progress(database: Database, posting: Posting, parts: int, platform_id: str) -> None:
    """Record that so many parts are out, so that a later try does not repeat them."""
    async with database.writing() as connection:
        values = {"parts": parts, "platform_id": platform_id}
        await connection.execute(update(outbox).where(outbox.c.id == posting.row).values(values))


async def settle(
    database: Database,
    posting: Posting,
    state: State,
    now: datetime,
    *,
    platform_id: str | None = None,
    error: str | None = None,
    wait: timedelta = timedelta(0),
    doubtful: bool = False,
) -> None:
    """Record how a try ended. With `WAITING` it is tried again after `wait`."""
    values: dict[str, object] = {"state": state, "error": error, "due_at": now + wait}
    if state is State.SENT:
        values |= {"sent_at": now, "platform_id": platform_id}
    if doubtful:
        values |= {"doubts": outbox.c.doubts + 1}
    async with database.writing() as connection:
        await connection.execute(update(outbox).where(outbox.c.id == posting.row).values(values))
        if platform_id:
            await _match(connection, posting.channel, platform_id)


async def unreachable(database: Database, posting: Posting) -> None:
    """The person cannot be reached: nothing that waits for them is tried again."""
    async with database.writing() as connection:
        is_chat = (conversations.c.channel == posting.channel, conversations.c.chat == posting.chat)
        await connection.execute(update(conversations).where(*is_chat).values(reachable=False))
        is_open = outbox.c.state.in_((State.WAITING, State.SENDING))
        waiting = and_(outbox.c.channel == posting.channel, outbox.c.chat == posting.chat, is_open)
        failed = {"state": State.FAILED, "error": "unreachable"}
        await connection.execute(update(outbox).where(waiting).values(failed))


async def report(
    database: Database, channel: str, platform_id: str, delivery: str, error: str | None, now: datetime
) -> None:
    """Keep what a platform reports: perhaps before our record of the sending, twice, or in disorder."""
    rank = RANKS.get(delivery, 0)
    async with database.writing() as connection:
        key = {"channel": channel, "platform_id": platform_id}
        query = select(receipts.c.delivery).filter_by(**key).with_for_update()
        known = (await connection.execute(query)).scalar_one_or_none()
        if known is not None and RANKS.get(known, 0) >= rank:
            return
        values = {"delivery": delivery, "error": error, "at": now}
        insert = database.insert(receipts).values(**key, **values)
        await connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=values))
        await _match(connection, channel, platform_id)


async def _match(connection: AsyncConnection, channel: str, platform_id: str) -> None:
    """Write what was reported beside the reply it is about, when both are known."""
    query = select(receipts.c.delivery, receipts.c.error).filter_by(channel=channel, platform_id=platform_id)
    found = (await connection.execute(query)).one_or_none()
    if found:
        is_reply = (outbox.c.channel == channel, outbox.c.platform_id == platform_id)
        delivery, error = found
        await connection.execute(update(outbox).where(*is_reply).values(delivery=delivery, error=error))


async def said(
    connection: AsyncConnection, channel: str, chat: str, after: int = 0
) -> list[tuple[int, int, Reply, str]]:
    """What a chat was told after a row, in order: (row, the message's row it answers, reply, language)."""
    query = (
        select(outbox.c.id, outbox.c.message, outbox.c.reply, outbox.c.language)
        .where(outbox.c.channel == channel, outbox.c.chat == chat, outbox.c.id > after)
        .where(outbox.c.state == State.SENT)
        .order_by(outbox.c.id)
    )
    rows = (await connection.execute(query)).all()
    return [(row, message, reply_from_json(reply), language) for row, message, reply, language in rows]


def _posting(row: Row[tuple[object, ...]]) -> Posting:
    return Posting(
        row=row.id,
        channel=row.channel,
        chat=row.chat,
        reply=reply_from_json(row.reply),
        language=row.language,
        tries=row.tries + 1,
        doubts=row.doubts,
        parts=row.parts,
        heard_at=row.heard_at,
        author=Author(row.author),
    )
