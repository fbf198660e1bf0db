"""A message as numbers: TF-IDF over stemmed words and word pairs, over the letters inside words, and over
concepts and pairs of them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain, combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from bot.understanding.lexicon import Said
from bot.understanding.words import Word

WORDS, LETTERS, CONCEPTS = 1.0, 1.5, 1.0  # weights of the three kinds beside each other
REMEMBERED = 20_000  # words whose runs of letters are at hand
SIZES = (2, 3, 4)  # letters taken together


def word_features(words: Sequence[Word]) -> list[str]:
    """Stems, and pairs of stems that follow each other."""
    stems = [word.stem for word in words]
    return [*stems, *(f"{one} {two}" for one, two in pairwise(stems))]


@lru_cache(REMEMBERED)
def letter_runs(word: str) -> tuple[str, ...]:
    """Runs of letters inside a word, its edges included."""
    edged = f" {word} "
    return tuple(
        edged[start : start + size] for size in SIZES for start in range(max(len(edged) - size + 1, 1))
    )


def concept_features(concepts: Sequence[str]) -> list[str]:
    """Concepts, and pairs of them in any order."""
    return [*concepts, *(" ".join(pair) for pair in combinations(sorted(concepts), 2))]


class Weights:
    """The inverse document frequency of each feature, as scikit-learn counts it: ln((1+n)/(1+df)) + 1."""

    def __init__(self, places: Mapping[str, int], idf: Sequence[float]) -> None:
        self.places = places
        self.idf = idf
        self.rarest = max(idf, default=1.0)

    @classmethod
    def of(cls, texts: Iterable[Iterable[str]], always: Container[str] = ()) -> Weights:
        """Features of one text only say nothing of another, unless they are among `always`."""
        found, count = Counter[str](), 0
        for text in texts:
            found.update(frozenset(text))
            count += 1
        names = [each for each in sorted(found) if found[each] > 1 or each in always]
        idf = [math.log((1 + count) / (1 + found[each])) + 1 for each in names]
        return cls({name: place for place, name in enumerate(names)}, idf)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The names of the features as one text, and their weights."""
        names = "\n".join(self.places).encode()
        return {"names": np.frombuffer(names, dtype=np.uint8), "idf": np.array(self.idf)}

    @classmethod
    def of_arrays(cls, names: NDArray[np.uint8], idf: NDArray[np.float64]) -> Weights:
        listed = names.tobytes().decode().split("\n") if len(names) else []
        return cls({name: place for place, name in enumerate(listed)}, idf.tolist())

    def known(self, features: Iterable[str]) -> tuple[int, ...]:
        """The places of those features that are known."""
        return tuple(self.places[each] for each in features if each in self.places)

    def vector(self, places: Iterable[int], weight: float = 1.0) -> tuple[list[int], list[float]]:
        """Places and values of a text, of length `weight`; repeated features count by their logarithm."""
        counts = Counter(places)
        values = [
            self.idf[place] if count == 1 else self.idf[place] * (1 + math.log(count))
            for place, count in counts.items()
        ]
        length = math.hypot(*values) or 1.0
        return list(counts), [weight * value / length for value in values]

    def share(self, words: Sequence[Word]) -> float:
        """The part of the words that is known, 0..1; rare words weigh more, unknown ones as the rarest."""
        weights = [
            self.idf[self.places[each.stem]] if each.stem in self.places else self.rarest for each in words
        ]
        known = sum(weight for weight, word in zip(weights, words, strict=True) if word.known)
        return known / sum(weights) if weights else 0.0


class Features:
    """The three kinds of features side by side in one row."""

    def __init__(self, words: Weights, letters: Weights, concepts: Weights) -> None:
        self.words = words
        self.letters = letters
        self.concepts = concepts
        self.size = len(words.places) + len(letters.places) + len(concepts.places)
        self._runs = lru_cache(REMEMBERED)(lambda word: letters.known(letter_runs(word)))

    @classmethod
    def of(cls, texts: Sequence[Said]) -> Features:
        stems = {word.stem for text in texts for word in text.words}
        return cls(
            Weights.of((word_features(text.words) for text in texts), stems),
            Weights.of([run for word in text.words for run in letter_runs(word.spelling)] for text in texts),
            Weights.of(concept_features(text.concepts) for text in texts),
        )

    def row(self, text: Said) -> tuple[list[int], list[float]]:
        """Places and values of what a text has."""
        runs = chain.from_iterable(self._runs(word.spelling) for word in text.words)
        blocks = (
            (self.words, self.words.known(word_features(text.words)), WORDS),
            (self.letters, runs, LETTERS),
            (self.concepts, self.concepts.known(concept_features(text.concepts)), CONCEPTS),
        )
        places, values, shift = list[int](), list[float](), 0
        for weights, known, weight in blocks:
            there, weighted = weights.vector(known, weight)
            places += (shift + place for place in there)
            values += weighted
            shift += len(weights.places)
        return places, values

    def dense(self, text: Said) -> NDArray[np.float32]:
        """One row with all its zeros."""
        row = np.zeros(self.size, dtype=np.float32)
        places, values = self.row(text)
        row[places] = values
        return row
