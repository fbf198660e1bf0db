"""The whole service, running on loopback, as `sportello run` starts it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unittest.mock import patch

from bot.app import Service
from bot.fitting import fitted
from bot.hear import Brain
from bot.knowledge.load import load
from bot.settings import read_settings
from bot.store.database import Database
from bot.understanding.meaning import Understanding
from tests.wire import serving

ROOT = Path(__file__).parents[1]


@dataclass
class Running:
    url: str
    service: Service


@cache
def learned() -> Understanding:
    """What is learned from the real knowledge base: once for all tests, for it keeps no state."""
    return fitted(load(ROOT / "knowledge"), ROOT / "data")


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Only these settings, whatever the machine has set. The sentence model would take minutes to be taught."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SPORTELLO_")}
    with patch.dict(os.environ, {**clean, "SPORTELLO_SENTENCE_MODEL": "no", **values}, clear=True):
        yield


@asynccontextmanager
async def running(**settings: str) -> AsyncIterator[Running]:
    """Run the service with these settings, its tables made."""
    with environment(settings):
        read = read_settings(_env_file=None)
        service = Service.of(read, Brain(load(read.knowledge, read.territory), learned()))
    database = Database(service.settings.database_url)
    await database.migrate()
    await database.close()
    server = serving(service.asgi())
    url = await asyncio.to_thread(server.__enter__)
    try:
        yield Running(url, service)
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)
