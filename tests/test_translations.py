"""Every sentence in every language, and values shown by kind."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from bot.engine import FLOWS
from bot.flows.answer import SECTIONS
from bot.knowledge.model import Knowledge
from bot.messages import Day, Link, Listed, Moment, Option, Passage, Reply, Text, Tongue, Value, _, _n
from bot.translations import LOCALE, Voice
from tests.conftest import ROOT

LANGUAGES = ("it", "en", "ar")
MOST_LABEL = 36
FIELD = re.compile(r"%\(\w+\)\w")  # a field in a sentence of the console
PLURALS = {"it": 2, "en": 2, "ar": 6}


def catalogue(language: str, domain: str = "bot") -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file, locale=language)


def sentences() -> set[str]:
    methods = [("console/**", "ignore"), ("**.py", "python")]
    found = extract_from_dir(ROOT / "bot", methods, keywords={"_": None, "_n": (1, 2)})
    return {message[0] if isinstance(message, tuple) else message for _file, _line, message, *_rest in found}


def fields(text: object) -> set[str | None]:
    return {name for _text, name, _spec, _conversion in Formatter().parse(str(text)) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_with_its_fields(language: str) -> None:
    po = catalogue(language)
    for sentence in sorted(sentences()):
        message = po.get(sentence)
        assert message is not None, f"not in the catalogue: {sentence!r}; run `make words`"
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        expected = PLURALS[language] if isinstance(message.id, tuple) else 1
        assert len(strings) == expected, sentence
        assert not message.fuzzy, sentence
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        allowed = set().union(*(fields(each) for each in ids))
        for string in strings:
            assert string, f"empty: {sentence!r}"
            assert fields(string) <= allowed, string
            assert fields(string) >= allowed - {"count"}, string


def test_no_catalogue_holds_sentences_that_are_gone() -> None:
    for language in LANGUAGES:
        ids = {
            message.id[0] if isinstance(message.id, tuple) else message.id for message in catalogue(language)
        }
        assert ids - {""} == sentences()


@pytest.mark.parametrize("language", ["it", "en"])
def test_the_console_speaks_whole_languages(language: str) -> None:
    found = extract_from_dir(ROOT / "bot" / "console", [("**.html", "jinja2")])
    written = {message[0] if isinstance(message, tuple) else message for _f, _l, message, *_rest in found}
    po = catalogue(language, "console")
    ids = {message.id[0] if isinstance(message.id, tuple) else message.id: message for message in po}
    assert set(ids) - {""} == written, "run `make words`"
    for sentence in written:
        message = ids[sentence]
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert len(strings) == (2 if isinstance(message.id, tuple) else 1)
        for string in strings:
            assert string, f"empty: {sentence!r}"
            assert set(FIELD.findall(str(string))) == set(FIELD.findall(str(sentence))), sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_fit_a_button(language: str, knowledge: Knowledge) -> None:
    voice = Voice(language, knowledge)
    labels = [*SECTIONS.values(), *(each.menu for each in FLOWS.values() if each.menu)]
    for label in labels:
        assert len(voice.label(label)) <= MOST_LABEL, label


def test_no_sentence_is_glued_from_parts() -> None:
    for file in (ROOT / "bot").rglob("*.py"):
        assert not re.search(r"\b_n?\(\s*f[\"']", file.read_text(encoding="utf-8")), file


@pytest.fixture
def arabic(knowledge: Knowledge) -> Voice:
    return Voice("ar", knowledge)


def test_names_are_isolated_and_links_are_not(arabic: Voice) -> None:
    text = arabic.say(_("{name}, {municipality}", name="Desk A", municipality="Pesaro"))
    assert "\u2068Desk A\u2069" in text
    assert arabic.say(_("Map:\n{link}", link=Link("https://x.example/1"))).endswith("\nhttps://x.example/1")


def test_lines_of_a_right_to_left_text_stay_so(arabic: Voice, knowledge: Knowledge) -> None:
    for line in arabic.say(Passage("health.family_doctor", "answer")).split("\n"):
        assert not line or line[0] == "\u200f" or "\u0590" <= line[0] <= "\u08ff", line
    assert arabic.reply(Reply((_("Menu"),))).rtl
    assert not Voice("it", knowledge).reply(Reply((_("Menu"),))).rtl


def test_hotlines_and_sums_are_inserted_by_name(knowledge: Knowledge) -> None:
    assert "1522" in Voice("it", knowledge).say(Passage("urgent.violence", "card"))
    assert "\u20661522\u2069" in Voice("ar", knowledge).say(Passage("urgent.violence", "card"))
    assert "16\xa0€" in Voice("it", knowledge).say(Passage("permits.cost", "answer"))


def test_dates_times_numbers_and_languages_are_the_readers_own(knowledge: Knowledge) -> None:
    at = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    text = Text("{day} {moment} {number} {tongues}")
    values: dict[str, Value] = {"day": Day(date(2026, 11, 3)), "moment": Moment(at), "number": 12345}
    text = Text(text.msgid, {**values, "tongues": Listed((Tongue("ar"), Tongue("fr")))})
    assert (
        Voice("it", knowledge).say(text)
        == "3 novembre 2026 lunedì 23 novembre, 09:00 12.345 arabo e francese"
    )
    assert Voice("en", knowledge).say(text).endswith("12,345 Arabic and French")
    assert "نوفمبر" in Voice("ar", knowledge).say(text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_can_be_said(language: str, knowledge: Knowledge) -> None:
    voice = Voice(language, knowledge)
    one = "Of this conversation one message of yours is kept, since {since}."
    many = "Of this conversation {count} messages of yours are kept, since {since}."
    said = {voice.say(_n(one, many, count, since=Day(date(2026, 1, 1)))) for count in (0, 1, 2, 3, 11, 100)}
    assert len(said) >= PLURALS[language]
    assert not any("{" in text for text in said)


def test_a_text_that_was_withdrawn_is_said_kindly(knowledge: Knowledge) -> None:
    voice = Voice("en", knowledge)
    for gone in (
        Passage("no.entry", "answer"),
        Passage("permits.renew", "section:nothing"),
        Passage("urgent.x", "card"),
    ):
        assert voice.say(gone) == "This text is no longer available."


def test_labels_are_one_line_without_invisible_marks(arabic: Voice) -> None:
    rendered = arabic.reply(
        Reply((_("Menu"),), (Option("a", _("{name}, {municipality}", name="A", municipality="B")),))
    )
    assert rendered.buttons == (("a", "A، B"),)


def test_the_template_of_the_catalogues_is_up_to_date(tmp_path: Path) -> None:
    with (LOCALE / "bot.pot").open("rb") as file:
        ids = {message.id[0] if isinstance(message.id, tuple) else message.id for message in read_po(file)}
    assert ids - {""} == sentences()
