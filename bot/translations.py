"""Turn a sentence into words of one language: catalogues, editors' texts, dates, names kept apart."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import assert_never

from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from bot.knowledge.inserts import fill
from bot.knowledge.model import Knowledge
from bot.messages import (
    Block,
    Day,
    Event,
    Link,
    Listed,
    Moment,
    Passage,
    Reply,
    Said,
    Sentence,
    Template,
    Text,
    Tongue,
    Value,
    Weekday,
    _,
)

LOCALE = Path(__file__).parent / "locale"
ISOLATE, LTR_ISOLATE, POP = "\u2068", "\u2066", "\u2069"
RTL_MARK = "\u200f"
INVISIBLE = str.maketrans("", "", ISOLATE + LTR_ISOLATE + POP + RTL_MARK)
WITHDRAWN = _("This text is no longer available.")
SHARE = _("Share my position")
SAVE = _("Put it in my calendar")
SUMMARY = _("Appointment: {place}")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A reply in the person's own language, ready for a channel.

    `buttons` are (what it sends, what it shows). `language` is an ISO 639 code, `rtl` its direction.
    `share` is the label of a button that shares the position, empty when none is wanted; `saves` that of the
    link which puts `event` into the person's calendar. `template` names the approved text that says
    the same, `gaps` are the plain words for its gaps.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    language: str = "it"
    share: str = ""
    urgent: bool = False
    titled: bool = False
    event: Event | None = None
    saves: str = ""
    template: str = ""
    gaps: tuple[str, ...] = ()

    @property
    def rtl(self) -> bool:
        return is_rtl(self.language)


@cache
def is_rtl(language: str) -> bool:
    return Locale.parse(language).text_direction == "rtl"


@cache
def catalogue(language: str, domain: str = "bot") -> GNUTranslations:
    """Read a language's catalogue; only what is translated and not in doubt is used."""
    with (LOCALE / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        po = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, po)
    compiled.seek(0)
    return GNUTranslations(compiled)


@dataclass(frozen=True, slots=True)
class Voice:
    """Speaks one language. `voices` are all of them, for sentences that are pinned to another one."""

    language: str
    knowledge: Knowledge

    def reply(self, reply: Reply) -> Rendered:
        text = "\n\n".join(self.say(sentence) for sentence in reply.text)
        buttons = tuple((option.key, self.label(option.label)) for option in reply.options)
        share = self.label(SHARE) if reply.wants_place else ""
        saves = self.label(SAVE) if reply.event else ""
        return Rendered(
            text,
            buttons,
            self.language,
            share,
            reply.urgent,
            reply.titled,
            reply.event,
            saves,
            *self._template(reply.template),
        )

    def _template(self, template: Template | None) -> tuple[str, tuple[str, ...]]:
        """Platforms want one line of plain text in each gap: no marks that keep names apart."""
        if template is None:
            return "", ()
        return template.name, tuple(plain(self._value(value)) for value in template.values)

    def tongue(self, code: str) -> str:
        """The name of a language."""
        return str(Locale.parse(self.language).languages.get(code, code))

    def label(self, sentence: Sentence) -> str:
        """A sentence for a button: one line, without invisible marks."""
        return plain(self.say(sentence))

    def say(self, sentence: Sentence) -> str:
        if isinstance(sentence, Block):
            return "\n".join(self.say(line) for line in sentence.lines)
        if isinstance(sentence, Passage):
            return self._mark(self._passage(sentence))
        if isinstance(sentence, Said):
            return sentence.words
        if sentence.language and sentence.language != self.language:
            return Voice(sentence.language, self.knowledge).say(sentence)
        return self._mark(self._text(sentence))

    def _text(self, text: Text) -> str:
        messages = catalogue(self.language)
        if text.plural is not None and text.count is not None:
            pattern = messages.ngettext(text.msgid, text.plural, text.count)
        else:
            pattern = messages.gettext(text.msgid)
        return pattern.format_map({name: self._value(value) for name, value in text.values.items()})

    def _value(self, value: Value) -> str:
        match value:
            case Text() | Passage():
                return self.say(value)
            case Day(on):
                return format_date(on, "d MMMM y", locale=self.language)
            case Weekday(day):
                return format_date(day, "EEEE d MMMM", locale=self.language)
            case Moment(at):
                return _moment(at, self.language)
            case Link(url):
                return url
            case Tongue(code):
                return self.tongue(code)
            case Listed(items):
                return format_list([self._value(item) for item in items], locale=self.language)
            case int():
                return str(format_decimal(value, locale=self.language))
            case str():  # isolated, so that a Latin name does not disturb an Arabic sentence
                return f"{ISOLATE}{value}{POP}"
            case _:
                assert_never(value)

    def _passage(self, passage: Passage) -> str:
        known = self.language in self.knowledge.languages
        text = _find(self.knowledge, self.language, passage) if known else None
        return fill(text, self._insert) if text is not None else self._text(WITHDRAWN)

    def _insert(self, kind: str, name: str) -> str:
        if kind == "hotline":
            shown = self.knowledge.hotlines[name].number
        else:
            shown = _euro(self.knowledge.amounts[name].euro, self.language)
        return f"{LTR_ISOLATE}{shown}{POP}" if is_rtl(self.language) else shown

    def _mark(self, text: str) -> str:
        """In a right-to-left language, keep lines that begin with a number or a Latin word right-to-left."""
        if not is_rtl(self.language):
            return text
        return "\n".join(f"{RTL_MARK}{line}" if _turns(line) else line for line in text.split("\n"))


def plain(said: str) -> str:
    """Words in one line, without invisible marks."""
    return " ".join(said.translate(INVISIBLE).split())


def _moment(at: datetime, language: str) -> str:
    """Weekday, day and hour, joined as the language joins them."""
    day = format_date(at, "EEEE d MMMM", locale=language)
    joined = str(Locale.parse(language).datetime_formats["medium"])
    return joined.replace("'", "").replace("{1}", day).replace("{0}", f"{at:%H:%M}")


def _euro(sum: Decimal, language: str) -> str:
    """A sum as the language writes it, without cents when there are none."""
    pattern = Locale.parse(language).currency_formats["standard"].pattern
    if sum == sum.to_integral_value():
        pattern = pattern.replace("0.00", "0")
    shown = format_currency(sum, "EUR", pattern, locale=language, currency_digits=False)
    return "".join(c for c in shown if c not in "\u200e\u200f")


def _turns(line: str) -> bool:
    """Whether a line would be laid out left-to-right. Lines that are only a link stay as they are."""
    if line.startswith(("https://", "http://", RTL_MARK)):
        return False
    strong = next((unicodedata.bidirectional(c) for c in line if unicodedata.bidirectional(c) in "LRAL"), "")
    return bool(line) and (strong == "L" or unicodedata.bidirectional(line[0]) not in ("R", "AL"))


def _find(knowledge: Knowledge, language: str, passage: Passage) -> str | None:
    """The editors' text that a passage names; None if it was taken away meanwhile."""
    written = knowledge.languages[language]
    kind, _dot, key = passage.of.partition(".")
    found: object
    match kind:
        case "topic":
            return written.topics.get(key)
        case "service":
            return written.services.get(key)
        case "listing":
            return _listed(knowledge, language, key, passage.part)
        case "tongue":
            found = knowledge.tongues.get(key)
        case "urgent":
            found = written.cards.get(key)
        case "smalltalk":
            found = written.smalltalk.get(key)
        case "outside":
            found = written.outside.get(key)
        case _:
            found = written.entries.get(passage.of)
            if found is not None and passage.part.startswith("section:"):
                sections: Mapping[str, str] = {str(k): v for k, v in found.sections.items()}
                return sections.get(passage.part.removeprefix("section:"))
    text = getattr(found, passage.part, None)
    return text if isinstance(text, str) else None


def _listed(knowledge: Knowledge, language: str, key: str, part: str) -> str | None:
    listing = next((each for each in knowledge.listings if each.id == key), None)
    texts = {"title": listing.title, "about": listing.about}.get(part, {}) if listing else {}
    return texts.get(language)


@dataclass(frozen=True, slots=True)
class Speller:
    """Writes a sentence in every language, for comparing what was typed."""

    voices: tuple[Voice, ...]

    def __call__(self, sentence: Sentence) -> Mapping[str, str]:
        return {voice.language: voice.label(sentence) for voice in self.voices}


def speller(knowledge: Knowledge) -> Speller:
    return Speller(tuple(Voice(code, knowledge) for code in knowledge.languages))
