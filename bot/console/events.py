"""Tells open pages that something has changed. What it is they fetch themselves, through the gate."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from bot.bell import Bell
from bot.console.gate import Gate, Visitor
from bot.store.database import Database
from bot.store.tables import handovers, messages, notes, outbox
from bot.store.users import User, present

POLL_SECONDS = 1.0  # how soon what another process wrote is seen
STREAM_MINUTES = 10  # then the browser connects again, and passes the gate again
PRESENT_SECONDS = 60.0  # how often an open page says that its user is there


@dataclass(frozen=True, slots=True)
class Events:
    """The stream of a user's open page."""

    gate: Gate
    bell: Bell

    async def stream(self, _request: Request, visitor: Visitor) -> Response:
        return EventSourceResponse(self._changes(visitor.user), ping=20)

    async def _changes(self, user: User) -> AsyncIterator[ServerSentEvent]:
        loop = asyncio.get_running_loop()
        end, told, before = (
            loop.time() + STREAM_MINUTES * 60,
            -PRESENT_SECONDS,
            await state(self.gate.database),
        )
        while loop.time() < end:
            if loop.time() - told >= PRESENT_SECONDS:
                told = loop.time()
                async with self.gate.database.writing() as connection:
                    await present(connection, user, self.gate.clock())
            now = await state(self.gate.database)
            if now != before:
                before = now
                yield ServerSentEvent("changed")
            await self.bell.wait(POLL_SECONDS)


async def state(database: Database) -> tuple[object, ...]:
    """A mark that differs whenever a conversation has changed."""
    query = select(
        select(func.max(messages.c.id)).scalar_subquery(),
        select(func.max(outbox.c.id)).scalar_subquery(),
        select(func.max(outbox.c.sent_at)).scalar_subquery(),
        select(func.max(notes.c.id)).scalar_subquery(),
        select(func.count()).select_from(handovers).scalar_subquery(),
        select(func.sum(handovers.c.version)).scalar_subquery(),
    )
    async with database.reading() as connection:
        return tuple((await connection.execute(query)).one())
