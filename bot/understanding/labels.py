"""What the model is taught: every phrase of every language, and the label of what it speaks for.

Beside the entries there are other kinds of labels, so that what is no question about an entry has
somewhere to go: "outside:weather", "smalltalk:thanks", "command:operator", "urgent:violence", "calm:".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

from bot.commands import Command
from bot.knowledge.model import Knowledge
from bot.understanding.normalise import fold

OUTSIDE, SMALLTALK, COMMAND, URGENT = "outside:", "smalltalk:", "command:", "urgent:"
CALM = "calm:"  # what only sounds like an emergency
ENTRY = ""
# These are single words that turn the conversation itself; whole sentences never mean them.
_BARE = (Command.BACK, Command.CANCEL, Command.MENU)

MOST_SHOWN = 200  # phrases of a label among which the one that spoke for it is sought


@dataclass(frozen=True, slots=True)
class Example:
    """A phrase in a language, and what it speaks for: an entry's id or another label."""

    language: str
    phrase: str
    label: str


def examples(knowledge: Knowledge) -> Iterator[Example]:
    """Every phrase of the knowledge base."""
    for code, language in knowledge.languages.items():
        for entry, wording in language.entries.items():
            for phrase in (wording.title, wording.question, *wording.phrases):
                yield Example(code, phrase, entry)
        for kind, card in language.cards.items():
            yield from (Example(code, phrase, URGENT + kind) for phrase in card.phrases)
        yield from (Example(code, phrase, CALM) for phrase in language.calm)
        for kind, outside in language.outside.items():
            yield from (Example(code, phrase, OUTSIDE + kind) for phrase in outside.phrases)
        for kind, talk in language.smalltalk.items():
            yield from (Example(code, phrase, SMALLTALK + kind) for phrase in talk.phrases if fold(phrase))
        for command, words in chain(language.commands.items(), language.asks.items()):
            if command not in _BARE:
                yield from (Example(code, word, COMMAND + command) for word in words)


def kind_of(label: str) -> str:
    """What comes before its name: `ENTRY`, `OUTSIDE` ..."""
    return label[: label.find(":") + 1]


def one_form(knowledge: Knowledge) -> dict[str, str]:
    """The small words of dialects and short messages, folded, and the form they are read as."""
    return {
        fold(variant): fold(form)
        for language in knowledge.languages.values()
        for form, variants in language.same.items()
        for variant in variants
    }


def shown(labels: Sequence[str]) -> list[int]:
    """The places of the first phrases of each label, by label: those that can be shown as the nearest."""
    seen: Counter[str] = Counter()
    places = []
    for place in sorted(range(len(labels)), key=labels.__getitem__):
        seen[labels[place]] += 1
        if seen[labels[place]] <= MOST_SHOWN:
            places.append(place)
    return places


class Stray(NamedTuple):
    """An example, by its place, read as another label. `twin` is nearly the same phrase of that label."""

    place: int
    label: str
    twin: int | None = None
