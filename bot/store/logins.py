"""Logging in: a password, then a cookie, for a while."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import logins, users, wrong_logins
from bot.store.users import User, user_of

IDLE = timedelta(hours=1)  # then a user must log in again
LONGEST = timedelta(hours=12)  # however busy they were
MOST_WRONG = 5  # tries with a wrong password within LOCKED, before a name is locked
LOCKED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who is logged in. `csrf` proves that a form is ours; `draft` is a text to finish."""

    user: User
    csrf: str
    draft: str = ""


async def locked(connection: AsyncConnection, login: str, now: datetime) -> timedelta:
    """How long a name still has to wait after too many wrong tries; nothing if it need not."""
    recent = (wrong_logins.c.login == _named(login), wrong_logins.c.at > now - LOCKED)
    query = select(func.count(), func.min(wrong_logins.c.at)).where(*recent)
    count, first = (await connection.execute(query)).one()
    return first + LOCKED - now if count >= MOST_WRONG else timedelta(0)


async def failed(connection: AsyncConnection, login: str, now: datetime) -> None:
    """Count a wrong try. What was typed is kept only as a hash: it may be a password."""
    await connection.execute(delete(wrong_logins).where(wrong_logins.c.at < now - LOCKED))
    await connection.execute(wrong_logins.insert().values(login=_named(login), at=now))


async def let_in(connection: AsyncConnection, user: User, now: datetime, draft: str = "") -> str:
    """Log somebody in and return the cookie's token. Only its hash is kept."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    await connection.execute(delete(logins).where(logins.c.made_at < now - LONGEST))
    await connection.execute(delete(wrong_logins).where(wrong_logins.c.login == _named(user.login)))
    values = {"user": user.id, "csrf": csrf, "draft": draft, "made_at": now, "seen_at": now}
    await connection.execute(logins.insert().values(token=_hidden(token), **values))
    return token


async def let_out(connection: AsyncConnection, token: str) -> None:
    await connection.execute(delete(logins).where(logins.c.token == _hidden(token)))


async def who(connection: AsyncConnection, token: str, now: datetime) -> Login | None:
    """Who a cookie belongs to, if they may still come in."""
    query = (
        select(users, logins.c.csrf, logins.c.draft)
        .join(logins, logins.c.user == users.c.id)
        .where(logins.c.token == _hidden(token), users.c.active)
        .where(logins.c.seen_at > now - IDLE, logins.c.made_at > now - LONGEST)
    )
    row = (await connection.execute(query)).one_or_none()
    return Login(user_of(row), row.csrf, row.draft) if row else None


async def seen(connection: AsyncConnection, token: str, now: datetime) -> None:
    """The user did something. A draft that was shown is theirs now."""
    mine = logins.c.token == _hidden(token)
    await connection.execute(update(logins).where(mine).values(seen_at=now, draft=""))
    user = select(logins.c.user).where(mine).scalar_subquery()
    await connection.execute(update(users).where(users.c.id == user).values(seen_at=now))


def _named(login: str) -> str:
    return _hidden(login.strip().lower())


def _hidden(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
