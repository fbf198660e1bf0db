"""Offer freed seats to who waits for them, one after the other."""

from __future__ import annotations

from dataclasses import dataclass

from bot.hear import Ear
from bot.messages import Go
from bot.rounds import rounds
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.wishes import Match, matches, offer


@dataclass(frozen=True, slots=True)
class Offers:
    """Several processes may look at once: an offer is made under the lock of its desk, or not at all."""

    database: Database
    ear: Ear

    async def run(self) -> None:
        """Look, until cancelled."""
        await rounds(self.round, "freed times could not be offered; trying again")

    async def round(self) -> int:
        """Make the offers that can be made now; returns how many."""
        async with self.database.writing() as connection:
            found = await matches(connection, self.ear.clock())
        return sum([await self._tell(match) for match in found])

    async def _tell(self, match: Match) -> bool:
        """The offer and its message are kept in one transaction."""

        async def due(conversation: Conversation) -> bool:
            return await offer(conversation.register(self.ear.clock()), match)

        return await self.ear.tell(match.channel, match.chat, Go("offer", (str(match.wish),)), due)
