"""What a message speaks of, whatever the words: "smarrito", "lost" and "ضاع" are one concept.

Editors list the expressions of each concept in every language; what the model learns of a concept from
one wording, or in one language, then holds for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.knowledge.model import Knowledge
from bot.understanding.expressions import (
    Expressions,
    Span,
    listed,
    read_expression,
)


def expressions(knowledge: Knowledge) -> list[str]:
    """Those of all languages, each in one line: the name of its concept and its folded words."""
    lines = dict.fromkeys(
        " ".join((name, *expression))
        for language in knowledge.languages.values()
        for name, text in language.concepts.items()
        for expression in map(read_expression, listed(text, {}))
        if expression
    )
    return list(lines)


class Concepts:
    """The concepts of all languages at once: chats mix them. What is asked is spelt rightly already."""

    def __init__(self, lines: Iterable[str]) -> None:
        """`lines` are what `expressions` gave."""
        named = [(tuple(words), name) for name, *words in map(str.split, lines)]
        self.words = frozenset(each[0] for each, _name in named if len(each) == 1 and each[0].isalnum())
        self._expressions = Expressions(named, (), slips=False)

    def find(self, folded: str) -> dict[str, Span]:
        """Each concept of a folded text and where it stands first; longer expressions hide those in them."""
        found = self._expressions.find(folded)
        spans = {span for spans in found.values() for span in spans}
        whole = {span for span in spans if not any(_inside(span, other) for other in spans)}
        seen = ((name, [span for span in spans if span in whole]) for name, spans in found.items())
        return {name: spans[0] for name, spans in seen if spans}


def _inside(one: Span, other: Span) -> bool:
    return one != other and other[0] <= one[0] and one[1] <= other[1]
