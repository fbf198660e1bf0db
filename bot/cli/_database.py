"""What commands that write to the database share."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli import or_explain
from bot.settings import read_settings
from bot.store.database import Database

T = TypeVar("T")


def in_one_transaction(work: Callable[[Database, AsyncConnection], Awaitable[T]]) -> T:
    """Do something in the database of the settings, whose tables are made first on SQLite."""

    async def done() -> T:
        database = Database(or_explain(read_settings).database_url)
        try:
            if database.is_sqlite:
                await database.migrate()
            async with database.writing() as connection:
                return await work(database, connection)
        finally:
            await database.close()

    return asyncio.run(done())
