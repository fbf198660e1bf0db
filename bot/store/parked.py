"""Replies of a desk that the platform's window keeps back: they wait for the person to write."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.messages import Reply, Template, _
from bot.store.database import Database
from bot.store.outbox import Posting, put
from bot.store.tables import Author, State, conversations, outbox

KNOCK = Reply(
    (_("Somebody of the information desk has answered you. Write a word here to read the answer."),),
    template=Template("knock"),
)


async def park(database: Database, posting: Posting, now: datetime) -> None:
    """Keep a reply until the person writes, and ask them once to do so."""
    here = and_(outbox.c.channel == posting.channel, outbox.c.chat == posting.chat)
    async with database.writing() as connection:
        is_chat = (conversations.c.channel == posting.channel, conversations.c.chat == posting.chat)
        locked = select(conversations.c.heard_at).where(*is_chat).with_for_update()
        heard_at = (await connection.execute(locked)).scalar_one()
        values = {"state": State.PARKED, "error": "window"}
        await connection.execute(update(outbox).where(outbox.c.id == posting.row).values(values))
        asked = and_(here, outbox.c.author == Author.KNOCK, outbox.c.kept_at > heard_at)
        if (await connection.execute(select(exists().where(asked)))).scalar_one():
            return
        message = select(outbox.c.message).where(outbox.c.id == posting.row)
        row = (await connection.execute(message)).scalar_one()
        chat, language = (posting.channel, posting.chat), posting.language
        await put(connection, *chat, row, KNOCK, language, State.WAITING, now, Author.KNOCK)


async def unpark(connection: AsyncConnection, channel: str, chat: str, now: datetime) -> None:
    """The person wrote: what was parked goes out first, for it stands before what is said now."""
    here = (outbox.c.channel == channel, outbox.c.chat == chat, outbox.c.state == State.PARKED)
    values = {"state": State.WAITING, "due_at": now, "error": None}
    await connection.execute(update(outbox).where(*here).values(values))
