"""Words as the phrases know them: stems, one form, spelling."""

from __future__ import annotations

import pytest

from bot.understanding.stems import stem
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import Words

TEXTS = [
    ("it", "rinnovare il permesso di soggiorno"),
    ("it", "una casa in affitto"),
    ("en", "renew the permit"),
    ("ar", "كيف اجدد الاقامه"),
    ("ar", "el khedma"),
]


@pytest.fixture(scope="module")
def words() -> Words:
    same = {"xke": "perche", "شلون": "كيف", "pds": "permesso di soggiorno"}
    return Words(Vocabulary.of(TEXTS, same), same, names=("casal",))


@pytest.mark.parametrize(
    ("one", "other", "language"),
    [
        ("rinnovare", "rinnovo", "it"),
        ("renewing", "renewed", "en"),
        ("الاقامه", "اقامتي", "ar"),
        ("وبالعمل", "عملي", "ar"),
        ("elkhedma", "khedmti", "ar"),
    ],
)
def test_forms_of_a_word_have_one_stem(one: str, other: str, language: str) -> None:
    assert stem(one, language) == stem(other, language)


@pytest.mark.parametrize(
    ("written", "spelling", "known"),
    [
        ("permeso", "permesso", True),  # one slip in seven letters
        ("sogiorrno", "soggiorno", True),  # two slips in a long word
        ("csaa", "casa", True),  # two letters swapped are one slip
        ("cxsy", "cxsy", False),  # two slips in a short word
        ("uno", "uno", False),  # too short to be corrected
        ("casal", "casal", False),  # a name
        ("permess0", "permess0", False),  # digits are meant
        ("2024", "2024", True),
        ("rinnovato", "rinnovato", True),  # known by its stem
        ("شلون", "كيف", True),
    ],
)
def test_a_word_is_corrected_towards_the_phrases(
    words: Words, written: str, spelling: str, known: bool
) -> None:
    (word,) = words.read(written)
    assert (word.spelling, word.known) == (spelling, known)


def test_a_short_form_may_stand_for_several_words(words: Words) -> None:
    assert [word.spelling for word in words.read("PDS")] == ["permesso", "di", "soggiorno"]
