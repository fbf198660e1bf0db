"""Booking through the real store: what people do to it by accident, by haste, or because things changed meanwhile."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import select

from bot.hear import Brain, Ear
from bot.messages import Incoming, Pressed, Words
from bot.offers import Offers
from bot.store.appointments import HOLD
from bot.store.database import Database
from bot.store.outbox import said
from bot.store.seats import Status, appointments, reminders
from bot.translations import Rendered, Voice
from tests.clock import Clock
from tests.conftest import NOW

TO_THE_TIME = ("appointment", "1", "2", "tomorrow")  # Fano has one seat
BOOKED = "Your appointment is booked."
OLD = "That button belongs to an earlier message."


@dataclass
class Caller:
    """Somebody who talks to the whole service, on a real database."""

    ear: Ear
    chat: str
    language: str = "en"
    numbers: count[int] = field(default_factory=count)

    async def say(self, *texts: str) -> Rendered:
        for text in texts:
            await self.ear.hear(self._message(Words(text)))
        return (await self.told())[-1]

    async def press(self, data: str, id: str | None = None) -> Rendered:
        await self.ear.hear(self._message(Pressed(data), id))
        return (await self.told())[-1]

    def _message(self, content: Words | Pressed, id: str | None = None) -> Incoming:
        number = id or str(next(self.numbers))
        return Incoming("web", self.chat, number, self.ear.clock(), content, self.language)

    async def told(self) -> list[Rendered]:
        async with self.ear.database.reading() as connection:
            rows = await said(connection, "web", self.chat)
        return [Voice(language, self.ear.brain.knowledge).reply(reply) for *_row, reply, language in rows]

    async def data(self, label: str) -> str:
        """What the last button with this label carries."""
        buttons = [button for reply in await self.told() for button in reply.buttons]
        return [data for data, shown in buttons if shown == label][-1]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ear(database: Database, brain: Brain, clock: Clock) -> Ear:
    own = Brain(brain.knowledge, brain.understanding)  # its knowledge changes in some tests
    return Ear(database, own, pulled=frozenset({"web"}), clock=clock)


async def states(database: Database) -> list[str]:
    async with database.reading() as connection:
        query = select(appointments.c.state).order_by(appointments.c.id)
        return list((await connection.execute(query)).scalars())


async def notices(database: Database) -> list[str]:
    async with database.reading() as connection:
        return list((await connection.execute(select(reminders.c.notice))).scalars())


async def test_booking_is_kept_and_the_last_seat_is_sold_once(ear: Ear) -> None:
    people = [Caller(ear, str(number)) for number in range(3)]
    for person in people:
        await person.say(*TO_THE_TIME)
    first = await people[0].say("9:30")
    assert first.text.startswith("Which language")
    second = await people[1].say("9:30")
    assert second.text.startswith("That time is not free.")
    done = await people[0].say("1", "Nur", "yes")
    assert done.text.startswith(BOOKED)
    again = await people[0].press(f"{2}:sure=yes")
    assert again.text.startswith(OLD)
    assert "Tuesday 24 November, 09:30" in (await people[0].say("my appointments")).text


async def test_offer_reaches_who_waits_in_the_middle_of_something_else(ear: Ear) -> None:
    first, second = Caller(ear, "first"), Caller(ear, "second")
    await first.say(*TO_THE_TIME, "9:30", "1", "Nur", "yes")
    await second.press("@waitlist permits example_fano")
    await second.say("desks")
    await first.say("cancel my appointment", "1", "2", "yes")
    assert await Offers(ear.database, ear).round() == 1
    assert await Offers(ear.database, ear).round() == 0
    told = await second.told()
    assert told[-2].text.startswith("A time has become free for you:")
    assert told[-1].text.startswith("In which town are you?")
    await second.press(await second.data("Take this time"))
    await second.say("Sami")
    assert (await second.told())[-2].text.startswith(BOOKED)
    assert await notices(ear.database) == ["soon", "soon"]  # one of each booking


DAYS = [
    ("en", "appointment", "20/11", "That day is over."),
    ("it", "appuntamento", "20 novembre", "Quel giorno è già passato."),
    ("ar", "موعد", "٢٠/١١", "هذا اليوم مضى."),
    ("en", "appointment", "sunday", "There is no free time on that day."),
    ("en", "appointment", "32/13", "I did not understand the day."),
]


@pytest.mark.parametrize(("language", "word", "day", "hint"), DAYS)
async def test_a_day_that_cannot_be_books_nothing(
    ear: Ear, language: str, word: str, day: str, hint: str
) -> None:
    person = Caller(ear, "1", language)
    shown = await person.say(word, "1", "2", day)
    assert shown.text.strip("\u200f").startswith(hint)
    assert shown.buttons
    assert await states(ear.database) == []


TOMORROW = [
    ("it", ("appuntamento", "1", "2", "domani", "alle 9 e 30", "1", "Nur", "sì")),
    ("en", ("appointment", "1", "2", "tomorrow", "9.30", "1", "Nur", "yes")),
    ("ar", ("موعد", "١", "٢", "غدا", "٠٩:٣٠", "١", "نور", "نعم")),
    ("ar", ("موعد", "۱", "۲", "بكرة", "۹:۳۰", "۱", "نور", "۱")),
]


@pytest.mark.parametrize(("language", "texts"), TOMORROW)
async def test_tomorrow_a_typed_time_and_digits_of_three_scripts(
    ear: Ear, language: str, texts: tuple[str, ...]
) -> None:
    shown = await Caller(ear, "1", language).say(*texts)
    assert "09:30" in shown.text
    assert shown.event is not None
    assert shown.event.start == datetime.fromisoformat("2026-11-24T08:30+00:00")
    assert await states(ear.database) == [Status.BOOKED]


async def test_a_time_from_yesterdays_message(ear: Ear, clock: Clock) -> None:
    person = Caller(ear, "1")
    await person.say(*TO_THE_TIME)
    time = await person.data("09:30")
    clock.now += timedelta(days=1)
    shown = await person.press(time)  # it is past, and its whole day with it
    assert "On which day can you come?" in shown.text
    assert await states(ear.database) == []
    await person.say("menu")
    assert (await person.press(time)).text.startswith(OLD)
    assert await states(ear.database) == []


async def test_a_last_question_that_is_answered_the_next_day(ear: Ear, clock: Clock) -> None:
    """The hold ran out and nobody came: the seat is still good. Once somebody came, another is asked for."""
    slow, quick = Caller(ear, "slow"), Caller(ear, "quick")
    await slow.say("appointment", "1", "2", "thursday", "15:00", "1", "Nur")
    clock.now += timedelta(days=1)
    assert (await slow.say("yes")).text.startswith(BOOKED)
    await slow.say(
        "cancel my appointment", "1", "2", "yes", "appointment", "1", "2", "saturday", "9:00", "1", "Nur"
    )
    clock.now += HOLD + timedelta(minutes=1)
    await quick.say("appointment", "1", "2", "saturday", "9:00", "1", "Sami", "yes")
    assert (await slow.say("yes")).text.startswith("That time is not free.")
    assert Counter(await states(ear.database))[Status.BOOKED] == 1


@pytest.mark.parametrize("same", [True, False], ids=["delivered again", "tapped again"])
async def test_ten_quick_taps_book_once(ear: Ear, same: bool, brain: Brain, address: str) -> None:
    """On two processes at once; the first answer is the booking, the others are kind."""
    person = Caller(ear, "1")
    await person.say(*TO_THE_TIME, "9:30", "1", "Nur")
    yes = await person.data("Yes")
    other = Ear(Database(address), brain, pulled=frozenset({"web"}), clock=ear.clock)
    before = len(await person.told())
    await asyncio.gather(
        *(Caller([ear, other][tap % 2], "1").press(yes, "tap" if same else f"tap{tap}") for tap in range(10))
    )
    await other.database.close()
    assert await states(ear.database) == [Status.BOOKED]
    assert await notices(ear.database) == ["soon"]
    told = [reply.text for reply in (await person.told())[before:]]
    assert [text.startswith(BOOKED) for text in told] == [True, *[False] * (0 if same else 9)]
    assert all(text.startswith(OLD) for text in told[1:])


async def test_two_phones_of_one_person_hold_and_book_one_seat(ear: Ear) -> None:
    """Both show the same chat: what one phone still shows may be old for the other."""
    person = Caller(ear, "1")
    await person.say(*TO_THE_TIME)
    early, late = await person.data("09:30"), await person.data("10:30")
    await asyncio.gather(person.press(early), person.press(late))
    assert await states(ear.database) == [Status.HELD]
    assert (await person.told())[-1].text.startswith(OLD)  # the slower phone; what the faster chose stands
    await person.say("1", "Nur")
    yes = await person.data("Yes")
    await asyncio.gather(person.press(yes), person.press(late), person.press(yes))
    assert Counter(await states(ear.database)) == {Status.BOOKED: 1}
    shown = await person.say("appointment", "1")
    assert shown.text.startswith("You already have an appointment for this.")


def close(ear: Ear, *days: date) -> None:
    """An editor closes all desks on these days; without days they take all desks away."""
    desks = ear.brain.knowledge.desks
    closed = tuple(desk.model_copy(update={"closed": list(days)}) for desk in desks) if days else ()
    ear.brain.knowledge = ear.brain.knowledge.model_copy(update={"desks": closed})


async def test_a_desk_that_closes_during_a_booking_asks_for_another_day(ear: Ear) -> None:
    person = Caller(ear, "1")
    await person.say(*TO_THE_TIME, "9:30", "1", "Nur")
    close(ear, date(2026, 11, 24))
    shown = await person.say("yes")
    assert "On which day can you come?" in shown.text
    assert "Tuesday 24 November" not in [label for _data, label in shown.buttons]
    assert await states(ear.database) == [Status.HELD]


async def test_a_desk_that_closed_after_a_booking_loses_nothing(ear: Ear) -> None:
    person = Caller(ear, "1")
    await person.say(*TO_THE_TIME, "9:30", "1", "Nur", "yes")
    close(ear, date(2026, 11, 24))
    shown = await person.say("my appointments", "1")
    assert "Tuesday 24 November, 09:30" in shown.text
    moved = await person.say("1", "thursday", "15:00", "yes")
    assert moved.text.startswith("Your appointment is moved.")
    assert await states(ear.database) == [Status.MOVED, Status.BOOKED]
    close(ear)
    shown = await person.say("my appointments", "1")
    assert "This desk is no longer listed. Ask before you go." in shown.text
    assert (await person.say("2", "yes")).text.startswith("Your appointment is cancelled.")


def test_the_days_of_these_tests_are_what_they_seem() -> None:
    assert replace(Clock()).now == NOW
    assert NOW.strftime("%A %d %B") == "Monday 23 November"
