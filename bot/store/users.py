"""Those who work here: who they are, what they may do, what they looked at and changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from sqlalchemy import Row, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit, logins, users

FEWEST = 12  # letters of a password
HASHER = PasswordHasher()  # argon2id with the library's parameters, those of RFC 9106 for little memory
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

    def keeps_agenda_of(self, desk: str) -> bool:
        """Whether the desk's appointments are this user's to see and change."""
        if not self.active or self.role is Role.EDITOR:
            return False
        return self.role is Role.ADMINISTRATOR or desk in self.desks


async def add(
    connection: AsyncConnection, login: str, name: str, password: str, role: Role, desks: tuple[str, ...]
) -> User:
    """Make a user. Raises `IntegrityError` if the login is taken."""
    login = login.strip().lower()
    values: dict[str, object] = {"login": login, "name": name, "password": HASHER.hash(password)}
    values |= {"role": role, "desks": list(desks), "active": True}
    insert = users.insert().values(values).returning(users.c.id)
    number: int = (await connection.execute(insert)).scalar_one()
    return User(number, login, name, role, desks)


async def change(
    connection: AsyncConnection, login: str, *, password: str | None = None, active: bool | None = None
) -> bool:
    """Give a new password, or let somebody in or out; they are logged out. Returns whether they exist."""
    given = {"password": HASHER.hash(password) if password else None, "active": active}
    values = {key: value for key, value in given.items() if value is not None}
    changed = update(users).where(users.c.login == login.strip().lower()).values(values)
    found = (await connection.execute(changed.returning(users.c.id))).scalar_one_or_none()
    await connection.execute(delete(logins).where(logins.c.user == found))
    return found is not None


async def everybody(connection: AsyncConnection) -> list[User]:
    """All users who may log in, by name."""
    query = select(users).where(users.c.active).order_by(users.c.name, users.c.id)
    return [user_of(row) for row in await connection.execute(query)]


async def named(connection: AsyncConnection, login: str) -> tuple[User | None, str]:
    """The active user of a login, and the hash that their password must match."""
    query = select(users).where(users.c.login == login.strip().lower(), users.c.active)
    row = (await connection.execute(query)).one_or_none()
    return (user_of(row), row.password) if row else (None, NOBODY)


def matches(password: str, hashed: str) -> bool:
    """Whether a password is the one that was hashed. Takes some 50 ms of a processor on purpose."""
    try:
        return HASHER.verify(hashed, password)
    except Argon2Error:
        return False


async def find(connection: AsyncConnection, number: int) -> User | None:
    row = (await connection.execute(select(users).where(users.c.id == number))).one_or_none()
    return user_of(row) if row else None


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


def user_of(row: Row[tuple[object, ...]]) -> User:
    return User(row.id, row.login, row.name, Role(row.role), tuple(row.desks), row.active)
