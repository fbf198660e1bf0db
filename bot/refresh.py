"""Serve what editors save, within two seconds: all of a folder if it is right, else the last good one."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from bot.hear import Brain
from bot.knowledge.load import load
from bot.knowledge.model import Knowledge
from bot.knowledge.source import Fault, KnowledgeError
from bot.knowledge.watch import Fingerprint, fingerprint
from bot.understanding.meaning import Understanding

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.5
SETTLE_SECONDS = 0.3  # an editor's program may write a file in two steps


@dataclass(slots=True)
class Refresh:
    """Watches one folder for one brain.

    The texts are swapped at once, between two turns; the understanding follows when it is fitted.
    `deepen` adds to an understanding what takes minutes; it serves without it meanwhile.
    `taken` hears of every knowledge base that was taken over.
    `refused` are the faults of the files that are not served; empty when all is well.
    """

    folder: Path
    brain: Brain
    fit: Callable[[Knowledge], Understanding]
    territory: str | None = None
    deepen: Callable[[Knowledge, Understanding], Understanding] | None = None
    taken: Callable[[Knowledge], Awaitable[None]] | None = None
    refused: list[Fault] = field(default_factory=list)
    _seen: Fingerprint = frozenset()
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self._seen = fingerprint(self.folder)

    async def run(self) -> None:
        """Look, and fit what was found, until cancelled."""
        fitting = asyncio.create_task(self._fit())
        try:
            await self._watch()
        finally:
            fitting.cancel()

    async def _fit(self) -> None:
        """Fit the understanding to the newest texts, one after the other; until then the last one serves."""
        await self._deepen()
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                self.brain.understanding = await asyncio.to_thread(self.fit, self.brain.knowledge)
            except Exception:
                log.exception("the understanding could not be fitted; the last one goes on")
            await self._deepen()

    async def _deepen(self) -> None:
        knowledge, understanding = self.brain.knowledge, self.brain.understanding
        try:
            if self.deepen:
                self.brain.understanding = await asyncio.to_thread(self.deepen, knowledge, understanding)
        except Exception:
            log.exception("the sentence model could not be taught; it is done without")

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.look()
            except OSError as error:
                log.warning("the knowledge folder cannot be looked at", extra={"code": type(error).__name__})

    async def look(self) -> bool:
        """Look once; says whether new texts are served."""
        now = await asyncio.to_thread(fingerprint, self.folder)
        if now == self._seen:
            return False
        await asyncio.sleep(SETTLE_SECONDS)
        self._seen = await asyncio.to_thread(fingerprint, self.folder)
        try:
            knowledge = await asyncio.to_thread(load, self.folder, self.territory)
        except KnowledgeError as error:
            self.refused = error.faults
            for fault in error.faults[:5]:
                log.error("the knowledge base was not taken over: %s", fault)
            return False
        self.refused = []
        self.brain.knowledge = knowledge
        self._changed.set()
        log.info("the knowledge base was taken over: %d entries", len(knowledge.entries))
        await self._tell(knowledge)
        return True

    async def _tell(self, knowledge: Knowledge) -> None:
        try:
            if self.taken:
                await self.taken(knowledge)
        except Exception:
            log.exception("what the new knowledge base changes could not be looked at")
