"""Conversations: what was heard, what is remembered, what was said. All inside the caller's transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from sqlalchemy import ColumnElement, Table, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.effects import (
    Book,
    CallOff,
    CallOperator,
    Confirm,
    Effect,
    Forget,
    HangUp,
    Hold,
    Leave,
    Lose,
    Move,
    Rate,
    Relay,
    Reserve,
    Speak,
    Thank,
    Wait,
    Wonder,
)
from bot.messages import Content, Incoming, Reply
from bot.session import Holder, Session
from bot.store import handovers, questions
from bot.store.appointments import Register
from bot.store.codec import content_from_json, content_to_json, meaning_to_json
from bot.store.database import Database
from bot.store.outbox import put
from bot.store.seats import wishes
from bot.store.tables import Author, State, conversations, messages, outbox, ratings
from bot.store.wishes import leave, wait
from bot.understanding.meaning import NOTHING, Meaning
from bot.world import Kept

FRESH = Session()


@dataclass(frozen=True, slots=True)
class Conversation:
    """One transaction on one chat. Others on the same chat wait for it."""

    database: Database
    connection: AsyncConnection
    channel: str
    chat: str

    async def open(self, now: datetime) -> Session:
        """Lock the chat's row, made if need be, and read the session."""
        fresh = {"channel": self.channel, "chat": self.chat, "session": Session().to_json()}
        insert = self.database.insert(conversations).values(**fresh, heard_at=now, reachable=True)
        await self.connection.execute(insert.on_conflict_do_nothing())
        kept = select(conversations.c.session, conversations.c.holder).where(*self._is(conversations))
        session, holder = (await self.connection.execute(kept.with_for_update())).one()
        return replace(Session.from_json(session), holder=Holder(holder))

    async def remember(self, message: Incoming, now: datetime, meaning: Meaning = NOTHING) -> int | None:
        """Keep a message and return its row; None if it was heard before."""
        insert = self.database.insert(messages).values(
            channel=self.channel,
            chat=self.chat,
            platform_id=message.id,
            content=content_to_json(message.content),
            sent_at=message.sent_at,
            heard_at=now,
            meaning=meaning_to_json(meaning),
        )
        insert = insert.on_conflict_do_nothing().returning(messages.c.id)
        row: int | None = (await self.connection.execute(insert)).scalar_one_or_none()
        return row

    async def keep(self, session: Session, heard: datetime | None) -> None:
        """`heard` is when the person wrote; None when nobody did, which opens no platform's window."""
        values: dict[str, object] = {"session": session.to_json(), "holder": session.holder}
        if heard is not None:
            values |= {"heard_at": heard, "reachable": True}
        await self.connection.execute(update(conversations).where(*self._is(conversations)).values(values))

    async def reply(
        self,
        row: int,
        replies: tuple[Reply, ...],
        language: str,
        state: State,
        now: datetime,
        author: Author = Author.BOT,
    ) -> list[int]:
        """Put replies into the outbox, in order. Emergency cards go out whoever holds the conversation."""
        here = (self.connection, self.channel, self.chat, row)
        authors = (Author.NOTICE if reply.urgent else author for reply in replies)
        return [
            await put(*here, reply, language, state, now, by)
            for reply, by in zip(replies, authors, strict=True)
        ]

    async def carry_out(self, effect: Effect, row: int, now: datetime, session: Session = FRESH) -> None:
        """Do what a turn decided. `session` is the one that it leads to."""
        here = (self.connection, self.channel, self.chat)
        match effect:
            case CallOperator():
                await handovers.ask(*here, effect, session, now)
            case Relay(urgent):
                await handovers.relay(*here, urgent, session, now)
            case HangUp():
                await handovers.hang_up(*here, now)
            case Thank():
                await handovers.thank(*here, effect)
            case Rate(entry, useful):
                values = {"useful": useful, "at": now}
                key = {"channel": self.channel, "chat": self.chat, "entry": entry}
                insert = self.database.insert(ratings).values(**key, **values)
                await self.connection.execute(
                    insert.on_conflict_do_update(index_elements=list(key), set_=values)
                )
            case Forget():
                await self._forget(row)
                await self.register(now).forget()
                await self.connection.execute(delete(wishes).where(*self._is(wishes)))
            case Lose():
                lose = update(conversations).where(*self._is(conversations)).values(reachable=False)
                await self.connection.execute(lose)
            case Wonder():
                await questions.keep(self.connection, effect, now)
            case Speak():  # already in the session
                pass
            case _:
                await self._reserve(effect, now)

    async def _reserve(self, effect: Reserve, now: datetime) -> None:
        """Raises `Conflict` when somebody else was faster."""
        register = self.register(now)
        match effect:
            case Hold():
                await register.hold(effect)
            case Book():
                await register.book(effect)
            case Move():
                await register.move(effect)
            case CallOff():
                await register.call_off(effect)
            case Confirm():
                await register.confirm(effect)
            case Wait():
                await wait(register, effect)
            case Leave():
                await leave(register, effect)
            case _:
                assert_never(effect)

    def register(self, now: datetime) -> Register:
        """The appointments, as this person may touch them."""
        return Register(self.database, self.connection, now, self.channel, self.chat)

    async def last(self) -> int:
        """The row of the person's last message; 0 if none is kept."""
        query = select(func.max(messages.c.id)).where(*self._is(messages))
        return (await self.connection.execute(query)).scalar_one() or 0

    async def kept(self) -> Kept:
        query = select(func.count(), func.min(messages.c.heard_at)).where(*self._is(messages))
        count, since = (await self.connection.execute(query)).one()
        return Kept(count, since)

    async def _forget(self, row: int) -> None:
        """Erase all but the id of the message that asked for it, so that its repeat stays harmless."""
        await self.connection.execute(delete(messages).where(*self._is(messages), messages.c.id != row))
        await self.connection.execute(
            update(messages)
            .where(messages.c.id == row)
            .values(content={"kind": "opened", "link": ""}, meaning=None)
        )
        await self.connection.execute(delete(outbox).where(*self._is(outbox)))
        await self.connection.execute(delete(ratings).where(*self._is(ratings)))
        await handovers.erase(self.connection, self.channel, self.chat)

    def _is(self, table: Table) -> tuple[ColumnElement[bool], ...]:
        return table.c.channel == self.channel, table.c.chat == self.chat


async def transcript(
    connection: AsyncConnection, channel: str, chat: str, after: int
) -> list[tuple[int, Content, datetime]]:
    """What a person said, after a row, in order: (row, content, when it was heard)."""
    query = (
        select(messages.c.id, messages.c.content, messages.c.heard_at)
        .where(messages.c.channel == channel, messages.c.chat == chat, messages.c.id > after)
        .order_by(messages.c.id)
    )
    rows = (await connection.execute(query)).all()
    return [(row, content_from_json(content), at) for row, content, at in rows]
