"""Concepts: what words stand for, in all languages at once."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Knowledge
from bot.understanding.concepts import Concepts, expressions
from bot.understanding.expressions import Expressions, listed, read_expression
from bot.understanding.lexicon import Lexicon
from bot.understanding.normalise import fold
from bot.understanding.vocabulary import Vocabulary

WRITTEN = {
    "it": {
        "lose": "smarr*, non trovo piu, non * trovo piu",
        "permit": "permesso di soggiorno",
        "paper": "permesso",
    },
    "en": {"lose": "lost", "permit": "residence permit", "paper": "permit"},
    "ar": {"lose": "ضيعت, daya3t", "permit": "اقامة", "paper": "ورقة"},
}


@pytest.fixture(scope="module")
def small(knowledge: Knowledge) -> Knowledge:
    """The knowledge base with three concepts."""
    languages = {
        code: language.model_copy(update={"concepts": WRITTEN[code]})
        for code, language in knowledge.languages.items()
    }
    return knowledge.model_copy(update={"languages": languages})


@pytest.fixture(scope="module")
def concepts(small: Knowledge) -> Concepts:
    return Concepts(expressions(small))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ho smarrito la borsa", {"lose"}),
        ("Non lo trovo più!", {"lose"}),
        ("I lost my permit", {"lose", "paper"}),
        ("ضيّعت الإقامة", {"lose", "permit"}),
        ("daya3t el iqama, il permesso di soggiorno", {"lose", "permit"}),  # the longer hides the shorter
        ("permesso", {"paper"}),
        ("smart", set()),
        ("", set()),
    ],
)
def test_an_expression_of_any_language_stands_for_its_concept(
    text: str, found: set[str], concepts: Concepts
) -> None:
    assert set(concepts.find(fold(text))) == found


def test_a_concept_stands_where_it_is_first_spoken_of(concepts: Concepts) -> None:
    assert concepts.find(fold("my permit is lost, lost")) == {"paper": (1, 2), "lose": (3, 4)}


def test_a_word_of_a_concept_is_known_and_not_corrected(small: Knowledge) -> None:
    taught = [("it", "smarrimento della carta"), ("en", "last"), ("en", "lots of papers")]
    lexicon = Lexicon(small, Vocabulary.of(taught, {}, small))
    (word,) = lexicon.read("lost").words
    assert (word.spelling, word.known) == ("lost", True)
    assert lexicon.read("lost lots").concepts == ("lose",)


def test_expressions_that_begin_alike_are_told_apart() -> None:
    written = ("a b", "a b c", "a * d", "ab*")
    expressions = Expressions(((read_expression(each), each) for each in written), ())
    assert expressions.find("a b") == {"a b": [(0, 2)]}
    assert set(expressions.find("a b c")) == {"a b", "a b c"}
    assert expressions.find("a x y d") == {"a * d": [(0, 4)]}
    assert expressions.find("a x y z w d") == {}
    assert expressions.find("abc") == {"ab*": [(0, 1)]}


def test_every_concept_has_expressions_in_every_language(knowledge: Knowledge) -> None:
    names = {code: set(language.concepts) for code, language in knowledge.languages.items()}
    assert names["it"] == names["en"] == names["ar"]
    for language in knowledge.languages.values():
        for name, text in language.concepts.items():
            assert all(read_expression(each) for each in listed(text, {})), name
            assert list(listed(text, {})), name
