"""Operators: who they are, what they may see, and how they prove it."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import logins, operators, wrong_logins

IDLE = timedelta(hours=1)  # then an operator must log in again
LONGEST = timedelta(hours=12)  # however busy they were
MOST_WRONG = 5  # tries with a wrong password within LOCKED, before a name is locked
LOCKED = timedelta(minutes=15)
LEAST_PASSWORD = 10
HASHER = PasswordHasher()  # argon2id with the library's parameters, those of RFC 9106 for little memory
NOBODY = HASHER.hash(secrets.token_hex(16))  # a wrong name takes as long as a wrong password


class Role(StrEnum):
    """An operator talks to people, a clerk keeps the agenda, an editor reads, an administrator may all."""

    OPERATOR = "operator"
    CLERK = "clerk"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Operator:
    """`desks` are the ids of the desks they work for; none stands for every desk."""

    id: int
    login: str
    name: str
    role: Role
    desks: tuple[str, ...] = ()

    def serves(self, desk: str | None) -> bool:
        """Whether a desk's conversations and appointments are theirs to see. No desk is everybody's."""
        return not self.desks or desk is None or desk in self.desks


@dataclass(frozen=True, slots=True)
class Login:
    """Somebody who is logged in. `csrf` proves that a form is ours; `draft` is a text to finish."""

    operator: Operator
    csrf: str
    draft: str = ""


class Taken(Exception):
    """Somebody has this user name already."""


async def add(
    connection: AsyncConnection, login: str, name: str, role: Role, desks: tuple[str, ...], password: str
) -> int:
    """Keep a new operator and return their id. Raises `Taken`."""
    login = login.strip().lower()
    if (await connection.execute(select(operators.c.id).where(operators.c.login == login))).first():
        raise Taken(login)
    values = {"login": login, "name": name.strip(), "role": role, "desks": list(desks), "active": True}
    insert = operators.insert().values(**values, password=HASHER.hash(password)).returning(operators.c.id)
    return int((await connection.execute(insert)).scalar_one())


async def change(
    connection: AsyncConnection, login: str, *, password: str | None = None, active: bool | None = None
) -> bool:
    """Give a new password, or let somebody in or out; they are logged out. Returns whether they exist."""
    given = {"password": HASHER.hash(password) if password else None, "active": active}
    values = {key: value for key, value in given.items() if value is not None}
    changed = update(operators).where(operators.c.login == login.lower()).values(values)
    found = (await connection.execute(changed.returning(operators.c.id))).scalar_one_or_none()
    await connection.execute(delete(logins).where(logins.c.operator == found))
    return found is not None


async def everybody(connection: AsyncConnection) -> list[Operator]:
    """All operators who may log in, by name."""
    query = select(operators).where(operators.c.active).order_by(operators.c.name, operators.c.id)
    return [_operator(row) for row in await connection.execute(query)]


async def locked(connection: AsyncConnection, login: str, now: datetime) -> timedelta:
    """How long a name still has to wait after too many wrong tries; nothing if it need not."""
    since = wrong_logins.c.at > now - LOCKED
    query = select(func.count(), func.min(wrong_logins.c.at)).where(
        wrong_logins.c.login == _named(login), since
    )
    count, first = (await connection.execute(query)).one()
    return first + LOCKED - now if count >= MOST_WRONG else timedelta(0)


async def find(connection: AsyncConnection, login: str) -> tuple[Operator | None, str]:
    """The operator of a name, and the hash that their password must match."""
    query = select(operators).where(operators.c.login == login.strip().lower(), operators.c.active)
    row = (await connection.execute(query)).one_or_none()
    return (_operator(row), row.password) if row else (None, NOBODY)


def matches(password: str, hashed: str) -> bool:
    """Whether a password is the one that was hashed. Takes some 50 ms of a processor on purpose."""
    try:
        return HASHER.verify(hashed, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


async def failed(connection: AsyncConnection, login: str, now: datetime) -> None:
    """Count a wrong try. What was typed is kept only as a hash: it may be a password."""
    await connection.execute(delete(wrong_logins).where(wrong_logins.c.at < now - LOCKED))
    await connection.execute(wrong_logins.insert().values(login=_named(login), at=now))


async def let_in(connection: AsyncConnection, operator: Operator, now: datetime, draft: str = "") -> str:
    """Log somebody in and return the cookie's token. Only its hash is kept."""
    token, csrf = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    await connection.execute(delete(logins).where(logins.c.made_at < now - LONGEST))
    await connection.execute(delete(wrong_logins).where(wrong_logins.c.login == _named(operator.login)))
    values = {"operator": operator.id, "csrf": csrf, "draft": draft, "made_at": now, "seen_at": now}
    await connection.execute(logins.insert().values(token=_hidden(token), **values))
    return token


async def let_out(connection: AsyncConnection, token: str) -> None:
    await connection.execute(delete(logins).where(logins.c.token == _hidden(token)))


async def who(connection: AsyncConnection, token: str, now: datetime) -> Login | None:
    """Who a cookie belongs to, if they may still come in."""
    query = (
        select(operators, logins.c.csrf, logins.c.draft)
        .join(logins, logins.c.operator == operators.c.id)
        .where(logins.c.token == _hidden(token), operators.c.active)
        .where(logins.c.seen_at > now - IDLE, logins.c.made_at > now - LONGEST)
    )
    row = (await connection.execute(query)).one_or_none()
    return Login(_operator(row), row.csrf, row.draft) if row else None


async def seen(connection: AsyncConnection, token: str, now: datetime) -> None:
    """The operator did something. A draft that was shown is theirs now."""
    mine = logins.c.token == _hidden(token)
    await connection.execute(update(logins).where(mine).values(seen_at=now, draft=""))
    operator = select(logins.c.operator).where(mine).scalar_subquery()
    await connection.execute(update(operators).where(operators.c.id == operator).values(seen_at=now))


def _named(login: str) -> str:
    return _hidden(login.strip().lower())


def _hidden(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _operator(row: Row[tuple[object, ...]]) -> Operator:
    return Operator(row.id, row.login, row.name, Role(row.role), tuple(row.desks))
