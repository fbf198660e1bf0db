"""What a message means: languages, signs of emergencies, small talk, commands, entries."""

from __future__ import annotations

import pytest

from bot.commands import Command
from bot.hear import Brain
from bot.knowledge.model import Knowledge
from bot.understanding.decide import decide
from bot.understanding.language import Languages
from bot.understanding.meaning import Candidate, Kind
from bot.understanding.normalise import fold
from bot.understanding.signs import Signs

LANGUAGES = [
    ("dove posso fare un corso di italiano", "it"),
    ("where is the employment office", "en"),
    ("وين مكتب العمل", "ar"),
    ("3andi mochkil m3a lkhedma", "ar"),
    ("wesh ndir bach njaded les papiers dyali", "ar"),
    ("thank you very much", "en"),
    ("12345", None),
    ("👍", None),
    ("де знайти роботу", "uk"),
    ("où puis-je trouver du travail", "fr"),
    ("میں نوکری کہاں سے ڈھونڈوں", "ur"),
    ("چطور کار پیدا کنم", "fa"),
    ("哪里可以找到工作", "zh"),
    ("ku mund te gjej pune", "sq"),
    ("unde pot sa gasesc de lucru", "ro"),
]


@pytest.mark.parametrize(("text", "code"), LANGUAGES)
def test_the_language_of_the_words(text: str, code: str | None, languages: Languages) -> None:
    assert languages.detect(text) == code


URGENT = [
    ("mio marito mi picchia", "violence"),
    ("MIO MARITO MI PICCHIAAA!!", "violence"),
    ("my husband beats me", "violence"),
    ("زوجي يضربني", "violence"),
    ("voglio morire", "suicide"),
    ("i want to kill myself", "suicide"),
    ("بدي موت", "suicide"),
    ("mio figlio non respira", "medical"),
    ("he is not breathing", "medical"),
]
NOT_URGENT = [
    "come rinnovo il permesso di soggiorno?",
    "this bureaucracy is killing me",
    "my phone is dead",
    "quanto costa l'ambulanza",
    "كيف أجدد الإقامة",
    "ho perso il portafoglio",
]


@pytest.mark.parametrize(("text", "kind"), URGENT)
def test_signs_of_an_emergency_are_found(text: str, kind: str, brain: Brain) -> None:
    meaning = brain.understanding.read(text)
    assert (meaning.kind, meaning.urgency) == (Kind.URGENT, kind)


@pytest.mark.parametrize("text", NOT_URGENT)
def test_look_alikes_are_no_emergency(text: str, brain: Brain) -> None:
    assert brain.understanding.read(text).urgency is None


def test_every_sign_finds_itself(knowledge: Knowledge, signs: Signs) -> None:
    for language in knowledge.languages.values():
        for card in language.cards.values():
            for sign in card.signs:
                text = fold(sign.replace(" * ", " x ").replace("*", ""))
                assert signs.find(text) or any(fold(look) in text for look in card.not_), sign


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("marito * coltell*", "mio marito ha un coltello", True),
        ("marito * coltell*", "marito coltelli", True),
        ("marito * coltell*", "marito che ieri sera aveva un coltello", False),
        ("picchi*", "mi picchia", True),
        ("picchi*", "spicchio", False),
    ],
)
def test_how_a_sign_is_read(pattern: str, text: str, found: bool, knowledge: Knowledge) -> None:
    italian = knowledge.languages["it"]
    card = italian.cards["violence"].model_copy(update={"signs": (pattern,), "not_": ("film",)})
    only = knowledge.model_copy(
        update={"languages": {"it": italian.model_copy(update={"cards": {"violence": card}})}}
    )
    assert (Signs(only, ()).find(fold(text)) == "violence") is found
    assert Signs(only, ()).find(fold(f"{text} nel film")) is None


def test_every_entry_is_found_by_its_own_question(brain: Brain) -> None:
    for code, language in brain.knowledge.languages.items():
        for entry, wording in language.entries.items():
            meaning = brain.understanding.read(wording.question)
            assert entry in (meaning.entry, *meaning.suggestions), (code, wording.question)


def test_commands_and_small_talk_are_told_from_questions(brain: Brain) -> None:
    read = brain.understanding.read
    assert read("Indietro").command is Command.BACK
    assert read("/menu@some_bot").command is Command.MENU
    assert read("grazie mille!!").smalltalk == "thanks"
    assert read("").kind is Kind.UNKNOWN


def test_what_is_sure_is_answered_and_what_is_likely_suggested() -> None:
    two = (Candidate("a.a", 0.9), Candidate("b.b", 0.8))
    clear, answered = decide(two, None, 0.9), decide(two, None, 0.7)
    assert (clear.kind, clear.entry, clear.suggestions) == (Kind.ANSWER, "a.a", ())
    assert (answered.kind, answered.entry, answered.suggestions) == (Kind.ANSWER, "a.a", ("b.b",))
    likely = decide(two, None, 0.4)
    assert (likely.kind, likely.entry, likely.suggestions) == (Kind.SUGGEST, None, ("a.a", "b.b"))
    assert decide(two, "weather", 0.9).kind is Kind.SUGGEST
    foreign = decide(two, "weather", 0.05)
    assert (foreign.kind, foreign.outside) == (Kind.UNKNOWN, "weather")
    assert decide(two, None, 0.05).kind is decide((), None, 0.9).kind is Kind.UNKNOWN


def test_reading_keeps_no_state(brain: Brain) -> None:
    texts = ["codice fiscale", "menu", "codice fiscale", "x" * 10_000]
    first = [brain.understanding.read(text) for text in texts]
    assert [brain.understanding.read(text) for text in texts] == first
    assert first[0] == first[2]
