"""The private calendar address of a desk: one at a time, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.seats import feeds
from bot.store.users import User, record


async def make(connection: AsyncConnection, user: User, desk: str, now: datetime) -> str:
    """A new secret of 128 bits, told this once. An earlier one is worth nothing from now on."""
    secret = secrets.token_urlsafe(16)
    await connection.execute(delete(feeds).where(feeds.c.desk == desk))
    values = {"desk": desk, "secret": _hidden(secret), "user": user.id, "made_at": now}
    await connection.execute(feeds.insert().values(values))
    await record(connection, user, "make_feed", now, detail=desk)
    return secret


async def revoke(connection: AsyncConnection, user: User, desk: str, now: datetime) -> None:
    await connection.execute(delete(feeds).where(feeds.c.desk == desk))
    await record(connection, user, "revoke_feed", now, detail=desk)


async def has_feed(connection: AsyncConnection, desk: str) -> bool:
    query = select(exists().where(feeds.c.desk == desk))
    return bool((await connection.execute(query)).scalar_one())


async def desk_of_feed(connection: AsyncConnection, secret: str) -> str | None:
    """The desk whose address this is; None if it was revoked, or never was one."""
    query = select(feeds.c.desk).where(feeds.c.secret == _hidden(secret))
    found: str | None = (await connection.execute(query)).scalar_one_or_none()
    return found


def _hidden(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
