"""Dialogues of booking: in three languages, with odd input, with a slot that is lost meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.agenda import Appointment, Slot, Taken, Ticket, Wish
from bot.effects import Book, CallOff, Hold, Leave, Move, Wait
from bot.hear import Brain
from bot.messages import Pressed
from tests.conftest import NOW, Person

# From the menu to the confirmation: what is said, and how the last word begins.
THREE = [
    (
        "it",
        ("appuntamento", "1", "1", "domani", "9:30", "1", "Nur", "sì"),
        "Il tuo appuntamento è prenotato.",
    ),
    ("en", ("appointment", "1", "1", "tomorrow", "9:30", "2", "Nur", "yes"), "Your appointment is booked."),
    ("ar", ("موعد", "١", "١", "بكرة", "٩:٣٠", "٣", "نور", "نعم"), "تم حجز موعدك."),
]
AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)  # 9:30 in Italy
SLOT = Slot("example_pesaro", "permits", AT, AT + timedelta(minutes=30), 2)
MINE = Appointment(Ticket("ACDEFH", "a-token-that-is-long"), SLOT, "Nur", "ar")


@pytest.mark.parametrize(("language", "steps", "end"), THREE)
def test_booking_in_three_languages(brain: Brain, language: str, steps: tuple[str, ...], end: str) -> None:
    person = Person(brain, language)
    person.open()
    assert len(steps) <= 10
    for step in steps:
        replies = person.say(step)
    assert replies[0].startswith(end)
    assert "ACDEFH" in replies[0]
    assert "09:30" in replies[0]
    *holds, book = person.effects
    assert set(holds) == {Hold(SLOT)}
    assert isinstance(book, Book)
    assert (book.slot, book.limit, book.interpreter) == (SLOT, 1, False)
    assert person.replies[0].event is not None
    assert "permits" not in person.replies[0].event.place


def to_the_day(person: Person) -> None:
    person.say("appointment")
    person.say("1")
    person.say("1")


def test_booking_from_an_answer_knows_the_service_and_what_to_bring(person: Person) -> None:
    person.say("how do I convert a study permit into a work permit")
    assert person.session.top.flow == "answer"
    person.press("Book an appointment")
    person.say("1")
    for step in ("tomorrow", "10", "1", "Nur"):
        (text,) = person.say(step)
    assert text.startswith("Shall I book this for")
    assert "What to bring:" in person.say("yes")[0]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("20/11", "That day is over."),
        ("yesterday", "That day is over."),
        ("l'altro ieri", "That day is over."),
        ("امبارح", "That day is over."),
        ("٢٠/١١", "That day is over."),
        ("sunday", "There is no free time on that day."),
        ("31/2", "I did not understand the day."),
    ],
)
def test_booking_on_a_day_that_cannot_be(person: Person, text: str, hint: str) -> None:
    to_the_day(person)
    (said,) = person.say(text)
    assert hint in said
    assert "On which day" in said
    assert person.labels


def test_booking_pages_through_days_and_back(person: Person) -> None:
    to_the_day(person)
    first = person.labels
    person.press("More choices")
    assert not set(first[:-1]) & set(person.labels)
    person.say("back")
    assert person.labels == first


def test_booking_at_a_time_that_is_taken(person: Person) -> None:
    to_the_day(person)
    person.say("tomorrow")
    person.gone = tuple(Taken("example_pesaro", seat, AT, AT + timedelta(minutes=30)) for seat in (1, 2))
    (text,) = person.say("9:30")
    assert text.startswith("That time is not free.")
    assert "09:30" not in person.labels
    assert person.say("half past nothing")[0].startswith("I did not understand the time.")


def test_booking_of_a_slot_that_is_lost_before_the_end_asks_for_another(person: Person) -> None:
    to_the_day(person)
    for step in ("tomorrow", "9:30", "1", "Nur"):
        person.say(step)
    person.gone = tuple(Taken("example_pesaro", seat, AT, AT + timedelta(minutes=30)) for seat in (1, 2))
    (text,) = person.say("yes")
    assert text.startswith("That time is not free.")
    assert not any(isinstance(effect, Book) for effect in person.effects)


def test_booking_says_no_and_nothing_is_booked(person: Person) -> None:
    to_the_day(person)
    for step in ("tomorrow", "9:30", "1", "Nur"):
        person.say(step)
    assert person.say("no")[0].startswith("Nothing was booked.")
    assert set(person.effects) == {Hold(SLOT)}


def test_booking_wants_a_name_of_some_letters(person: Person) -> None:
    to_the_day(person)
    for step in ("tomorrow", "9:30", "interpreter", "5"):
        person.say(step)
    assert person.say("x" * 70)[0].startswith("Please write a shorter name")


def test_booking_at_the_nearest_desk(person: Person) -> None:
    person.say("appointment")
    person.say("1")
    person.press("The nearest to me")
    assert person.say("Fano")[0].startswith("On which day")
    assert "Saturday 28 November" in person.labels


def test_booking_at_any_desk_names_the_desk_of_each_time(person: Person) -> None:
    person.say("appointment")
    person.say("1")
    person.press("Any of these desks")
    person.say("wednesday")
    assert {label.split(", ")[1] for label in person.labels[:-1]} >= {"Sportello di esempio A"}


def test_booking_when_all_is_full_offers_the_waiting_list(person: Person) -> None:
    days = (NOW.replace(hour=0) + timedelta(days=day) for day in range(40))
    person.gone = tuple(
        Taken("example_pesaro", seat, day, day + timedelta(days=1)) for day in days for seat in (1, 2)
    )
    person.say("appointment")
    person.say("1")
    assert person.say("1") == ["There is no free time at the moment."]
    assert person.press("Join the waiting list")[0].startswith("You are on the waiting list.")
    assert person.effects == [Wait("permits", ("example_pesaro",))]


def test_booking_twice_is_told_where_the_first_one_is(person: Person) -> None:
    person.appointments = (MINE,)
    person.say("appointment")
    assert person.say("1")[0].startswith("You already have an appointment for this.")
    assert person.labels == ["My appointments", "Menu"]


def test_appointments_shows_none_or_what_is_to_come(person: Person) -> None:
    assert person.say("my appointments")[0].startswith("You have no appointments.")
    person.appointments, person.wishes = (MINE,), (Wish(1, "work", ("example_pesaro",)),)
    (text,) = person.say("my appointments")
    assert "Tuesday 24 November, 09:30" in text
    assert "On the waiting list: Work" in text


def test_appointment_shows_the_code_and_what_can_be_done(person: Person) -> None:
    person.appointments = (MINE,)
    person.say("my appointments")
    (text,) = person.say("1")
    assert "ACDEFH" in text
    assert person.labels == ["Move it to another time", "Cancel this appointment", "Menu"]
    assert person.send(Pressed("@appointment XXXXXX"))[0].startswith("This appointment is no longer there.")


def test_move_to_another_time(person: Person) -> None:
    person.appointments = (MINE,)
    person.send(Pressed("@move ACDEFH"))
    person.say("wednesday")
    (text,) = person.say("9")
    assert text.startswith("Shall I move your appointment?")
    assert person.say("yes")[0].startswith("Your appointment is moved.")
    move = person.effects[-1]
    assert isinstance(move, Move)
    assert (move.code, move.slot.start) == ("ACDEFH", datetime(2026, 11, 25, 8, 0, tzinfo=UTC))
    assert person.send(Pressed("@move XXXXXX"))[0].startswith("This appointment is no longer there.")


def test_call_off_asks_once(person: Person) -> None:
    person.appointments = (MINE,)
    person.send(Pressed("@call_off ACDEFH"))
    assert person.say("no")[0].startswith("Your appointment stays as it was.")
    person.send(Pressed("@call_off ACDEFH"))
    assert person.say("yes")[0].startswith("Your appointment is cancelled.")
    assert person.effects == [CallOff("ACDEFH", timedelta(minutes=30))]


OFFERED = Wish(7, "permits", ("example_pesaro",), SLOT, NOW + timedelta(minutes=20))


def test_waitlist_for_a_service_that_is_chosen(person: Person) -> None:
    person.send(Pressed("@waitlist"))
    assert person.say("2")[0].startswith("You are on the waiting list.")
    assert person.effects == [Wait("documents", ("example_pesaro", "example_urbino", "example_ancona"))]


def test_offer_is_shown_while_it_stands(person: Person) -> None:
    person.wishes = (OFFERED,)
    (text,) = person.send(Pressed("@offer 7"))
    assert text.startswith("A time has become free for you:")
    assert "10:50" in text
    person.wishes = ()
    assert person.send(Pressed("@offer 7"))[0].startswith("This offer is over.")


def test_accept_books_what_was_offered(person: Person) -> None:
    person.wishes = (OFFERED,)
    person.send(Pressed("@accept 7"))
    assert person.say("Nur")[0].startswith("Your appointment is booked.")
    assert isinstance(person.effects[-1], Book)
    assert person.effects[-1].wish == 7
    assert person.send(Pressed("@accept 9"))[0].startswith("This offer is over.")


def test_leave_the_waiting_list(person: Person) -> None:
    person.wishes = (OFFERED,)
    assert person.send(Pressed("@leave 7"))[0].startswith("You are no longer on the waiting list.")
    assert person.effects == [Leave(7)]
