"""Those who work here: who they are, what they may do, what they looked at and changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import Row, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit, users

HASHER = PasswordHasher()
NOBODY = HASHER.hash("nobody")  # compared with where there is no such login, so that the time tells nothing


class Role(StrEnum):
    """What somebody may do; an administrator may do all, at all desks."""

    OPERATOR = "operator"
    CLERK = "clerk"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who works at some desks. `name` is what people in the chat read."""

    id: int
    login: str
    name: str
    role: Role
    desks: tuple[str, ...]
    active: bool = True

    def serves(self, desk: str) -> bool:
        """Whether the desk's conversations are this user's to see."""
        if not self.active:
            return False
        return self.role is Role.ADMINISTRATOR or (self.role is Role.OPERATOR and desk in self.desks)


async def add(
    connection: AsyncConnection, login: str, name: str, password: str, role: Role, desks: tuple[str, ...]
) -> User:
    """Make a user. Raises `IntegrityError` if the login is taken."""
    values: dict[str, object] = {"login": login, "name": name, "password": HASHER.hash(password)}
    values |= {"role": role, "desks": list(desks), "active": True}
    insert = users.insert().values(values).returning(users.c.id)
    number: int = (await connection.execute(insert)).scalar_one()
    return User(number, login, name, role, desks)


async def log_in(connection: AsyncConnection, login: str, password: str) -> User | None:
    """The user of these words, if active; None without telling which of them was wrong."""
    row = (await connection.execute(select(users).where(users.c.login == login))).one_or_none()
    try:
        HASHER.verify(row.password if row else NOBODY, password)
    except Argon2Error:
        return None
    return _user(row) if row and row.active else None


async def find(connection: AsyncConnection, number: int) -> User | None:
    row = (await connection.execute(select(users).where(users.c.id == number))).one_or_none()
    return _user(row) if row else None


async def present(connection: AsyncConnection, user: User, now: datetime) -> None:
    """The user's page is open: what they hold stays theirs."""
    await connection.execute(update(users).where(users.c.id == user.id).values(seen_at=now))


async def record(
    connection: AsyncConnection,
    user: User,
    action: str,
    now: datetime,
    handover: int | None = None,
    detail: str = "",
) -> None:
    """Write into the audit log who looked at or changed what. Never a word of a conversation."""
    values = {"at": now, "user": user.id, "action": action, "handover": handover, "detail": detail[:200]}
    await connection.execute(audit.insert().values(values))


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(row.id, row.login, row.name, Role(row.role), tuple(row.desks), row.active)
