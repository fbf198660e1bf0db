"""Remind people of their appointments: what is due is said once, what is past is not said any more."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.hear import Ear
from bot.messages import Go
from bot.rounds import rounds
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.reminders import Due, became, due, take, waiting

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Reminders:
    """Several processes may look at once: a reminder is taken under the lock of its chat, or not at all."""

    database: Database
    ear: Ear

    async def run(self) -> None:
        """Look, until cancelled."""
        await rounds(self.round, "due reminders could not be read; trying again")

    async def round(self) -> int:
        """Say what is due now; returns how many. One that fails hinders no other, and is tried again."""
        now = self.ear.clock()
        async with self.database.reading() as connection:
            if not await waiting(connection, now):
                return 0
        async with self.database.writing() as connection:
            found, dropped = await due(connection, now)
        if dropped:
            log.info("%d reminders were dropped: too late, or their appointments were changed", dropped)
        return sum([await self._try(each) for each in found])

    async def _try(self, found: Due) -> bool:
        try:
            return await self._remind(found)
        except Exception:
            log.exception("a reminder could not be kept; trying again", extra={"row": found.reminder})
            return False

    async def _remind(self, found: Due) -> bool:
        """The mark, the message and the link between them are kept in one transaction."""

        async def still(conversation: Conversation) -> bool:
            return await take(conversation.connection, found.reminder, self.ear.clock())

        async def kept(conversation: Conversation, reply: int) -> None:
            await became(conversation.connection, found.reminder, reply)

        go = Go("reminder", (found.code,))
        return await self.ear.remind(found.channel, found.chat, go, still, kept)
