"""A seat is sold once: the contract of the appointments, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot.agenda import Slot, Taken
from bot.effects import Book, CallOff, Hold, Leave, Move, Wait
from bot.store.appointments import CODE_LETTERS, HOLD, LETTERS, Register, by_token, ticket
from bot.store.database import Conflict, Database, is_conflict
from bot.store.seats import Status, appointments
from bot.store.wishes import OFFER, leave, matches, my_wishes, offer, wait
from tests.conftest import NOW

COOL = timedelta(minutes=30)
START = NOW + timedelta(days=1)


def slot(desk: str = "a", after: int = 0, seats: int = 1) -> Slot:
    start = START + timedelta(minutes=after)
    return Slot(desk, "permits", start, start + timedelta(minutes=30), seats)


def booking(of: Slot, limit: int = 1, wish: int | None = None) -> Book:
    return Book(of, ticket(), "Nur", "ar", False, limit, wish)


async def at(
    database: Database, chat: str | None, act: Callable[[Register], Awaitable[object]], now: datetime = NOW
) -> object:
    """Do something in one transaction, as hear does: again when somebody was faster, three times at most."""
    for _try in range(3):
        try:
            async with database.writing() as connection:
                channel = "web" if chat else None
                return await act(Register(database, connection, now, channel, chat))
        except DBAPIError as error:
            if not is_conflict(error):
                raise
    raise Conflict


async def book(database: Database, chat: str | None, of: Slot, now: datetime = NOW, limit: int = 1) -> bool:
    try:
        await at(database, chat, lambda register: register.book(booking(of, limit)), now)
    except Conflict:
        return False
    return True


async def code(database: Database, chat: str) -> str:
    async with database.reading() as connection:
        return (await Register(database, connection, NOW, "web", chat).mine())[0].ticket.code


async def rows(database: Database, state: Status = Status.BOOKED) -> list[tuple[str, datetime, int]]:
    table = appointments.c
    query = select(table.desk, table.start, table.seat).where(table.state == state).order_by(table.id)
    async with database.reading() as connection:
        return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def taken(database: Database, now: datetime = NOW, chat: str = "nobody") -> list[Taken]:
    async with database.reading() as connection:
        register = Register(database, connection, now, "web", chat)
        return await register.taken(["a"], START - timedelta(days=1), START + timedelta(days=1))


async def test_of_many_who_want_one_seat_one_gets_it(database: Database) -> None:
    got = await asyncio.gather(*(book(database, str(number), slot()) for number in range(12)))
    assert sorted(got) == [False] * 11 + [True]
    assert await rows(database) == [("a", START, 1)]


async def test_seats_are_given_one_by_one(database: Database) -> None:
    got = await asyncio.gather(*(book(database, str(number), slot(seats=3)) for number in range(6)))
    assert sum(got) == 3
    assert sorted(seat for _desk, _start, seat in await rows(database)) == [1, 2, 3]


async def test_the_database_itself_refuses_to_sell_a_seat_twice(database: Database) -> None:
    assert await book(database, "1", slot())
    values = {
        "desk": "a",
        "service": "work",
        "start": START,
        "until": START,
        "seat": 1,
        "state": Status.BOOKED,
    }
    times = {"made_at": NOW, "changed_at": NOW}
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await connection.execute(insert(appointments).values(**values, **times))


async def test_appointments_that_overlap_share_no_seat(database: Database) -> None:
    assert await book(database, "1", slot())
    assert not await book(database, "2", slot(after=20))
    assert not await book(database, "3", slot(after=-10))
    assert await book(database, "4", slot(after=30))


async def test_a_hold_keeps_others_out_until_it_expires(database: Database) -> None:
    await at(database, "1", lambda register: register.hold(Hold(slot())))
    assert not await book(database, "2", slot())
    assert await taken(database, chat="1") == []
    assert len(await taken(database)) == 1
    assert await book(database, "2", slot(), NOW + HOLD)
    assert not await book(database, "1", slot(), NOW + HOLD)


async def test_a_hold_that_ran_out_is_still_good_if_nobody_came(database: Database) -> None:
    await at(database, "1", lambda register: register.hold(Hold(slot())))
    assert await book(database, "1", slot(), NOW + HOLD + timedelta(hours=1))


async def test_asking_again_does_not_prolong_a_hold_and_another_choice_lets_go(database: Database) -> None:
    await at(database, "1", lambda register: register.hold(Hold(slot())))
    await at(database, "1", lambda register: register.hold(Hold(slot())), NOW + HOLD / 2)
    assert len(await rows(database, Status.HELD)) == 1
    assert await taken(database, NOW + HOLD) == []
    await at(database, "1", lambda register: register.hold(Hold(slot(after=30))))
    assert await book(database, "2", slot())


async def test_confirming_twice_books_once(database: Database) -> None:
    await at(database, "1", lambda register: register.hold(Hold(slot())))
    got = await asyncio.gather(*(book(database, "1", slot(), limit=1) for _press in range(3)))
    assert sum(got) >= 1
    assert len(await rows(database)) == 1
    assert not await book(database, "1", slot(after=60))
    assert await book(database, "1", slot(after=60), limit=2)


async def test_moving_takes_the_new_seat_and_withholds_the_old(database: Database) -> None:
    await book(database, "1", slot())
    named = await code(database, "1")
    move = Move(named, slot(after=60), COOL)
    await at(database, "1", lambda register: register.move(move))
    async with database.reading() as connection:
        (mine,) = await Register(database, connection, NOW, "web", "1").mine()
        told = await by_token(connection, mine.ticket.token)
    assert (mine.ticket.code, mine.version, mine.name) == (named, 2, "Nur")
    assert mine.slot.start == START + timedelta(minutes=60)
    assert told == (mine, True)
    assert not await book(database, "2", slot())
    assert await book(database, "2", slot(), NOW + COOL)


async def test_moving_to_a_seat_that_is_gone_keeps_the_old_one(database: Database) -> None:
    await book(database, "1", slot())
    await book(database, "2", slot(after=60))
    move = Move(await code(database, "1"), slot(after=60), COOL)
    with pytest.raises(Conflict):
        await at(database, "1", lambda register: register.move(move))
    assert len(await rows(database)) == 2
    assert await rows(database, Status.MOVED) == []


async def test_moves_in_opposite_directions_end(database: Database) -> None:
    desks = ("a", "b")
    for number in range(8):
        await book(database, str(number), slot(desks[number % 2], 30 * number))
    codes = [await code(database, str(number)) for number in range(8)]

    async def move(number: int) -> None:
        there = slot(desks[(number + 1) % 2], 30 * number)
        await at(database, str(number), lambda register: register.move(Move(codes[number], there, COOL)))

    await asyncio.wait_for(asyncio.gather(*(move(number) for number in range(8))), 60)
    assert len(await rows(database)) == 8


async def test_calling_off_frees_after_a_while_once_and_only_what_is_mine(database: Database) -> None:
    await book(database, "1", slot())
    call = CallOff(await code(database, "1"), COOL)
    assert not await at(database, "2", lambda register: register.call_off(call))
    assert await at(database, "1", lambda register: register.call_off(call))
    assert not await at(database, "1", lambda register: register.call_off(call))
    assert len(await rows(database, Status.CANCELLED_BY_PERSON)) == 1
    assert not await book(database, "2", slot())
    assert await book(database, "2", slot(), NOW + COOL)


async def test_the_desk_books_and_cancels_for_anybody(database: Database) -> None:
    assert await book(database, None, slot())
    assert await book(database, "1", slot(after=30))
    call = CallOff(await code(database, "1"), COOL)
    assert await at(database, None, lambda register: register.call_off(call))
    assert len(await rows(database, Status.CANCELLED_BY_DESK)) == 1


async def test_forgetting_cancels_what_is_to_come_and_leaves_no_name(database: Database) -> None:
    await book(database, "1", slot())
    await at(database, "1", lambda register: register.hold(Hold(slot(after=60))))
    await at(database, "1", lambda register: register.forget())
    query = select(func.count()).where((appointments.c.chat == "1") | (appointments.c.name != ""))
    async with database.reading() as connection:
        assert (await connection.execute(query)).scalar_one() == 0
    assert await rows(database) == []
    assert await book(database, "2", slot())


def test_codes_have_no_letters_that_look_alike() -> None:
    made = {ticket().code for _each in range(500)}
    assert len(made) > 495
    assert all(len(each) == CODE_LETTERS and set(each) <= set(LETTERS) for each in made)
    assert not set(LETTERS) & set("O0I1L5S2Z8B6GUVQ")


# -- the waiting list ------------------------------------------------------------------------


async def freed(database: Database, *waiting: str) -> list[int]:
    """A booked slot, some who wait, and the slot freed; the numbers of their places in line."""
    await book(database, "first", slot())
    for chat in waiting:
        await at(database, chat, lambda register: wait(register, Wait("permits", ("a", "b"))))
    call = CallOff(await code(database, "first"), COOL)
    await at(database, "first", lambda register: register.call_off(call))
    return [await my_wish(database, chat) for chat in waiting]


async def my_wish(database: Database, chat: str) -> int:
    async with database.reading() as connection:
        return (await my_wishes(Register(database, connection, NOW, "web", chat)))[0].id


async def offered(database: Database, now: datetime = NOW) -> list[str]:
    """Offer what is free, as the service does every few seconds; says to whom."""
    async with database.writing() as connection:
        found = await matches(connection, now)
    for match in found:
        assert await at(database, match.chat, partial(offer, match=match), now)
    return [match.chat for match in found]


async def test_a_freed_seat_is_offered_to_the_first_in_line_alone(database: Database) -> None:
    one, _two = await freed(database, "1", "2")
    assert await offered(database) == ["1"]
    assert await offered(database) == []
    assert not await book(database, "2", slot())
    async with database.reading() as connection:
        (wish,) = await my_wishes(Register(database, connection, NOW, "web", "1"))
    assert wish.offer is not None
    assert wish.offer.start == START
    accept = booking(replace(wish.offer), wish=one)
    await at(database, "1", lambda register: register.book(accept))
    assert await rows(database) == [("a", START, 1)]
    assert await offered(database) == []


async def test_an_offer_that_is_not_taken_goes_to_the_next_in_line(database: Database) -> None:
    one, two = await freed(database, "1", "2")
    await offered(database)
    later = NOW + OFFER
    assert await offered(database, later) == ["2"]
    with pytest.raises(Conflict):
        await at(database, "1", lambda register: register.book(booking(slot(), wish=one)), later)
    assert await at(database, "2", lambda register: register.book(booking(slot(), wish=two)), later) is None
    assert len(await rows(database)) == 1


async def test_what_nobody_takes_is_free_to_all_in_the_end(database: Database) -> None:
    await freed(database, "1")
    await offered(database)
    later = NOW + COOL + OFFER
    assert await offered(database, later) == []
    assert await book(database, "3", slot(), later)


async def test_who_leaves_the_line_is_not_asked_and_nobody_stands_in_it_twice(database: Database) -> None:
    one, _two = await freed(database, "1", "2")
    await at(database, "2", lambda register: wait(register, Wait("permits", ("a",))))
    await at(database, "2", lambda register: leave(register, Leave(one)))
    await at(database, "1", lambda register: leave(register, Leave(one)))
    assert await offered(database) == ["2"]
    async with database.reading() as connection:
        assert len(await my_wishes(Register(database, connection, NOW, "web", "2"))) == 1
        assert await my_wishes(Register(database, connection, NOW, "web", "1")) == ()
