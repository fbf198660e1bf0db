"""The whole service, running on loopback, as `sportello run` starts it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from unittest.mock import patch

from bot.app import Service
from bot.settings import read_settings
from bot.store.database import Database
from tests.wire import serving


@dataclass
class Running:
    url: str
    service: Service


@contextmanager
def environment(values: dict[str, str]) -> Iterator[None]:
    """Only these settings, whatever the machine has set."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("SPORTELLO_")}
    with patch.dict(os.environ, {**clean, **values}, clear=True):
        yield


@asynccontextmanager
async def running(**settings: str) -> AsyncIterator[Running]:
    """Run the service with these settings, its tables made."""
    with environment(settings):
        service = Service.of(read_settings(_env_file=None))
    database = Database(service.settings.database_url)
    await database.migrate()
    await database.close()
    server = serving(service.asgi())
    url = await asyncio.to_thread(server.__enter__)
    try:
        yield Running(url, service)
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)
