"""Dialogues about reminders: what they say, what their buttons do, and what they leave alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.agenda import Appointment, Slot, Ticket
from bot.effects import Confirm, Relay
from bot.engine import Turn
from bot.hear import Brain
from bot.messages import Go, Pressed
from bot.translations import Rendered, Voice, speller
from bot.turn import remind
from bot.world import Looking, World
from tests.conftest import Person

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)  # 9:30 in Italy
SLOT = Slot("example_pesaro", "permits", AT, AT + timedelta(minutes=30), 2)
MINE = Appointment(Ticket("ACDEFH", "a-token-that-is-long"), SLOT, "Nur", "ar")
THREE = [
    ("it", "Ricorda il tuo appuntamento.\nmartedì 24 novembre", ["Vengo", "Sposta a un altro orario", "Annulla questo appuntamento"]),
    ("en", "Remember your appointment.\nTuesday 24 November", ["I will come", "Move it to another time", "Cancel this appointment"]),
    ("ar", "تذكير بموعدك.\nالثلاثاء 24 نوفمبر", ["سآتي", "تغيير الموعد إلى وقت آخر", "إلغاء هذا الموعد"]),
]  # fmt: skip


@pytest.fixture
def person(person: Person) -> Person:
    person.appointments = (MINE,)
    return person


def reminded(person: Person) -> Rendered:
    """The reminder, as the service says it by itself."""
    knowledge = person.brain.knowledge
    world = World(person.now, knowledge, spell=speller(knowledge), languages=tuple(knowledge.languages))
    taken = said(person, world)
    person.saved = taken.session.to_json()
    (reply,) = taken.replies
    shown = Voice(person.session.language, knowledge).reply(reply)
    person.replies = [shown]
    return shown


def said(person: Person, world: World) -> Turn:
    while True:
        try:
            return remind(person.session, world, Go("reminder", ("ACDEFH",)))
        except Looking as looking:
            found = {looking.query: person.look(looking.query)}
            world = replace(world, looked={**world.looked, **found})


@pytest.mark.parametrize(("language", "text", "labels"), THREE)
def test_reminder_names_place_and_time_only(
    brain: Brain, language: str, text: str, labels: list[str]
) -> None:
    person = Person(brain, language, appointments=(MINE,))
    person.open()
    shown = reminded(person)
    assert shown.text.startswith(text)
    assert "09:30" in shown.text
    assert "Sportello di esempio A" in shown.text
    assert [label for _data, label in shown.buttons] == labels
    service = brain.knowledge.languages[language].services["permits"]
    assert not any(secret in shown.text for secret in ("Nur", "ACDEFH", service))
    moment, place = shown.gaps
    assert "09:30" in moment
    assert place == f"Sportello di esempio A{'،' if language == 'ar' else ','} Pesaro"
    assert not set("\u2066\u2067\u2068\u2069\u200e\u200f") & set(moment + place)


@pytest.mark.parametrize("say", ["1", "I will come", "vengo"])
def test_confirm_by_number_and_by_words(person: Person, say: str) -> None:
    person.open()
    reminded(person)
    (text,) = person.say(say)
    assert text.startswith("Thank you. The desk expects you.")
    assert person.effects == [Confirm("ACDEFH", 1)]


def test_confirm_of_before_a_move_shows_the_new_time(person: Person) -> None:
    person.open()
    reminded(person)
    later = replace(SLOT, start=AT + timedelta(days=1), until=AT + timedelta(days=1, minutes=30))
    person.appointments = (replace(MINE, slot=later, version=2),)
    (text,) = person.send(Pressed("@confirm ACDEFH 1"))
    assert text.startswith("This appointment was moved meanwhile.")
    assert "Wednesday 25 November, 09:30" in text
    assert person.effects == []
    person.press("I will come")
    assert person.effects == [Confirm("ACDEFH", 2)]


@pytest.mark.parametrize(
    "data", ["@confirm ACDEFH 1", "@move ACDEFH", "@call_off ACDEFH", "@confirm", "@reminder X"]
)
def test_reminder_of_what_was_cancelled_gets_a_kind_word(person: Person, data: str) -> None:
    person.appointments = ()
    (text, *_more) = person.send(Pressed(data))
    assert text.startswith("This appointment is no longer there.")
    assert person.effects == []


def test_reminder_in_the_middle_of_a_question_leaves_it_open(person: Person) -> None:
    person.say("desks")
    before = person.session
    reminded(person)
    assert person.session.stack == before.stack
    assert person.say("Fano")[0].startswith("The nearest information desks:")


def test_reminder_moves_and_cancels_by_its_numbers(person: Person) -> None:
    person.open()
    reminded(person)
    assert person.say("2")[0].startswith("On which day can you come?")
    person.say("cancel")
    reminded(person)
    assert person.say("٣")[0].startswith("Shall I cancel your appointment?")


def test_reminder_while_somebody_answers_leaves_the_talk_alone(person: Person) -> None:
    person.staffed = frozenset({"example_pesaro"})
    person.say("person")
    person.press("I will explain later")
    person.taken()
    before = person.session
    shown = reminded(person)
    assert person.session == before
    assert [label for _data, label in shown.buttons] == ["I will come"]
    assert shown.text.endswith("To move or cancel it, write so to the person who answers you.")
    person.effects.clear()
    assert person.press("I will come")[0].startswith("Thank you.")
    assert person.effects == [Confirm("ACDEFH", 1), Relay()]
    assert person.send(Pressed("@call_off ACDEFH")) == []


def test_reminder_of_a_desk_that_is_gone_has_no_template(person: Person) -> None:
    person.appointments = (replace(MINE, slot=replace(SLOT, desk="gone")),)
    person.open()
    shown = reminded(person)
    assert "This desk is no longer listed." in shown.text
    assert (shown.template, shown.gaps) == ("", ())
