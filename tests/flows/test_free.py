"""Questions that take any words: a name or a reason is one, whatever else it looks like."""

from __future__ import annotations

import pytest

from bot.effects import CallOperator
from bot.hear import Brain
from tests.conftest import Person

NAMES = [
    "Salam",
    "سلام",
    "Grazia",
    "Gracie",
    "Good",
    "Ok",
    "علي",
    "Baraka",
    "Salma",
    "Desk",
    "Torna",
    "Operatore",
    "شكري",
]
REASONS = [
    "مساعدة",
    "help",
    "aiuto",
    "شخص",
    "موعد",
    "my appointments",
    "ciao",
    "I want to cancel my contract",
    "privacy",
]


def at_the_name(brain: Brain, language: str = "en") -> Person:
    person = Person(brain, language)
    for step in ("booking" if language != "ar" else "موعد", "1", "1", "1", "1", "1"):
        person.say(step)
    assert (person.session.top.flow, person.session.top.asked) == ("booking", "name")
    return person


@pytest.mark.parametrize("name", NAMES)
def test_any_words_are_a_name(brain: Brain, name: str) -> None:
    person = at_the_name(brain)
    (text,) = person.say(name)
    assert f"Shall I book this for \u2068{name}\u2069?" in text
    assert person.session.language == "en"


@pytest.mark.parametrize("reason", REASONS)
def test_any_words_are_a_reason(brain: Brain, reason: str) -> None:
    person = Person(brain, "ar", staffed=frozenset({"example_pesaro"}))
    person.say("موظف")
    person.say(reason)
    (call,) = person.effects
    assert isinstance(call, CallOperator)
    assert call.reason == reason


PLAIN = [
    ("back", "speech"), ("indietro", "speech"), ("رجوع", "speech"), ("cancel", "menu"), ("annulla", "menu"),
    ("menu", "menu"), ("main menu", "menu"), ("القائمة", "menu"), ("/menu", "menu"), ("/help", "menu"),
    ("/operator", "contacts"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), PLAIN)
def test_plain_commands_are_no_name(brain: Brain, words: str, expected: str) -> None:
    person = at_the_name(brain)
    person.say(words)
    assert expected in (person.session.top.flow, person.session.top.asked)


def test_an_emergency_is_no_name(brain: Brain) -> None:
    person = at_the_name(brain)
    card, again = person.say("mio marito mi picchia")
    assert "1522" in card
    assert again.startswith("Come ti deve chiamare lo sportello?")


@pytest.mark.parametrize("name", ["x" * 70, "🙏", "how do I get a tax code " * 4])
def test_what_cannot_be_a_name_is_asked_again(brain: Brain, name: str) -> None:
    person = at_the_name(brain)
    (text,) = person.say(name)
    assert text.startswith("Please write a")
    assert "What should the desk call you?" in text


@pytest.mark.parametrize("name", ["Grazia", "علي", "Ciao Rossi"])
def test_a_name_where_choices_are_open_is_not_greeted(brain: Brain, name: str) -> None:
    person = Person(brain, "en")
    for step in ("booking", "1", "1", "1", "1"):
        person.say(step)
    assert person.session.top.asked == "speech"
    (text,) = person.say(name)
    assert text.startswith("Please choose one of the options.")


def test_thanks_where_choices_are_open_are_answered(brain: Brain) -> None:
    person = Person(brain, "en")
    for step in ("booking", "1", "1"):
        person.say(step)
    assert len(person.say("thank you")) == 2
    assert person.session.top.flow == "booking"


@pytest.mark.parametrize(
    ("words", "language"),
    [("find a desk", "en"), ("trova uno sportello", "it"), ("ابحث عن مكتب معلومات", "ar")],
)
def test_the_label_of_a_choice_tells_its_language(brain: Brain, words: str, language: str) -> None:
    person = Person(brain, "it")
    person.say("menu")
    person.press("Altre scelte")
    person.say(words)
    assert person.session.top.flow == "desks"
    assert person.session.language == language
