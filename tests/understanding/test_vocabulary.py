"""The words of a knowledge base as they are counted and kept."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.model import Knowledge
from bot.understanding.parts import asked
from bot.understanding.vocabulary import Vocabulary, owner

TAUGHT = [("it", "rinnovare il permesso"), ("en", "renew the permesso"), ("it", "il permesso")]


def test_words_are_counted_by_language_and_stemmed_by_the_one_that_uses_them_most() -> None:
    vocabulary = Vocabulary.of(TAUGHT, {"il": "lo"})
    assert vocabulary.phrases["permesso"] == {"it": 2, "en": 1}
    assert vocabulary.phrases["lo"] == {"it": 2}
    assert vocabulary.stems["permesso"] == "permess"
    assert owner(vocabulary.phrases["permesso"]) == "it"
    assert owner({"en": 1, "ar": 1}) == "ar", "of equals always the same"


@given(st.lists(st.tuples(st.sampled_from(["it", "en", "ar"]), st.text(max_size=40)), max_size=8))
def test_what_is_kept_is_read_back(taught: list[tuple[str, str]]) -> None:
    vocabulary = Vocabulary.of(taught, {})
    assert Vocabulary.of_arrays(vocabulary.arrays()) == vocabulary


def test_all_texts_are_counted_and_kept(knowledge: Knowledge) -> None:
    english = knowledge.languages["en"].model_copy(update={"entries": {}})
    italian = knowledge.languages["it"]
    some = dict(list(italian.entries.items())[:2])
    small = knowledge.model_copy(
        update={"languages": {"it": italian.model_copy(update={"entries": some}), "en": english}}
    )
    vocabulary = Vocabulary.of([], {}, small)
    assert vocabulary.texts["permesso"]["it"] > 5
    assert vocabulary.phrases == {}
    assert Vocabulary.of_arrays(vocabulary.arrays()) == vocabulary


def test_arrays_that_are_none_are_refused() -> None:
    with pytest.raises(KeyError):
        Vocabulary.of_arrays({})
    arrays = Vocabulary.of(TAUGHT, {}).arrays()
    with pytest.raises(ValueError, match="zip"):
        Vocabulary.of_arrays({**arrays, "stems": np.array([], dtype=np.uint8)})


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("One sentence?", ""),
        ("I came in May. I work. Where do I go?", "Where do I go?"),
        ("Where do I go? I came in May.", "Where do I go?"),
        ("أعمل هنا. أين أذهب؟", "أين أذهب؟"),
        ("I came in May. I need a doctor.", "I need a doctor."),
        ("What? Where?", ""),
        ("", ""),
    ],
)
def test_what_a_story_asks(text: str, question: str) -> None:
    assert asked(text) == question
