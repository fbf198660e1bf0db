"""A message as words that the phrases know: one form for dialects, spelling corrected, cut to the stem."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.understanding.normalise import fold
from bot.understanding.stems import stem

SHORTEST_CORRECTED = 4  # letters: shorter words are one slip away from too many others
LONG = 7  # letters, from which two slips are forgiven


@dataclass(frozen=True, slots=True)
class Word:
    """One word as it is compared: its corrected spelling, its stem, and whether the phrases know it."""

    spelling: str
    stem: str
    known: bool = True


class Words:
    """The vocabulary of the phrases. A word belongs to the language that uses it most.

    `same` gives the one form of small words; `names` are words that are never taken for a misspelling.
    """

    def __init__(
        self, texts: Iterable[tuple[str, str]], same: Mapping[str, str], names: Container[str] = ()
    ) -> None:
        self._same = same
        self._names = names
        uses: dict[str, Counter[str]] = {}
        for language, text in texts:
            for word in self.split(text):
                uses.setdefault(word, Counter())[language] += 1
        self._count = {word: counts.total() for word, counts in uses.items()}
        self._stems = {word: stem(word, counts.most_common(1)[0][0]) for word, counts in uses.items()}
        self._known_stems = frozenset(self._stems.values())
        self._languages = tuple(sorted({language for counts in uses.values() for language in counts}))
        self._correctable = [word for word in uses if len(word) >= SHORTEST_CORRECTED - 1]

    def split(self, text: str) -> list[str]:
        """Folded words; small words of dialects and of short messages in their one form."""
        return [part for word in fold(text).split() for part in self._same.get(word, word).split()]

    def read(self, text: str) -> list[Word]:
        return [self._word(word) for word in self.split(text)]

    def _word(self, word: str) -> Word:
        if word in self._stems:
            return Word(word, self._stems[word])
        correctable = len(word) >= SHORTEST_CORRECTED and word not in self._names
        if correctable and not any(c.isdigit() for c in word):
            for language in self._languages:
                if (cut := stem(word, language)) in self._known_stems:
                    return Word(word, cut)
            if near := self._correct(word):
                return Word(near, self._stems[near])
        return Word(word, word, known=word.isdigit())

    def _correct(self, word: str) -> str | None:
        """The known word nearest by optimal string alignment; of several the commonest."""
        slips = 1 if len(word) < LONG else 2
        near = process.extract(word, self._correctable, scorer=OSA.distance, score_cutoff=slips, limit=20)
        if not near:
            return None
        return min(near, key=lambda each: (each[1], -self._count[each[0]], each[0]))[0]
