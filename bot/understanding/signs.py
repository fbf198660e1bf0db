"""Signs of an emergency, tried on every message: words in order, and groups of words near each other.

`<partner> + <hits> - <film>` is a sign whose parts stand near each other in any order, in a message
without the part after the minus; `expressions` tells how a part is written. What `harmless` describes
("hit, two years ago") is crossed out before signs are sought; a `not` puts a whole kind out of the question.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from bot.knowledge.model import Knowledge, Language, Omens, UrgencyKind
from bot.understanding.expressions import (
    Expression,
    Expressions,
    Span,
    listed,
    read_expression,
)

# The most particular first: who speaks of a child also speaks of violence.
ORDER: tuple[UrgencyKind, ...] = ("child", "suicide", "trafficking", "violence", "medical")
NEAR = 16  # words between the first and the last of the parts of a sign


Found = Mapping[Expression, list[Span]]


@dataclass(frozen=True, slots=True)
class Sign:
    """Parts that stand near each other, in a message without any of `without`."""

    parts: tuple[Expression, ...]
    without: tuple[Expression, ...] = ()

    def places(self, found: Found) -> Iterator[tuple[Span, ...]]:
        """Where the parts stand, once for each place of the first."""
        if not any(part in found for part in self.without) and all(part in found for part in self.parts):
            for first in found[self.parts[0]]:
                if (rest := _near((first,), self.parts[1:], found)) is not None:
                    yield rest


Index = Mapping[Expression, list[Sign]]  # signs by their first part


@dataclass(frozen=True, slots=True)
class _Kind:
    """The signs of one kind in one language."""

    kind: UrgencyKind
    signs: Index
    not_: Index


class Signs:
    """Finds the kinds of emergency that a message speaks of."""

    def __init__(self, knowledge: Knowledge, known: Iterable[str]) -> None:
        """`known` are words that are no slips of others."""
        written: Mapping[str, Language | Omens] = {**knowledge.languages, **knowledge.omens}
        self._harmless = _index((sign, code) for code, each in written.items() for sign in each.harmless)
        kinds = [
            *chain.from_iterable(_cards(*each) for each in knowledge.languages.items()),
            *chain.from_iterable(_omens(*each) for each in knowledge.omens.items()),
        ]
        self._kinds = sorted(kinds, key=lambda each: ORDER.index(each.kind))
        indices = chain([self._harmless], *((each.signs, each.not_) for each in kinds))
        signs = [sign for index in indices for sign in chain.from_iterable(index.values())]
        parts = {part for sign in signs for part in (*sign.parts, *sign.without)}
        groups = chain.from_iterable(_groups(code, each.groups) for code, each in written.items())
        self._expressions = Expressions(((part, part) for part in parts), known, groups)

    def find(self, folded: str) -> UrgencyKind | None:
        """The most particular kind of emergency in a folded text; None if there is none."""
        return next(iter(self.kinds(folded)), None)

    def kinds(self, folded: str) -> tuple[UrgencyKind, ...]:
        """All kinds of emergency in a folded text, the most particular first."""
        found = self._expressions.find(folded)
        left = _cross_out(found, self._harmless)
        there = (each.kind for each in self._kinds if _any(each.signs, left) and not _any(each.not_, found))
        return tuple(dict.fromkeys(there))


def _groups(code: str, groups: Mapping[str, str]) -> Iterator[tuple[Expression, str]]:
    for name, text in groups.items():
        for each in listed(text, groups):
            if read := read_expression(each):
                yield read, f"<{code}:{name}>"


def _cards(code: str, language: Language) -> Iterator[_Kind]:
    for kind, card in language.cards.items():
        if kind in ORDER:
            signs = _index((sign, code) for sign in (*card.signs, *card.together))
            yield _Kind(kind, signs, _index((sign, code) for sign in card.not_))


def _omens(code: str, omens: Omens) -> Iterator[_Kind]:
    for kind, signs in omens.signs.items():
        yield _Kind(kind, _index((sign, code) for sign in signs), {})


def _index(written: Iterable[tuple[str, str]]) -> Index:
    """Read signs, each with its language."""
    index: dict[Expression, list[Sign]] = {}
    for sign in (read_sign(*each) for each in written):
        if sign.parts:
            index.setdefault(sign.parts[0], []).append(sign)
    return index


def read_sign(written: str, code: str = "") -> Sign:
    """Read "<partner> + <hits> - <film>"; groups are named with their language."""
    wanted, *unwanted = written.split(" - ")
    read = [[read_expression(part, code) for part in side.split(" + ")] for side in (wanted, *unwanted)]
    return Sign(tuple(filter(None, read[0])), tuple(filter(None, chain.from_iterable(read[1:]))))


def _near(taken: tuple[Span, ...], parts: tuple[Expression, ...], found: Found) -> tuple[Span, ...] | None:
    """Places for the rest of the parts, beside those taken and not far from any."""
    if not parts:
        return taken
    for span in found[parts[0]]:
        if all(_beside(span, other) for other in taken):
            rest = _near((*taken, span), parts[1:], found)
            if rest is not None:
                return rest
    return None


def _beside(one: Span, other: Span) -> bool:
    """Not overlapping, and not far."""
    apart = one[1] <= other[0] or other[1] <= one[0]
    return apart and one[1] - other[0] <= NEAR and other[1] - one[0] <= NEAR


def _any(signs: Index, found: Found) -> bool:
    return any(any(sign.places(found)) for sign in _possible(signs, found))


def _possible(signs: Index, found: Found) -> Iterator[Sign]:
    """The signs whose first part was found."""
    return chain.from_iterable(signs[part] for part in found if part in signs)


def _cross_out(found: Found, harmless: Index) -> Found:
    """What is left when the words of harmless expressions are gone."""
    gone = {
        place
        for sign in _possible(harmless, found)
        for first, *_rest in sign.places(found)
        for part in sign.parts
        for span in found[part]
        if span == first or _beside(span, first)
        for place in range(*span)
    }
    if not gone:
        return found
    left = {phrase: [s for s in spans if gone.isdisjoint(range(*s))] for phrase, spans in found.items()}
    return {phrase: spans for phrase, spans in left.items() if spans}
