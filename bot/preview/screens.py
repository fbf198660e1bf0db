"""How an entry looks: the very replies of a turn that nobody keeps, in each channel's own parts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from babel import Locale
from markupsafe import Markup, escape
from telegram import InlineKeyboardMarkup

from bot.channels import telegram, whatsapp
from bot.channels.channel import utf16
from bot.channels.pieces import MOST_TELEGRAM, MOST_WHATSAPP
from bot.channels.webchat import PAGES, WORDS, Bubble
from bot.channels.webtext import paragraphs
from bot.engine import FlowError
from bot.flows.answer import SECTIONS
from bot.knowledge.check import overdue
from bot.knowledge.faults import every
from bot.knowledge.folder import Folder
from bot.knowledge.model import Knowledge
from bot.knowledge.source import Fault
from bot.knowledge.territory import territories
from bot.messages import Go
from bot.rehearsal import replies
from bot.translations import Rendered, Voice, is_rtl

STARS = re.compile(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)")


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language as the pages name it."""

    code: str
    name: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a platform: `size` of at most `limit`, and its buttons by rows."""

    html: Markup
    size: int
    limit: int
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Screen:
    """A reply in one language, in every channel."""

    tongue: Tongue
    web: Markup
    telegram: tuple[Part, ...]
    whatsapp: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer or one of its sections; a language in which it cannot be shown has no screen."""

    key: str
    title: str
    screens: tuple[tuple[Tongue, Screen | None], ...]


def tongues(knowledge: Knowledge) -> tuple[Tongue, ...]:
    names = Locale.parse("en").languages
    return tuple(Tongue(code, str(names.get(code, code)), is_rtl(code)) for code in knowledge.languages)


def faults(knowledge: Knowledge | None, folder: Folder, today: date) -> list[Fault]:
    """What `sportello check` finds without fitting or measuring, reminders included."""
    found = list(folder.faults)
    if knowledge:
        known = territories(folder, knowledge.languages)
        found = [*every(knowledge, folder, known)]
        found += overdue(knowledge, folder, today)
    return sorted(set(found))


def concerning(name: str, found: list[Fault], folder: Folder) -> list[Fault]:
    """The faults of one entry: those that stand in its lines, and those that name it."""
    named = re.compile(rf"(?<![\w.]){re.escape(name)}(?![\w.])(?!\.\w)")
    return [fault for fault in found if _within(name, fault, folder) or named.search(fault.what)]


def _within(name: str, fault: Fault, folder: Folder) -> bool:
    document = folder.documents.get(fault.file)
    lines = document.lines.items() if document else ()
    return any(line == fault.line and at[:2] == ("entries", name) for at, line in lines)


def pages(name: str, knowledge: Knowledge, now: datetime) -> Iterator[Page]:
    """An entry's pages: the answer, then its sections in order."""
    shown = [("answer", "Answer", Go("answer", (name,)))]
    for section in knowledge.entries[name].sections:
        shown.append((section, SECTIONS[section].msgid, Go("answer", (name, section))))
    for key, title, go in shown:
        screens = tuple((tongue, screen(key, go, tongue, knowledge, now)) for tongue in tongues(knowledge))
        yield Page(key, title, screens)


def screen(key: str, go: Go, tongue: Tongue, knowledge: Knowledge, now: datetime) -> Screen | None:
    """What is answered when a page is opened; None if its texts are too faulty to be shown."""
    voice = Voice(tongue.code, knowledge)
    try:
        rendered = [voice.reply(reply) for reply in replies(go, knowledge, now)]
    except (FlowError, KeyError):  # an id too long for a button; braces that stand for nothing
        return None
    return Screen(
        tongue,
        _web(f"{tongue.code}-{key}", rendered, voice),
        tuple(part for each in rendered for part in _telegram(each)),
        tuple(part for each in rendered for part in _whatsapp(each)),
    )


def _web(name: str, replied: list[Rendered], voice: Voice) -> Markup:
    numbers = [hotline.number for hotline in voice.knowledge.hotlines.values()]
    bubbles = [
        Bubble(f"{name}-{place}", False, paragraphs(each.text, numbers), each)
        for place, each in enumerate(replied)
    ]
    words = {key: voice.label(WORDS[key]) for key in ("you", "bot")}
    return Markup(PAGES.get_template("bubbles.html").render(bubbles=bubbles, words=words))  # noqa: S704  # escaped there


def _telegram(rendered: Rendered) -> Iterator[Part]:
    for call in telegram.parts(rendered):
        markup = call.get("reply_markup")
        keyboard = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else ()
        rows = tuple(tuple(button.text for button in row) for row in keyboard)
        yield Part(escape(call["text"]), utf16(call["text"]), MOST_TELEGRAM, rows)


def _whatsapp(rendered: Rendered) -> Iterator[Part]:
    for text in whatsapp.parts(rendered):
        bold = Markup(STARS.sub(r"<strong>\1</strong>", str(escape(text))))  # noqa: S704  # escaped before
        yield Part(bold, len(text), MOST_WHATSAPP)
