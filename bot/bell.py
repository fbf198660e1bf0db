"""Wakes whoever waits in this process when something was kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Bell:
    """Rung after a commit; everybody who waits is woken, and `also` are called."""

    also: list[Callable[[], None]] = field(default_factory=list)
    _rung: asyncio.Event = field(default_factory=asyncio.Event)

    def ring(self) -> None:
        rung, self._rung = self._rung, asyncio.Event()
        rung.set()
        for call in self.also:
            call()

    async def wait(self, seconds: float) -> None:
        """Return at the next ring, or after so many seconds."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return
