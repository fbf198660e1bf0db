"""Dialogues in which a message is read with what was shown before it."""

import pytest

from bot.effects import Wonder
from bot.messages import Pressed
from bot.understanding.meaning import Kind
from tests.conftest import Person

FOLLOWED = [
    ("come rinnovo il permesso di soggiorno?", "e i documenti?", "Documenti"),
    ("come rinnovo il permesso di soggiorno?", "cosa mi serve?", "Documenti"),
    ("how do I renew my residence permit?", "what papers?", "Documents"),
    ("how do I renew my residence permit?", "and what do I do?", "What to do, step by step"),
    ("كيف أجدد تصريح الإقامة؟", "شو الأوراق المطلوبة؟", "الوثائق"),
    ("كيف أجدد تصريح الإقامة؟", "والأوراق؟", "الوثائق"),
    ("كيف أجدد تصريح الإقامة؟", "chno l wra9?", "الوثائق"),
]


@pytest.mark.parametrize(("question", "more", "heading"), FOLLOWED)
def test_answer_is_asked_on_by_words_that_name_nothing(
    person: Person, question: str, more: str, heading: str
) -> None:
    person.say(question)
    (text,) = person.say(more)
    assert text.split("\n")[0].strip("\u200f\u200e") == heading
    assert dict(person.session.top.answers)["entry"] == "permits.renew"


@pytest.mark.parametrize("more", ["e quanto costa?", "how much?", "قديش بتكلف؟"])
def test_answer_without_the_section_hands_over_to_its_neighbour(person: Person, more: str) -> None:
    person.open("permits-renew")
    person.say(more)
    assert person.session.top.answers == (("entry", "permits.cost"),)


def test_answer_below_is_asked_on_when_the_one_on_top_has_no_such_section(person: Person) -> None:
    person.open("permits-renew")
    person.say("e quanto costa?")
    (text,) = person.say("e i documenti?")
    assert text.startswith("Documenti")
    assert dict(person.session.top.answers)["entry"] == "permits.renew"


@pytest.mark.parametrize(
    ("more", "hint"),
    [
        ("quanto tempo ci vuole?", "Su questo non so altro."),
        ("how long does it take?", "I have nothing more on this."),
        ("وقديش بياخد وقت؟", "ليس عندي أكثر عن هذا."),
    ],
)
def test_answer_is_shown_again_when_it_has_no_more(person: Person, more: str, hint: str) -> None:
    person.open("permits-renew")
    (text,) = person.say(more)
    assert hint in text
    assert dict(person.session.top.answers)["entry"] == "permits.renew"


def test_answer_is_not_asked_on_by_what_names_something(person: Person) -> None:
    person.open("permits-renew")
    person.say("quanto costa il passaporto?")
    assert person.session.top.answers == (("entry", "documents.passport"),)


def test_answer_is_asked_on_after_a_word_of_thanks_but_not_from_the_menu(person: Person) -> None:
    person.open("permits-renew")
    person.say("grazie")
    (text,) = person.say("e i documenti?")
    assert text.startswith("Documenti")
    person.say("menu")
    person.say("e i documenti?")
    assert dict(person.session.top.answers).get("entry") != "permits.renew"


VAGUE = {
    "it": ("mio fratello", "mio fratello ha un problema", "una lettera", "un problema con la carta"),
    "en": ("my brother", "the letter came", "the office said no", "a problem with the paper"),
    "ar": ("وصلتني رسالة", "أخي", "رسالة من المكتب", "مشكلة في الورقة"),
}


def vague(person: Person, code: str) -> str:
    """A message that leads to suggestions, whatever the phrases of today are."""
    read = person.brain.understanding.read
    return next(text for text in VAGUE[code] if read(text).kind is Kind.SUGGEST)


@pytest.mark.parametrize("code", VAGUE)
def test_suggest_never_offers_the_same_twice_and_ends_with_ways_on(person: Person, code: str) -> None:
    person.language = code
    person.open()
    person.send(Pressed(f"@language {code}"))
    text, seen = vague(person, code), set[str]()
    for _time in range(4):
        person.say(text)
        if person.session.top.flow == "unknown":
            break
        offered = set(person.labels[:-1])
        assert not offered & seen
        seen |= offered
    assert len(seen) > 4
    assert [option.key for option in person.session.shown] == ["@operator", "@desks", "@menu"]


def test_suggest_refused_by_its_own_button_is_not_offered_again(person: Person) -> None:
    person.open()
    person.say(vague(person, "en"))
    offered = set(person.labels[:-1])
    person.press("None of these")
    person.say(vague(person, "en"))
    assert not offered & set(person.labels)


def test_suggest_offers_again_after_something_else(person: Person) -> None:
    person.open()
    person.say(vague(person, "en"))
    offered = person.labels
    person.say("menu")
    person.say(vague(person, "en"))
    assert person.labels == offered


TWO = [
    (
        "devo rinnovare il permesso e iscrivere mio figlio a scuola",
        {"permits.renew", "school.enrol"},
        "un'altra cosa",
    ),
    (
        "I need a tax code and I want to enrol my son at school",
        {"documents.codice_fiscale", "school.enrol"},
        "something else",
    ),
    ("بدي أعمل كود فيسكالي وبدي سجل ابني بالمدرسة", {"documents.codice_fiscale", "school.enrol"}, "شيء آخر"),
]


@pytest.mark.parametrize(("text", "both", "hint"), TWO)
def test_answer_to_one_need_offers_the_other_first(
    person: Person, text: str, both: set[str], hint: str
) -> None:
    person.say("menu")
    (said,) = person.say(text)
    assert hint in said
    first = dict(person.session.top.answers)["entry"]
    person.say("1")
    assert {first, dict(person.session.top.answers)["entry"]} == both


NEEDS = [
    ("Chiedi più di una cosa.", "it"),
    ("You ask about more than one thing.", "en"),
    ("أنت تسأل عن أكثر من شيء.", "ar"),
]


@pytest.mark.parametrize(("text", "code"), NEEDS)
def test_needs_are_offered_and_back_returns_to_them(person: Person, text: str, code: str) -> None:
    person.language = code
    person.open()
    (said,) = person.send(Pressed("@needs permits.renew school.enrol"))
    assert said.startswith(text)
    offered = person.labels
    person.say("1")
    assert person.session.top.answers == (("entry", "permits.renew"),)
    person.say("back")
    assert person.labels == offered


def test_needs_of_nothing_are_not_known(person: Person) -> None:
    person.open()
    assert person.send(Pressed("@needs"))[0].startswith("I do not know this.")


OUTSIDE = [
    ("quante gocce di vitamina D", "Non posso dare consigli su medicine", "112"),
    ("how many drops of vitamin D", "I cannot give advice on medicines", "112"),
    ("what time does the train to Milan leave", "I do not have times", "website"),
    ("how do I get a residence permit in Germany?", "I only know the rules of Italy", "consulate"),
]


@pytest.mark.parametrize(("text", "reply", "way"), OUTSIDE)
def test_outside_is_told_in_the_words_of_its_class(person: Person, text: str, reply: str, way: str) -> None:
    person.open()
    (said,) = person.say(text)
    assert said.startswith(reply)
    assert way in said
    assert len(person.labels) == 3
    assert person.effects == []


def test_outside_speaks_every_language_for_every_class(person: Person) -> None:
    for code, language in person.brain.knowledge.languages.items():
        for kind, written in language.outside.items():
            person.open()
            person.send(Pressed(f"@language {code}"))
            (said,) = person.send(Pressed(f"@outside {kind}"))
            assert said.strip("\u200f")[:20] == written.reply[:20]
    assert person.send(Pressed("@outside nothing"))


@pytest.mark.parametrize("emoji", ["👍", "👍🏽", "🙏🙏", "❤", "👋🏾"])
def test_smalltalk_is_known_by_its_emoji(person: Person, emoji: str) -> None:
    person.open()
    person.say(emoji)
    assert person.session.top.flow == "smalltalk"


def test_unknown_and_weak_questions_are_kept_without_their_person(person: Person) -> None:
    person.open()
    person.say("mi chiamo Zorbax Quuxley e cerco un flumbux 333 123 4567")
    (kept,) = person.effects
    assert isinstance(kept, Wonder)
    assert "Zorbax" not in kept.text
    assert "Quuxley" not in kept.text
    assert "4567" not in kept.text
    assert "flumbux" in kept.text
    assert kept.language == "it"


def test_unknown_keeps_nothing_of_answers_and_of_what_has_no_words(person: Person) -> None:
    person.open()
    for text in ("codice fiscale", "menu", "grazie", "77", "…", "mio marito mi picchia"):
        person.say(text)
    person.say("desks")
    person.say("zzyzx qwrtp flmbx")
    assert person.effects == []
