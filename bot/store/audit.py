"""Reading the audit log. It is written where something is done, with `users.record`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit, users


@dataclass(frozen=True, slots=True)
class Record:
    """Who looked at or changed what. `detail` is an id, as that of a desk; never a word of a conversation."""

    id: int
    at: datetime
    user: int
    name: str | None
    action: str
    handover: int | None
    detail: str


async def recorded(
    connection: AsyncConnection, user: int | None = None, before: int | None = None, most: int = 100
) -> list[Record]:
    """The newest records first: of one user or of all, older than the record `before`."""
    query = select(audit, users.c.name).outerjoin(users, users.c.id == audit.c.user)
    if user is not None:
        query = query.where(audit.c.user == user)
    if before is not None:
        query = query.where(audit.c.id < before)
    rows = await connection.execute(query.order_by(audit.c.id.desc()).limit(most))
    return [Record(**{name: getattr(row, name) for name in Record.__dataclass_fields__}) for row in rows]


async def recorders(connection: AsyncConnection) -> list[tuple[int, str]]:
    """All who ever worked here, by name: those who left stand in the log, too."""
    rows = await connection.execute(select(users.c.id, users.c.name).order_by(users.c.name, users.c.id))
    return [(row.id, row.name) for row in rows]
