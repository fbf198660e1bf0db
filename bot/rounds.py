"""Work that is done again and again, whatever happens to one round of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)
LOOK_SECONDS = 5.0


async def rounds(once: Callable[[], Awaitable[object]], failed: str) -> None:
    """Do it every few seconds until cancelled. `failed` is logged, with its trace, of a round that fails."""
    while True:
        try:
            await once()
        except Exception:
            log.exception(failed)
        await asyncio.sleep(LOOK_SECONDS)
