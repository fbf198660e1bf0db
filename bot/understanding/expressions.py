"""Expressions that editors write, found in a message all at once.

`mi * mena` is words in order: `*` alone stands for up to three words, `begin*` for any ending,
`~inside` for any word with these letters in it, `<hits>` for any expression of the group `hits`.
Each word of a message is looked up in dictionaries, so thousands of expressions cost microseconds.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Generic, TypeVar

from bot.understanding.normalise import fold
from bot.understanding.spelling import Spelling, words

GAP, MOST_GAP = "*", 3

Expression = tuple[str, ...]  # patterns of words, names of groups and gaps
Span = tuple[int, int]  # from a word until before another
Places = list[dict[str, set[int]]]  # what begins at each word, and where it may end; one more at the end
Name = TypeVar("Name", bound=Hashable)


class Tree(Generic[Name]):
    """Expressions by their words, one after the other; those that begin alike are followed together."""

    __slots__ = ("after", "names")

    def __init__(self) -> None:
        self.after: dict[str, Tree[Name]] | None = None  # most have none, and there are tens of thousands
        self.names: tuple[Name, ...] = ()

    def add(self, expression: Expression, name: Name) -> None:
        node = self
        for word in expression:
            if node.after is None:
                node.after = {}
            if word not in node.after:
                node.after[word] = Tree()
            node = node.after[word]
        node.names += (name,)

    def found(self, places: Places, place: int) -> Iterator[tuple[Name, int]]:
        """The names of what begins at a place, and where it ends."""
        for name in self.names:
            yield name, place
        if self.after is None:
            return
        if GAP in self.after:
            for more in range(min(MOST_GAP, len(places) - 1 - place) + 1):
                yield from self.after[GAP].found(places, place + more)
        said = places[place]
        for word in said.keys() & self.after.keys():
            node = self.after[word]
            for end in said[word]:
                if node.after is None:
                    yield from ((name, end) for name in node.names)
                else:
                    yield from node.found(places, end)


class Expressions(Generic[Name]):
    """Finds expressions by the names they were given; `groups` are those that a group's name stands for."""

    def __init__(
        self,
        sought: Iterable[tuple[Expression, Name]],
        known: Iterable[str],
        groups: Iterable[tuple[Expression, str]] = (),
        *,
        slips: bool = True,
    ) -> None:
        """`known` are words that are never taken for a slip of another, if `slips` are forgiven at all."""
        self._sought, self._groups = Tree[Name](), Tree[str]()
        written = set[str]()
        for expression, name in sought:
            self._sought.add(expression, name)
            written.update(expression)
        for expression, group in groups:
            self._groups.add(expression, group)
            written.update(expression)
        patterns = {word for word in written if word != GAP and not word.startswith("<")}
        self._spelling = Spelling(patterns, known, slips=slips)

    def find(self, folded: str) -> dict[Name, list[Span]]:
        """The name of every expression that stands in a folded text, and where."""
        places: Places = [
            {pattern: {place + 1} for pattern in self._spelling.read(word)}
            for place, word in enumerate(words(folded))
        ]
        places.append({})
        for place, said in enumerate(places):
            for group, end in list(self._groups.found(places, place)):
                said.setdefault(group, set()).add(end)
        found: dict[Name, set[Span]] = {}
        for place in range(len(places)):
            for name, end in self._sought.found(places, place):
                found.setdefault(name, set()).add((place, end))
        return {name: sorted(spans) for name, spans in found.items()}


def read_expression(written: str, code: str = "") -> Expression:
    """Read "non * trova*"; groups are named with their language."""
    read: list[str] = []
    for word in written.split():
        if word.startswith("<"):
            read.append(f"<{code}:{word[1:-1]}>")
        elif word == GAP:
            read += [GAP] if read else []
        else:
            read += _patterns(word)
    return tuple(read)


@lru_cache(100_000)
def _patterns(word: str) -> tuple[str, ...]:
    """A written word as one pattern, or as several where a mark parts it."""
    bare = words(fold(word.strip("~*")))
    if not bare:
        return ()
    inside, ending = "~" if word.startswith("~") else "", "*" if word.endswith("*") else ""
    return (*bare[:-1], inside + bare[-1] + ending)


def listed(text: str, groups: Mapping[str, str], depth: int = 4) -> Iterator[str]:
    """The expressions of a list, parted by commas; those of the groups that it names stand in it."""
    for each in (expression.strip() for expression in text.split(",")):
        if each.startswith("<"):
            if depth:
                yield from listed(groups.get(each[1:-1], ""), groups, depth - 1)
        elif each:
            yield each
