"""The linear model, and what is decided from its scores."""

from __future__ import annotations

import pytest

from bot.commands import Command
from bot.hear import Brain
from bot.understanding.decide import alarm, aside, evidence, likeliest
from bot.understanding.lexicon import Said
from bot.understanding.meaning import Kind
from bot.understanding.model import Model
from bot.understanding.scores import Scores
from bot.understanding.teach import teach
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import Words

TAUGHT = [
    ("renew my residence permit", "permits.renew"),
    ("permit renewal", "permits.renew"),
    ("rent a flat", "housing.rent"),
    ("find a house to rent", "housing.rent"),
    ("will it rain today", "outside:weather"),
    ("weather tomorrow", "outside:weather"),
]


@pytest.fixture(scope="module")
def words() -> Words:
    return Words(Vocabulary.of((("en", phrase) for phrase, _label in TAUGHT), {}), {})


def said(words: Words, text: str) -> Said:
    """What is read of a text, with a concept for its homes."""
    read = tuple(words.read(text))
    homes = ("home",) if {"flat", "house"} & {word.spelling for word in read} else ()
    return Said(read, homes)


@pytest.fixture(scope="module")
def model(words: Words) -> Model:
    return teach([said(words, phrase) for phrase, _label in TAUGHT], [label for _phrase, label in TAUGHT])


def scores(**values: float) -> Scores:
    """Labels with "__" for the colon."""
    return Scores.of_mapping(
        {name.replace("__", ":").replace("_", "."): value for name, value in values.items()}
    )


@pytest.mark.parametrize(
    ("text", "label"),
    [("renewing the permit", "permits.renew"), ("I rent", "housing.rent"), ("rain?", "outside:weather")],
)
def test_the_label_of_the_likest_phrases_scores_most(
    words: Words, model: Model, text: str, label: str
) -> None:
    found = Scores.of(model.labels, model.scores(said(words, text)))
    assert next(iter(found))[0] == label


def test_the_nearest_phrase_is_the_likest(words: Words, model: Model) -> None:
    phrases = sorted(TAUGHT, key=lambda each: each[1])
    (place,) = model.nearest(said(words, "a house"), [(0, len(phrases))])
    assert phrases[place][0] == "find a house to rent"


def test_a_model_made_of_its_arrays_scores_the_same(words: Words, model: Model) -> None:
    again = Model.of_arrays(model.arrays())
    text = said(words, "flat permit tomorrow")
    assert again.labels == model.labels
    assert again.scores(text).tolist() == model.scores(text).tolist()
    assert again.nearest(text, [(0, 2), (2, 6)]) == model.nearest(text, [(0, 2), (2, 6)])


def test_rare_words_weigh_more_in_what_is_known(words: Words, model: Model) -> None:
    def share(text: str) -> float:
        return model.features.words.share(words.read(text))

    assert share("rent a flat") == 1
    assert share("") == share("qqqq wwww") == 0
    assert 0 < share("rent qqqq") < share("flat qqqq") <= 0.5


def test_a_concept_speaks_for_what_was_learned_of_its_other_words(words: Words, model: Model) -> None:
    unknown = tuple(words.read("qqqq"))
    plain = Scores.of(model.labels, model.scores(Said(unknown)))
    meant = Scores.of(model.labels, model.scores(Said(unknown, ("home",))))
    assert next(iter(meant))[0] == "housing.rent"
    assert dict(meant)["housing.rent"] > dict(plain)["housing.rent"]


def test_confidence_grows_with_each_piece_of_evidence() -> None:
    sure = evidence(scores(a_a=0.6, b_b=0.5, outside__x=0.0), 1.0).confidence
    assert 0.5 < sure < 1
    assert evidence(scores(a_a=0.6, b_b=0.5, outside__x=0.0), 0.5).confidence < sure
    assert evidence(scores(a_a=0.6, b_b=0.5, outside__x=0.9), 1.0).confidence < 0.5 < sure


def test_an_emergency_in_words_without_signs_must_lead() -> None:
    assert alarm(scores(urgent__child=0.3, a_a=-0.4, outside__x=-0.9), 4) == "child"
    assert alarm(scores(urgent__child=0.3, calm__=0.4, outside__x=-0.9), 4) is None
    assert alarm(scores(urgent__child=-0.6, a_a=-0.8), 4) is None
    assert alarm(scores(urgent__child=0.3, a_a=-0.4, outside__x=-0.9), 3) is None, "too few words"


def test_of_several_signs_the_likest_kind_counts() -> None:
    found = scores(a_a=0.5, urgent__violence=0.2, urgent__child=-0.3, urgent__medical=0.4)
    assert likeliest(("child", "violence"), found) == "violence"
    assert likeliest(("trafficking", "suicide"), found) == "trafficking"


def test_small_talk_and_commands_must_lead_clearly() -> None:
    found = aside(scores(smalltalk__thanks=0.8, a_a=0.1, command__operator=0.0))
    assert found is not None
    assert (found.kind, found.smalltalk) == (Kind.SMALLTALK, "thanks")
    found = aside(scores(smalltalk__thanks=0.8, a_a=0.1, command__operator=1.5))
    assert found is not None
    assert (found.kind, found.command) == (Kind.COMMAND, Command.OPERATOR)
    assert aside(scores(smalltalk__thanks=0.8, a_a=0.75, command__operator=0.0)) is None
    assert aside(scores(smalltalk__thanks=-0.6, a_a=-0.9)) is None
    assert aside(scores(a_a=1.0, b_b=0.1)) is None


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("ciao, come va oggi?", "how_are_you"),
        ("ok thanks a lot!!", "thanks"),
        ("grasie mile", "thanks"),
        ("👍", "affirm"),
        ("مرحبا كيف حالك", "how_are_you"),
    ],
)
def test_small_talk_is_understood_in_combinations(text: str, talk: str, brain: Brain) -> None:
    assert brain.understanding.read(text).smalltalk == talk


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("ciao, come si apre un conto in banca?", "documents.bank_account"),
        ("hello thanks, how do I open a bank account", "documents.bank_account"),
        ("السلام عليكم، كيف أفتح حساب بنكي", "documents.bank_account"),
        ("apertua conto bancaro", "documents.bank_account"),
    ],
)
def test_a_question_after_a_greeting_is_a_question(text: str, entry: str, brain: Brain) -> None:
    meaning = brain.understanding.read(text)
    assert entry in (meaning.entry, *meaning.suggestions)
    assert meaning.candidates[0].entry == entry
    (spoke,) = brain.understanding.phrases(text, [entry])
    assert spoke in brain_phrases(brain, entry)


def brain_phrases(brain: Brain, entry: str) -> set[str]:
    wordings = [language.entries[entry] for language in brain.knowledge.languages.values()]
    return {each for wording in wordings for each in (wording.title, wording.question, *wording.phrases)}


@pytest.mark.parametrize(
    ("text", "outside"),
    [
        ("che tempo fa domani?", "weather"),
        ("couscous recipe please", "recipes"),
        ("شو نتائج الدوري", "sport"),
    ],
)
def test_what_is_not_treated_is_named(text: str, outside: str, brain: Brain) -> None:
    meaning = brain.understanding.read(text)
    assert (meaning.kind, meaning.outside) == (Kind.UNKNOWN, outside)


def test_a_command_is_understood_in_a_sentence(brain: Brain) -> None:
    assert brain.understanding.read("vorrei parlare con una persona vera").command is Command.OPERATOR
    assert brain.understanding.read("can I speak to a real person please").command is Command.OPERATOR
