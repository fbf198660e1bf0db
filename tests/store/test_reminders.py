"""Reminders and confirmations: the contract of their rows, on both databases."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from bot.agenda import reminders
from bot.effects import Book, Confirm, Forget, Move
from bot.store.appointments import Register, of_desk, ticket
from bot.store.conversations import Conversation
from bot.store.database import Conflict, Database
from bot.store.seats import Reminding
from bot.store.seats import reminders as table
from tests.conftest import NOW
from tests.store.test_appointments import COOL, START, at, code, slot

ROME = ZoneInfo("Europe/Rome")


def booking(after: int = 0, days: int = 2) -> Book:
    there = slot(after=after + days * 24 * 60)
    return Book(there, ticket(), "Nur", "ar", False, 9, reminders=reminders(there, ROME, NOW))


async def torn(register: Register) -> None:
    """A booking whose transaction is lost after it."""
    await register.book(booking(60))
    raise ZeroDivisionError


async def versions(database: Database) -> list[tuple[int, str]]:
    query = select(table.c.version, table.c.notice).order_by(table.c.id)
    async with database.reading() as connection:
        return [(row[0], row[1]) for row in await connection.execute(query)]


async def test_reminders_are_kept_with_the_appointment_or_not_at_all(database: Database) -> None:
    await at(database, "1", lambda register: register.book(booking()))
    assert await versions(database) == [(1, "eve"), (1, "soon")]
    with pytest.raises(Conflict):
        await at(database, "2", lambda register: register.book(booking()))
    with pytest.raises(ZeroDivisionError):
        await at(database, "2", torn)
    assert len(await versions(database)) == 2


async def test_who_books_at_the_counter_has_no_chat_to_be_reminded_in(database: Database) -> None:
    await at(database, None, lambda register: register.book(booking()))
    there = slot(after=4 * 24 * 60)
    move = Move(await _code_at_the_counter(database), there, COOL, reminders(there, ROME, NOW))
    await at(database, None, lambda register: register.move(move))
    assert await versions(database) == []


async def _code_at_the_counter(database: Database) -> str:
    async with database.reading() as connection:
        (found,) = await of_desk(connection, "a", START, START + timedelta(days=9))
    return found.ticket.code


async def test_a_move_by_the_desk_reminds_in_the_chat_that_booked(database: Database) -> None:
    await at(database, "1", lambda register: register.book(booking()))
    there = slot(after=4 * 24 * 60)
    move = Move(await code(database, "1"), there, COOL, reminders(there, ROME, NOW))
    await at(database, None, lambda register: register.move(move))
    assert await versions(database) == [(1, "eve"), (1, "soon"), (2, "eve"), (2, "soon")]


async def confirmed(database: Database, chat: str = "1") -> bool:
    async with database.reading() as connection:
        (mine,) = await Conversation(database, connection, "web", chat).register(NOW).mine()
    return mine.confirmed


async def test_confirming_is_for_ones_own_appointment_as_it_stands(database: Database) -> None:
    await at(database, "1", lambda register: register.book(booking()))
    named = await code(database, "1")
    for chat, confirm in (("2", Confirm(named, 1)), ("1", Confirm(named, 2)), ("1", Confirm("XXXXXX", 1))):
        with pytest.raises(Conflict):
            await at(database, chat, partial(Register.confirm, confirm=confirm))
    assert not await confirmed(database)
    for _press in range(3):
        await at(database, "1", lambda register: register.confirm(Confirm(named, 1)))
    assert await confirmed(database)
    there = slot(after=4 * 24 * 60)
    await at(database, "1", lambda register: register.move(Move(named, there, COOL)))
    assert not await confirmed(database)
    with pytest.raises(Conflict):
        await at(database, "1", lambda register: register.confirm(Confirm(named, 1)))


async def test_forgetting_erases_ones_own_reminders_only(database: Database) -> None:
    for chat in ("1", "2"):
        await at(database, chat, partial(Register.book, book=booking(30 * int(chat))))
    async with database.writing() as connection:
        told = update(table).where(table.c.notice == "eve").values(state=Reminding.TOLD)
        await connection.execute(told)
        conversation = Conversation(database, connection, "web", "1")
        await conversation.open(NOW)
        await conversation.carry_out(Forget(), 0, NOW)
    assert await versions(database) == [(1, "eve"), (1, "soon")]
