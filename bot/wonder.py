"""Questions without an answer, to be kept for the editors: the words, and nobody who said them."""

from __future__ import annotations

import re

from bot.effects import Wonder
from bot.knowledge.model import Knowledge
from bot.messages import Incoming, Words
from bot.session import Holder, Session
from bot.understanding.meaning import Kind
from bot.understanding.normalise import clean, fold
from bot.world import World

GONE = "…"
MOST_LETTERS = 300
MOST_NEAR = 3
MOST_NAMES = 4  # words that a name may have
# After these comes a name; after those of the second row a name or anything else.
NAMED = "mi chiamo|mi kiamo|mio nome è|mio nome e|my name is|my name's|اسمي|إسمي|esmi|ismi|smiti|smiyti"
MAYBE = "sono|io sono|i am|i'm|i’m|im|this is|أنا|انا|ana|je suis|soy"
MARKS = re.compile(rf"(?<!\w)(?:(?P<named>{NAMED})|(?:{MAYBE}))(?!\w)[\s:,]*", re.IGNORECASE)
LINK = re.compile(r"\S*(?:://|www\.|@)\S*|\S+\.\w{2,}/\S*", re.IGNORECASE)
NUMBER = re.compile(r"\w*\d(?:[^\w\n]{0,3}\d|[^\W\d]{0,3}\d){3,}\w*")  # also spaced, and in codes


def wondered(before: Session, after: Session, message: Incoming, world: World) -> tuple[Wonder, ...]:
    """What there is to keep of a turn: a question that has just led to suggestions or to nothing.

    What is written while a desk is awaited is for the desk, and not kept so.
    """
    content, meaning = message.content, world.meaning
    new = bool(after.stack) and after.top.id > before.frames and after.top.flow in ("suggest", "unknown")
    free = before.holder is Holder.BOT
    if not (new and free and isinstance(content, Words) and meaning.kind in (Kind.SUGGEST, Kind.UNKNOWN)):
        return ()
    text = scrub(content.text, world.knowledge)
    near = tuple(each.entry for each in meaning.candidates[:MOST_NEAR])
    worded = any(letter.isalpha() for letter in text)
    return (Wonder(text, meaning.language or world.language, near),) if worded else ()


def scrub(text: str, knowledge: Knowledge) -> str:
    """The text without links, addresses, numbers of four digits and more, and names after "my name is".

    After "I am" only words that no phrase of the knowledge base has are taken for a name.
    """
    text = NUMBER.sub(GONE, LINK.sub(GONE, clean(text)))
    kept, begun = "", 0
    while mark := MARKS.search(text, begun):
        kept += text[begun : mark.end()]
        words = text[mark.end() :].split(" ")
        names = count_names(words, 2 if mark["named"] else 0, knowledge)
        kept += GONE + " " if names else ""
        begun = mark.end() + sum(len(word) + 1 for word in words[:names])
    return clean(kept + text[begun:])[:MOST_LETTERS]


def count_names(words: list[str], surely: int, knowledge: Knowledge) -> int:
    """How many of the words that stand first are a name: so many surely, then all that no phrase has."""
    for place, word in enumerate(words[:MOST_NAMES]):
        if place >= surely and (fold(word) in knowledge.vocabulary or not fold(word)):
            return place
    return min(len(words), MOST_NAMES)
