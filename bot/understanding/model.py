"""Which of many things a message may mean: a linear model over the words and letters of all phrases.

Here it is used; `teach` makes one, with libraries that a service with a fitted model need not load.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.features import Features, Weights
from bot.understanding.lexicon import Said

BLOCKS = ("words", "letters", "concepts")


@dataclass(frozen=True, slots=True)
class Rows:
    """Phrases as they were taught: row `n` has the values from `ends[n]` until `ends[n + 1]`."""

    values: NDArray[np.floating[Any]]
    places: NDArray[np.int32]
    ends: NDArray[np.int32]

    @classmethod
    def of(cls, features: Features, texts: Sequence[Said]) -> Rows:
        places, values = list[NDArray[np.int32]](), list[NDArray[np.float32]]()
        for text in texts:
            there, weighted = features.row(text)
            places.append(np.array(there, dtype=np.int32))
            values.append(np.array(weighted, dtype=np.float32))
        ends = np.cumsum([0, *map(len, places)], dtype=np.int32)
        return cls(_joined(values, np.float32), _joined(places, np.int32), ends)

    def of_places(self, chosen: Sequence[int]) -> Rows:
        """Some of the rows, in this order and in half precision."""
        parts = [np.arange(self.ends[place], self.ends[place + 1]) for place in chosen]
        kept = _joined(parts, np.int64)
        ends = np.cumsum([0, *map(len, parts)], dtype=np.int32)
        return Rows(self.values[kept].astype(np.float16), self.places[kept], ends)

    def times(self, dense: NDArray[np.float32], first: int, last: int) -> NDArray[np.float64]:
        """The products of a dense row with the rows from `first` until before `last`."""
        ends = self.ends[first : last + 1]
        part = slice(ends[0], ends[-1])
        sums = np.cumsum(self.values[part].astype(np.float32) * dense[self.places[part]], dtype=np.float64)
        found: NDArray[np.float64] = np.diff(np.append(0.0, sums)[ends - ends[0]])
        return found


def _joined(parts: list[NDArray[Any]], kind: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.array([], dtype=kind)


@dataclass(frozen=True, slots=True)
class Model:
    """`labels` are the columns of `weights`; a row for each feature, then one for the bias.

    `rows` are the phrases that can be shown as the nearest, in the order of `labels.shown`.
    """

    features: Features
    labels: tuple[str, ...]
    weights: NDArray[np.float16]
    rows: Rows

    def scores(self, text: Said) -> NDArray[np.float32]:
        """A score for each label; about -1 to 1, more is likelier."""
        places, values = self.features.row(text)
        weights = self.weights[[*places, -1]].astype(np.float32)
        found: NDArray[np.float32] = np.array([*values, 1.0], dtype=np.float32) @ weights
        return found

    def nearest(self, text: Said, spans: Sequence[tuple[int, int]]) -> list[int]:
        """Of the phrases of each span, the place of that nearest to a text by the cosine."""
        dense = self.features.dense(text)
        return [first + int(self.rows.times(dense, first, last).round(5).argmax()) for first, last in spans]

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything fitted as plain arrays, to be kept in a file that can run nothing."""
        return {
            "labels": np.array(self.labels),
            "weights": self.weights,
            "values": self.rows.values,
            "places": self.rows.places,
            "ends": self.rows.ends,
            **{
                f"{kind}_{name}": array
                for kind in BLOCKS
                for name, array in getattr(self.features, kind).arrays().items()
            },
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Model:
        """What `arrays` gave. Raises KeyError and ValueError if it is not that."""
        blocks = (Weights.of_arrays(arrays[f"{kind}_names"], arrays[f"{kind}_idf"]) for kind in BLOCKS)
        rows = Rows(arrays["values"], arrays["places"], arrays["ends"])
        return cls(Features(*blocks), tuple(arrays["labels"].tolist()), arrays["weights"], rows)
