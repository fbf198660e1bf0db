"""Signs of an emergency, tried on every message: words in order, and groups of words near each other.

`mi * mena` is words in order: `*` alone stands for up to three words, `begin*` for any ending,
`~inside` for any word with these letters in it, `<hits>` for any expression of the group `hits`.
`<partner> + <hits> - <film>` is a sign whose parts stand near each other in any order, in a message
without the part after the minus. What `harmless` describes ("hit, two years ago") is crossed out
before signs are sought; a `not` puts the whole kind out of the question.

Each word of a message is looked up in dictionaries, so hundreds of signs cost microseconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from bot.knowledge.model import Knowledge, Language, UrgencyKind
from bot.understanding.normalise import fold, words_of
from bot.understanding.spelling import Spelling, words

# The most particular first: who speaks of a child also speaks of violence.
ORDER: tuple[UrgencyKind, ...] = ("child", "suicide", "trafficking", "violence", "medical")
NEAR = 16  # words between the first and the last of the parts of a sign
GAP, MOST_GAP = "*", 3

Phrase = tuple[str, ...]  # patterns of words, names of groups and gaps
Span = tuple[int, int]  # from a word until before another
Found = Mapping[Phrase, list[Span]]


@dataclass(frozen=True, slots=True)
class Sign:
    """Parts that stand near each other, in a message without any of `without`."""

    parts: tuple[Phrase, ...]
    without: tuple[Phrase, ...] = ()

    def places(self, found: Found) -> Iterator[tuple[Span, ...]]:
        """Where the parts stand, once for each place of the first."""
        if not any(part in found for part in self.without) and all(part in found for part in self.parts):
            for first in found[self.parts[0]]:
                if (rest := _near((first,), self.parts[1:], found)) is not None:
                    yield rest


Index = Mapping[Phrase, list[Sign]]  # signs by their first part


@dataclass(frozen=True, slots=True)
class _Kind:
    """The signs of one kind in one language."""

    kind: UrgencyKind
    signs: Index
    not_: Index


class Signs:
    """Finds the kind of emergency that a message speaks of."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._groups: dict[str, list[tuple[str, Phrase]]] = {}  # by the first word
        self._phrases: dict[str, set[Phrase]] = {}  # by the first word or group
        self._harmless = self._signs(
            (sign, code) for code, language in knowledge.languages.items() for sign in language.harmless
        )
        kinds = [
            *chain.from_iterable(self._cards(*each) for each in knowledge.languages.items()),
            *self._others(knowledge),
        ]
        self._kinds = sorted(kinds, key=lambda each: ORDER.index(each.kind))
        patterns = chain(
            (word for group in self._groups.values() for _name, phrase in group for word in phrase),
            (word for phrases in self._phrases.values() for phrase in phrases for word in phrase),
        )
        written = {word for word in patterns if word != GAP and not word.startswith("<")}
        self._spelling = Spelling(written, _vocabulary(knowledge))

    def find(self, folded: str) -> str | None:
        """The kind of emergency in a folded text; None if there is none."""
        found = self._found(folded)
        left = _cross_out(found, self._harmless)
        for kind in self._kinds:
            if _any(kind.signs, left) and not _any(kind.not_, found):
                return kind.kind
        return None

    def _cards(self, code: str, language: Language) -> Iterator[_Kind]:
        for name, text in language.groups.items():
            for phrase in _expressions(text, language.groups):
                if read := _phrase(phrase):
                    self._groups.setdefault(read[0], []).append((f"<{code}:{name}>", read))
        for kind, card in language.cards.items():
            if kind in ORDER:
                signs = self._signs((sign, code) for sign in (*card.signs, *card.together))
                yield _Kind(kind, signs, self._signs((sign, code) for sign in card.not_))

    def _others(self, knowledge: Knowledge) -> Iterator[_Kind]:
        """The plainest signs in languages that have no folder."""
        for kind, languages in knowledge.signs.items():
            signs = chain.from_iterable(languages.values())
            yield _Kind(kind, self._signs((sign, "") for sign in signs), {})

    def _signs(self, written: Iterable[tuple[str, str]]) -> Index:
        """Read signs, each with its language, and note the phrases to look for."""
        index: dict[Phrase, list[Sign]] = {}
        for sign in (read_sign(*each) for each in written):
            if sign.parts:
                index.setdefault(sign.parts[0], []).append(sign)
                for phrase in (*sign.parts, *sign.without):
                    self._phrases.setdefault(phrase[0], set()).add(phrase)
        return index

    def _found(self, folded: str) -> Found:
        """Every phrase of a sign that stands in the text, and where."""
        at: dict[tuple[str, int], set[int]] = {}
        spoken = words(folded)
        starts: list[set[str]] = []
        for place, word in enumerate(spoken):
            patterns = self._spelling.read(word)
            starts.append(set(patterns))
            for pattern in patterns:
                at[pattern, place] = {place + 1}
        for place, said in enumerate([tuple(each) for each in starts]):
            for pattern in said:
                for name, phrase in self._groups.get(pattern, ()):
                    if ends := _ends(phrase, place, at, len(spoken)):
                        at.setdefault((name, place), set()).update(ends)
                        starts[place].add(name)
        found: dict[Phrase, list[Span]] = {}
        for place, names in enumerate(starts):
            for phrase in chain.from_iterable(self._phrases.get(name, ()) for name in names):
                if ends := _ends(phrase, place, at, len(spoken)):
                    found.setdefault(phrase, []).extend((place, end) for end in sorted(ends))
        return found


def read_sign(written: str, code: str = "") -> Sign:
    """Read "<partner> + <hits> - <film>"; groups are named with their language."""
    wanted, *unwanted = written.split(" - ")
    read = [[_phrase(part, code) for part in side.split(" + ")] for side in (wanted, *unwanted)]
    return Sign(tuple(filter(None, read[0])), tuple(filter(None, chain.from_iterable(read[1:]))))


def _phrase(written: str, code: str = "") -> Phrase:
    read: list[str] = []
    for word in written.split():
        if word.startswith("<"):
            read.append(f"<{code}:{word[1:-1]}>")
        elif word == GAP:
            read += [GAP] if read else []
        elif bare := fold(word.strip("~*")):
            one, *more = words(bare)[::-1]
            inside = "~" if word.startswith("~") else ""
            read += [*more[::-1], inside + one + ("*" if word.endswith("*") else "")]
    return tuple(read)


def _expressions(text: str, groups: Mapping[str, str], depth: int = 4) -> Iterator[str]:
    """The expressions of a group, parted by commas; those of the groups that it names stand in it."""
    for each in (expression.strip() for expression in text.split(",")):
        if each.startswith("<"):
            if depth:
                yield from _expressions(groups.get(each[1:-1], ""), groups, depth - 1)
        elif each:
            yield each


def _ends(phrase: Phrase, place: int, at: Mapping[tuple[str, int], set[int]], most: int) -> set[int]:
    """Where a phrase that begins at a place may end."""
    ends = {place}
    for word in phrase:
        if word == GAP:
            ends = {end + more for end in ends for more in range(MOST_GAP + 1) if end + more <= most}
        else:
            ends = {after for end in ends for after in at.get((word, end), ())}
        if not ends:
            break
    return ends


def _near(taken: tuple[Span, ...], parts: tuple[Phrase, ...], found: Found) -> tuple[Span, ...] | None:
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


def _vocabulary(knowledge: Knowledge) -> Iterable[str]:
    """The words that the knowledge base itself uses: they are not slips of others."""
    return words_of(
        text
        for language in knowledge.languages.values()
        for wording in language.entries.values()
        for text in (wording.question, *wording.phrases, wording.answer, *wording.sections.values())
    )
