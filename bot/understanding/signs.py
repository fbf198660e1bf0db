"""Signs of an emergency: patterns of words in order, tried on every message.

A sign is words in order; `*` alone stands for up to three words, a word that ends in `*` for any
ending. All signs of one kind and language are one compiled expression, so a message costs
microseconds however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.knowledge.model import URGENCIES, Card, Knowledge
from bot.understanding.normalise import fold

GAP = r"(?:\S+ ){0,3}?"


class Signs:
    """Finds the kind of emergency that a message speaks of."""

    def __init__(self, knowledge: Knowledge) -> None:
        cards: list[tuple[str, Card]] = [
            (kind, card)
            for kind in URGENCIES
            for language in knowledge.languages.values()
            if (card := language.cards.get(kind))
        ]
        self._kinds = [(kind, _any_of(card.signs), _any_of(card.not_)) for kind, card in cards]

    def find(self, folded: str) -> str | None:
        """The kind of emergency in a folded text; the gravest first; None if there is none."""
        text = f" {folded} "
        for kind, signs, look_alikes in self._kinds:
            if signs and signs.search(text) and not (look_alikes and look_alikes.search(text)):
                return kind
        return None


def _any_of(patterns: Iterable[str]) -> re.Pattern[str] | None:
    written = [_pattern(pattern) for pattern in patterns]
    return re.compile("|".join(each for each in written if each)) if any(written) else None


def _pattern(sign: str) -> str:
    """Compile "marito * coltell*" into an expression over a folded text with spaces around it."""
    words = [_word(word) for word in sign.split()]
    return "".join([" ", *words]) if any(words) else ""


def _word(word: str) -> str:
    if word == "*":
        return GAP
    folded = fold(word.rstrip("*"))
    ending = r"\S* " if word.endswith("*") else " "
    return re.escape(folded).replace(r"\ ", " ") + ending if folded else ""
