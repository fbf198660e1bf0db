"""A message as numbers: TF-IDF over stemmed words and word pairs, and over the characters inside words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.understanding.words import Word

CHARACTERS = 1.5  # weight of the characters beside the words
LENGTH = math.hypot(1, CHARACTERS)  # of every row
SIZES = (2, 3, 4)  # letters taken together


def word_features(words: Sequence[Word]) -> Counter[str]:
    """Stems, and pairs of stems that follow each other."""
    stems = [word.stem for word in words]
    return Counter([*stems, *(f"{one} {two}" for one, two in pairwise(stems))])


def character_features(words: Sequence[Word]) -> Counter[str]:
    """Runs of letters inside words, the edges of a word included."""
    edged = [f" {word.spelling} " for word in words]
    return Counter(
        word[start : start + size]
        for word in edged
        for size in SIZES
        for start in range(max(len(word) - size + 1, 1))
    )


class Weights:
    """The inverse document frequency of each feature, as scikit-learn counts it: ln((1+n)/(1+df)) + 1."""

    def __init__(self, places: Mapping[str, int], idf: Sequence[float]) -> None:
        self.places = places
        self.idf = idf
        self.rarest = max(idf, default=1.0)

    @classmethod
    def of(cls, texts: Sequence[Counter[str]], always: Container[str] = ()) -> Weights:
        """Features of one text only say nothing of another, unless they are among `always`."""
        found = Counter(feature for text in texts for feature in text)
        names = [each for each in sorted(found) if found[each] > 1 or each in always]
        idf = [math.log((1 + len(texts)) / (1 + found[each])) + 1 for each in names]
        return cls({name: place for place, name in enumerate(names)}, idf)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """The names of the features as one text, and their weights."""
        names = "\n".join(self.places).encode()
        return {"names": np.frombuffer(names, dtype=np.uint8), "idf": np.array(self.idf)}

    @classmethod
    def of_arrays(cls, names: NDArray[np.uint8], idf: NDArray[np.float64]) -> Weights:
        listed = names.tobytes().decode().split("\n")
        return cls({name: place for place, name in enumerate(listed)}, idf.tolist())

    def vector(self, counts: Counter[str], weight: float = 1.0) -> tuple[list[int], list[float]]:
        """Places and values of a text, of length `weight`; repeated features count by their logarithm."""
        known = [(self.places[each], count) for each, count in counts.items() if each in self.places]
        values = [self.idf[place] * (1 + math.log(count)) for place, count in known]
        length = math.sqrt(sum(value * value for value in values)) or 1.0
        return [place for place, _count in known], [weight * value / length for value in values]

    def share(self, words: Sequence[Word]) -> float:
        """The part of the words that is known, 0..1; rare words weigh more, unknown ones as the rarest."""
        weights = [
            self.idf[self.places[each.stem]] if each.stem in self.places else self.rarest for each in words
        ]
        known = sum(weight for weight, word in zip(weights, words, strict=True) if word.known)
        return known / sum(weights) if weights else 0.0


class Features:
    """Both kinds of features side by side in one row."""

    def __init__(self, words: Weights, characters: Weights) -> None:
        self.words = words
        self.characters = characters
        self.size = len(words.places) + len(characters.places)

    @classmethod
    def of(cls, texts: Sequence[Sequence[Word]]) -> Features:
        return cls(
            Weights.of(
                [word_features(text) for text in texts], {word.stem for text in texts for word in text}
            ),
            Weights.of([character_features(text) for text in texts]),
        )

    def row(self, text: Sequence[Word]) -> tuple[list[int], list[float]]:
        places, values = self.words.vector(word_features(text))
        more, weights = self.characters.vector(character_features(text), CHARACTERS)
        shift = len(self.words.places)
        return [*places, *(shift + place for place in more)], [*values, *weights]

    def dense(self, text: Sequence[Word]) -> NDArray[np.float32]:
        """One row with all its zeros."""
        row = np.zeros(self.size, dtype=np.float32)
        places, values = self.row(text)
        row[places] = values
        return row
