"""A message as words that the phrases know: one form for dialects, spelling corrected, cut to the stem."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from rapidfuzz.distance import OSA

from bot.understanding.sound import CHAT, LEAST, sound
from bot.understanding.stems import is_arabic, stem
from bot.understanding.vocabulary import Vocabulary, owner, split

SHORTEST_CORRECTED = 4  # letters: shorter words are one slip away from too many others
REMEMBERED = 20_000  # words of messages whose reading is kept
LONG = 7  # letters, from which two slips are forgiven


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is compared: its corrected spelling, its stem, and whether the phrases know it."""

    spelling: str
    stem: str
    known: bool = True


class Words:
    """The words of the phrases. A word belongs to the language that uses it most.

    `same` gives the one form of small words; `names` are words that are never taken for a misspelling.
    """

    def __init__(self, vocabulary: Vocabulary, same: Mapping[str, str], names: Container[str] = ()) -> None:
        self._same = same
        self._names = names
        uses = vocabulary.phrases
        self._count = {word: sum(counts.values()) for word, counts in uses.items()}
        owners = {word: owner(counts) for word, counts in uses.items()}
        self._chat = {word for word, owner in owners.items() if owner == "ar" and not is_arabic(word)}
        self._sounds = _sounds(sorted(uses, key=lambda word: -self._count[word]))
        self._stems = dict(vocabulary.stems)
        self._stems |= {word: self._stems[like] for word in self._chat if (like := self._like(word))}
        self._known_stems = frozenset(self._stems.values())
        self._languages = tuple(sorted(set(owners.values())))
        self._correctable = [word for word in uses if len(word) >= SHORTEST_CORRECTED - 1]
        self._letters = np.array([_letters(word) for word in self._correctable], dtype=np.uint64)
        self._word = lru_cache(REMEMBERED)(self._read)

    def read(self, text: str) -> list[Word]:
        spoken = split(text, self._same)
        chat = any(word in self._chat or CHAT.match(word) for word in spoken)
        return [self._word(word, chat) for word in spoken]

    def _read(self, word: str, chat: bool) -> Word:
        """`chat` is whether the message has Arabic in Latin letters; then words may be just that."""
        if word in self._stems:
            return self._known(word)
        if word in self._names or len(word) < SHORTEST_CORRECTED:
            return Word(word, word, known=word.isdigit())
        if chat and (like := self._like(word)):
            return self._known(like)
        if not any(c.isdigit() for c in word):
            for language in self._languages:
                if (cut := stem(word, language)) in self._known_stems:
                    return Word(word, cut)
            if near := self._correct(word):
                return self._known(near)
        return Word(word, word, known=word.isdigit())

    def _known(self, word: str) -> Word:
        """A word of the phrases; Arabic in Latin letters is spelt as in Arabic ones."""
        return Word((self._like(word) if word in self._chat else None) or word, self._stems[word])

    def _like(self, word: str) -> str | None:
        """The commonest word in Arabic letters that sounds like one in Latin letters."""
        return None if is_arabic(word) else self._sounds.get(sound(word))

    def _correct(self, word: str) -> str | None:
        """The known word nearest by optimal string alignment; of several the commonest."""
        slips = 1 if len(word) < LONG else 2
        # A slip changes which letters a word has by two at most, and that is quick to count.
        possible = np.flatnonzero(np.bitwise_count(self._letters ^ np.uint64(_letters(word))) <= 2 * slips)
        near = [
            (distance, -self._count[known], known)
            for known in (self._correctable[place] for place in possible)
            if (distance := OSA.distance(word, known, score_cutoff=slips)) <= slips
        ]
        return min(near)[2] if near else None


def _letters(word: str) -> int:
    """The letters of a word as a set of 64 bits."""
    bits = 0
    for letter in word:
        bits |= 1 << (ord(letter) % 64)
    return bits


def _sounds(words: Iterable[str]) -> dict[str, str]:
    """What words in Arabic letters sound like; of several that sound alike the first."""
    heard: dict[str, str] = {}
    for word in words:
        if is_arabic(word) and len(said := sound(word)) >= LEAST:
            heard.setdefault(said, word)
    return heard
