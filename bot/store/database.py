"""The database: its address, its transactions, its migrations. The only place that knows both dialects."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

BUSY_MS = 30_000  # how long SQLite waits for another writer
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
MIGRATIONS = Path(__file__).parent / "migrations"


class Conflict(Exception):
    """Somebody else was faster: run the transaction again, on a world that is read anew."""


class Database:
    """A pool of connections to one database."""

    def __init__(self, address: str) -> None:
        """`address` is a SQLAlchemy URL; `sqlite:///file` and `postgresql://...` get our drivers."""
        url = make_url(address)
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite and url.database:
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
        options: dict[str, Any] = {} if self.is_sqlite else {"pool_pre_ping": True}
        self.engine: AsyncEngine = create_async_engine(url, **options)
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """One transaction that may write. On SQLite it holds the only writer's place from the start."""
        async with self.engine.connect() as connection:
            await connection.execution_options(writing=True)
            async with connection.begin():
                yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """One snapshot that only reads and never waits for a writer."""
        async with self.engine.connect() as connection, connection.begin():
            yield connection

    def insert(self, table: Any) -> Any:
        """An insert that knows `on_conflict_do_*`."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def migrate(self) -> None:
        """Bring the tables up to this version of the program."""
        async with self.writing() as connection:
            await connection.run_sync(_upgrade)

    async def pending(self) -> bool:
        """Whether migrations are waiting to be run."""
        async with self.reading() as connection:
            current = await connection.run_sync(_current)
        return current != ScriptDirectory(str(MIGRATIONS)).get_current_head()

    async def close(self) -> None:
        await self.engine.dispose()


def is_conflict(error: DBAPIError | Conflict) -> bool:
    """Whether somebody else was faster and the transaction is worth running again."""
    if isinstance(error, Conflict):
        return True
    code = getattr(error.orig, "sqlstate", None)
    return code in ("40001", "40P01", "23505") or "database is locked" in str(error.orig)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_MS}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get("writing")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
