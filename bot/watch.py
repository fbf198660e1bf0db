"""Nobody waits in silence: a kind word to those in line, and back in line when an operator goes silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.flows.operator import standing
from bot.hours import opening
from bot.knowledge.model import Knowledge
from bot.messages import Reply, _
from bot.rounds import rounds
from bot.session import Holder
from bot.store import handovers as person
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.tables import Stage, State, handovers, timers, users
from bot.store.talks import PULLED, back_in_line, lock
from bot.world import Standing, World

LEFT_IN_PEACE = timedelta(hours=12)  # after so long without a word of theirs, people get no kind word


@dataclass(slots=True)
class Watch:
    """Looks after those who wait. Several processes may do so: each step locks the conversation.

    `silence` is how long an operator may be away, or leave a person without an answer.
    """

    database: Database
    knowledge: Callable[[], Knowledge]
    kept: Callable[[], None] = lambda: None
    silence: timedelta = timedelta(minutes=20)
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def run(self) -> None:
        """Look until cancelled."""
        await rounds(self.look, "those who wait could not be looked after")

    async def look(self) -> None:
        """One round: due timers, then operators who went silent."""
        now = self.clock()
        async with self.database.reading() as connection:
            due = (await connection.execute(select(timers).where(timers.c.due_at <= now))).all()
            silent = (await connection.execute(_silent(now - self.silence))).scalars().all()
        for timer in due:
            async with self.database.writing() as connection:
                await self._fire(connection, timer, now)
        for handover in silent:
            async with self.database.writing() as connection:
                await self._give_back(connection, handover, now)
        if due or silent:
            self.kept()

    async def _fire(self, connection: AsyncConnection, timer: Row[tuple[object, ...]], now: datetime) -> None:
        """Say a kind word, unless the conversation moved on since the timer was set."""
        conversation = Conversation(self.database, connection, timer.channel, timer.chat)
        session = await conversation.open(now)
        here = (timers.c.channel == timer.channel, timers.c.chat == timer.chat, timers.c.what == timer.what)
        still = (await connection.execute(select(timers).where(*here))).one_or_none()
        if still is None or still.due_at > now:
            return
        await person.calm(connection, timer.channel, timer.chat)
        mine = await person.standing(connection, timer.channel, timer.chat)
        moved = session.version != still.version or session.holder is not Holder.QUEUE
        if mine is None or moved or now - mine.heard_at > LEFT_IN_PEACE:
            return
        said, again = self._kind_word(mine, now)
        if said:
            row = await person.last_message(connection, timer.channel, timer.chat)
            state = State.SENT if timer.channel in PULLED else State.WAITING
            await conversation.reply(row, (said,), session.language, state, now)
        await person.remind(connection, timer.channel, timer.chat, session.version, again)

    def _kind_word(self, mine: Standing, now: datetime) -> tuple[Reply | None, datetime]:
        """What is said, and when to look again; nothing while the desk is closed, for that is told already.

        It has no choices: a number typed at this moment means what was on the screen before.
        """
        knowledge, again = self.knowledge(), now + person.PATIENCE
        desk = next((each for each in knowledge.desks if each.id == mine.desk), None)
        door = opening(desk, now) if desk else None
        if door and not door.open:
            return None, max(again, door.moment or again)
        hint = _("If you do not want to wait any more, write “cancel”.")
        lines = standing(desk, mine.line, World(now, knowledge))
        return Reply(
            (_("I have not forgotten you: you are still waiting for a person."), *lines, hint)
        ), again

    async def _give_back(self, connection: AsyncConnection, handover: int, now: datetime) -> None:
        opened = await lock(connection, handover)
        still = _silent(now - self.silence).where(handovers.c.id == handover)
        if opened and (await connection.execute(still)).first():
            await back_in_line(connection, opened, now)


def _silent(since: datetime) -> Any:
    """Talks whose operator is away, or has left the person's last word without an answer, since then."""
    spoke = func.coalesce(handovers.c.answered_at, handovers.c.claimed_at)
    seen = func.coalesce(users.c.seen_at, handovers.c.claimed_at)
    away: ColumnElement[bool] = and_(seen < since, handovers.c.claimed_at < since)
    unanswered = and_(handovers.c.heard_at > spoke, handovers.c.heard_at < since, spoke < since)
    owner = users.c.id == handovers.c.owner
    query = select(handovers.c.id).outerjoin(users, owner).where(handovers.c.state == Stage.HELD)
    return query.where(or_(away, unanswered, users.c.active.is_(False), users.c.id.is_(None)))
