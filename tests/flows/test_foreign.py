"""Whoever writes in a language that is not spoken here is told so in it, and served as far as it goes."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Knowledge
from tests.conftest import Person

TURKISH = "çocuğumu okula nasıl kaydederim"


def test_unknown_in_another_language_names_the_languages_and_offers_them(
    person: Person, knowledge: Knowledge
) -> None:
    person.language = "tr"
    (text,) = person.say(TURKISH)
    assert text.startswith(knowledge.tongues["tr"].note)
    assert "Continue in English" in person.labels
    (answer,) = person.press("Continue in English")
    assert "We speak English now." in answer
    assert person.session.language == "en"


def test_language_that_was_chosen_is_kept_and_not_offered_again(person: Person, knowledge: Knowledge) -> None:
    person.language = "it"
    person.open()
    person.press("Continue in English")
    (text,) = person.say(TURKISH)
    assert text.startswith(knowledge.tongues["tr"].note)
    assert not [label for label in person.labels if label.startswith(("Continua", "تابع"))]
    assert person.session.language == "en"


@pytest.mark.parametrize("text", ["il ne respire plus", "kalp krizi geçiriyor", "он не дышит"])
def test_urgent_in_another_language_is_the_card_alone(
    text: str, person: Person, knowledge: Knowledge
) -> None:
    notes = [each.note for each in knowledge.tongues.values()]
    replies = person.say(text)
    assert "112" in replies[0]
    assert not any(note in reply for note in notes for reply in replies)


def test_answer_to_an_open_question_is_not_taken_for_a_foreign_sentence(
    person: Person, knowledge: Knowledge
) -> None:
    person.say("find a desk")
    person.say("Reggio nell'Emilia")
    assert not any(each.note in reply.text for each in knowledge.tongues.values() for reply in person.replies)
