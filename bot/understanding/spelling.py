"""Which written words of a list a message's word may be: endings, Arabic joins, doubled letters, one slip."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import chain

from rapidfuzz.distance import OSA

from bot.understanding.normalise import fold

SHORTEST_DOUBLED = 5  # letters of a word whose doubled letters do not count
SHORTEST_SLIP = 6  # letters of a word in which one slip is forgiven
SHORTEST_INSIDE = 2  # letters of "~inside"
REMEMBERED = 20_000  # words of messages whose reading is kept

_DOUBLED = re.compile(r"([^\W\d])\1")
_ALONE = re.compile(r"([\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff])")  # scripts that write no spaces
_BEFORE = re.compile(r"^(?:[وف]?(?:بال|كال|عال|هال|فال|لل|ال)|[وفبلك])(?=..)")
_JOINED_THE = re.compile("^(?:[وف]?(?:بال|كال|عال|هال|فال|لل|ال))")
_AFTER = re.compile(r"(?<=..)(?:ني|نا|هم|ها|كم|ه|ك|ي|و)$")
_DOTLESS = str.maketrans("ı", "i")
_SHORT = {
    "nn": "non",
    "cn": "con",
    "ke": "che",
    "k": "che",
    "x": "per",
    "sn": "sono",
    "xke": "perche",
    "u": "you",
    "r": "are",
    "ur": "your",
    "n": "and",
    "im": "am",
    "2": "to",
    "pls": "please",
    "tonite": "tonight",
    "2nite": "tonight",
    "rite": "right",
}
_CHAT = str.maketrans({"7": "h", "5": "k", "8": "g", "9": "k", "3": "a", "2": "a", "6": "t"})
_CHAT_WORD = re.compile(r"^(?=.*[a-z].*[a-z])[a-z2356789]*[2356789][a-z2356789]*$")


def words(folded: str) -> list[str]:
    """The words of a folded text; in scripts without spaces every letter is one."""
    return _ALONE.sub(r" \1 ", folded.translate(_DOTLESS)).split()


class Spelling:
    """Finds the patterns that a word may stand for: `word`, `begin*`, `~inside`, each folded.

    A word that nobody knows (`known` are those the knowledge base uses) may have one letter wrong,
    missing, added or swapped, after its first.
    """

    def __init__(self, patterns: Iterable[str], known: Iterable[str] = (), *, slips: bool = True) -> None:
        self._whole: dict[str, set[str]] = {}
        self._begin: dict[str, set[str]] = {}
        self._inside: dict[str, set[str]] = {}
        self._single: dict[str, set[str]] = {}  # the same without doubled letters
        self._single_begin: dict[str, set[str]] = {}
        self._slips: dict[str, set[str]] = {}
        self._slips_begin: dict[str, set[str]] = {}
        self._forgives = slips
        for pattern in patterns:
            self._learn(pattern)
        self._known = frozenset(known)
        self.read = lru_cache(REMEMBERED)(self._read)

    def _learn(self, pattern: str) -> None:
        word = pattern.strip("*~")
        begins = pattern.endswith("*")
        if pattern.startswith("~"):
            self._inside.setdefault(word, set()).add(pattern)
            return
        for form in {word, _chat(word)}:
            (self._begin if begins else self._whole).setdefault(form, set()).add(pattern)
        if self._forgives and len(word) >= SHORTEST_DOUBLED:
            (self._single_begin if begins else self._single).setdefault(_once(word), set()).add(pattern)
        if self._forgives and len(word) >= SHORTEST_SLIP:
            for slip in _slips(word):
                (self._slips_begin if begins else self._slips).setdefault(slip, set()).add(pattern)

    def _read(self, word: str) -> frozenset[str]:
        """The patterns that a folded word stands for."""
        found: set[str] = set()
        for form in _forms(word):
            found |= self._whole.get(form, set())
            for end in range(1, len(form) + 1):
                found |= self._begin.get(form[:end], set())
        for start in range(len(word)):
            for end in range(start + SHORTEST_INSIDE, len(word) + 1):
                found |= self._inside.get(word[start:end], set())
        if self._forgives and len(word) >= SHORTEST_DOUBLED and not found:
            found |= self._near(word)
        return frozenset(found)

    def _near(self, word: str) -> set[str]:
        once = _once(word)
        found = set(self._single.get(once, set()))
        for end in range(SHORTEST_DOUBLED - 1, len(once) + 1):
            found |= self._single_begin.get(once[:end], set())
        if found or word in self._known or len(word) < SHORTEST_SLIP:
            return found
        found = _one_slip(word, self._slips)
        for end in range(SHORTEST_SLIP, len(word) + 1):
            found |= _one_slip(word[:end], self._slips_begin)
        return found


def _forms(word: str) -> Iterator[str]:
    """The word, without what Arabic joins to it, and with letters for the digits of Arabic chats."""
    yield word
    if word[0] >= "\u0600":
        bare = _BEFORE.sub("", word)
        the = "ال" + bare if _JOINED_THE.match(word) else bare
        yield from {bare, the, _AFTER.sub("", word), _AFTER.sub("", bare)} - {word}
        return
    if word in _SHORT:
        yield _SHORT[word]
    if _CHAT_WORD.match(word):
        yield _chat(word)
    if "k" in word:  # "kiuso"
        yield word.replace("k", "ch")


def _chat(word: str) -> str:
    return word.translate(_CHAT) if _CHAT_WORD.match(word) else word


def _once(word: str) -> str:
    return _DOUBLED.sub(r"\1", word)


def _one_slip(word: str, slips: Mapping[str, set[str]]) -> set[str]:
    near = chain.from_iterable(slips.get(slip, ()) for slip in _slips(word))
    return {each for each in near if OSA.distance(word, fold(each.strip("*")), score_cutoff=1) <= 1}


def _slips(word: str) -> set[str]:
    """The word and what is left without one letter after the first: two words one slip apart share one."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(1, len(word)))}
