"""Dialogues about courses and events: what is on, when, and what is over."""

from datetime import UTC, datetime

import pytest

from bot.hear import Brain
from bot.knowledge.load import load
from bot.messages import Pressed
from tests.conftest import ROOT, Person


@pytest.fixture
def local(brain: Brain) -> Brain:
    return Brain(load(ROOT / "knowledge", "example_town"), brain.understanding)


def test_listings_are_reached_from_the_answer_and_chosen_by_the_time_of_day(local: Brain) -> None:
    person = Person(local)
    person.open("courses-italian")
    (text,) = person.press("Courses and events now")
    assert text.startswith("On now:")
    assert "Italian in the evening (example)" in text
    assert "It does not exist." in text
    assert "Until 30 June 2030" in text
    (text,) = person.press("In the morning")
    assert "Italian in the morning (example)" in text
    assert "Italian in the evening" not in text
    assert person.labels == ["In the evening", "Menu"]
    (text,) = person.send(Pressed("@listings italian_course afternoon"))
    assert text.startswith("Nothing like that is listed now.")


def test_listings_that_are_over_are_gone(local: Brain) -> None:
    person = Person(local, now=datetime(2031, 1, 1, tzinfo=UTC))
    person.open("courses-italian")
    assert "Courses and events now" not in person.labels
    assert person.send(Pressed("@listings italian_course"))[0].startswith("Nothing is listed here now.")


def test_listings_of_no_kind_are_told_kindly(person: Person) -> None:
    person.open()
    assert person.send(Pressed("@listings nonsense"))[0].startswith("Nothing is listed here now.")


@pytest.mark.parametrize(
    ("text", "heading", "title"),
    [
        ("corso di italiano vicino a me la sera", "Adesso ci sono:", "Italiano la sera (esempio)"),
        ("Italian course near me, evening", "On now:", "Italian in the evening (example)"),
        ("دورة إيطالي قريبة مني في المساء", "", "الإيطالية مساء (مثال)"),
    ],
)
def test_listings_answer_a_question_that_says_when(local: Brain, text: str, heading: str, title: str) -> None:
    (reply,) = Person(local).say(text)
    assert reply.startswith(heading)
    assert title in reply
    for other in ("mattina", "morning", "صباحا"):
        assert f"{other} (" not in reply


def test_listings_answer_a_question_that_says_the_level_or_the_town(local: Brain) -> None:
    person = Person(local)
    (reply,) = person.say("italian course A2")
    assert "Italian in the morning (example)" in reply
    assert "Italian in the evening" not in reply
    (reply,) = person.say("italian course in Pesaro")
    assert "Italian in the morning (example)" in reply
    assert "Italian in the evening (example)" in reply
    (reply,) = person.say("italian course C2 in the evening")
    assert reply.startswith("Nothing like that is listed now.")


def test_listings_are_not_shown_for_a_question_without_details_nor_where_there_are_none(
    local: Brain, brain: Brain
) -> None:
    assert "Source: " in Person(local).say("italian course")[0]
    assert "Source: " in Person(brain).say("Italian course near me, evening")[0]
