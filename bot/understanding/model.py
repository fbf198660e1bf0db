"""Which of many things a message may mean: a linear model over the words and letters of all phrases.

A support vector machine, one class against the rest, plus the cosine to the centroid of each class's
phrases. Both are linear in the features and every text is as long as any other, so they are kept as
one matrix: a message costs one sum over the few rows of its features.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from bot.understanding.features import CHARACTERS, Features, Weights
from bot.understanding.words import Word

PENALTY = 0.5  # the machine's C
CENTROID = 1.5  # weight of the cosine beside the machine's score
LENGTH = math.hypot(1, CHARACTERS)  # of every text's row


@dataclass(frozen=True, slots=True)
class Model:
    """`labels` are the columns of `weights`; a row for each feature, then one for the bias.

    `rows` are the phrases that it was taught, in their order.
    """

    features: Features
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    rows: csr_matrix

    @classmethod
    def fit(cls, texts: Sequence[Sequence[Word]], labels: Sequence[str]) -> Model:
        from sklearn.svm import LinearSVC  # a second to import, and needed only here

        features = Features.of(texts)
        rows, named = features.matrix(texts), np.array(labels)
        machine = LinearSVC(C=PENALTY, random_state=0).fit(rows, named)
        weights = machine.coef_ + CENTROID / LENGTH * _centroids(rows, named, machine.classes_)
        stacked = np.vstack([weights.T, machine.intercept_]).astype(np.float32)
        return cls(features, tuple(machine.classes_.tolist()), stacked, rows)

    def scores(self, text: Sequence[Word]) -> NDArray[np.float32]:
        """A score for each label; about 0 to 2.5, more is likelier."""
        places, values = self.features.row(text)
        found: NDArray[np.float32] = np.array([*values, 1.0], dtype=np.float32) @ self.weights[[*places, -1]]
        return found

    def nearest(self, text: Sequence[Word]) -> NDArray[np.float32]:
        """How near each phrase is to a text, by the cosine (not brought to 1)."""
        near: NDArray[np.float32] = self.rows @ self.features.dense(text)
        return near

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything fitted as plain arrays, to be kept in a file that can run nothing."""
        return {
            "labels": np.array(self.labels),
            "weights": self.weights,
            "values": self.rows.data,
            "places": self.rows.indices,
            "ends": self.rows.indptr,
            **{f"words_{name}": array for name, array in self.features.words.arrays().items()},
            **{f"characters_{name}": array for name, array in self.features.characters.arrays().items()},
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Model:
        """What `arrays` gave. Raises KeyError and ValueError if it is not that."""
        words, characters = (
            Weights.of_arrays(arrays[f"{kind}_names"], arrays[f"{kind}_idf"])
            for kind in ("words", "characters")
        )
        features, ends = Features(words, characters), arrays["ends"]
        rows = csr_matrix((arrays["values"], arrays["places"], ends), shape=(len(ends) - 1, features.size))
        return cls(features, tuple(arrays["labels"].tolist()), arrays["weights"], rows)


def _centroids(rows: csr_matrix, labels: NDArray[np.str_], classes: NDArray[np.str_]) -> NDArray[np.float64]:
    """The mean row of each class, of length one."""
    means = np.vstack([np.asarray(rows[labels == each].mean(axis=0)) for each in classes])
    lengths: NDArray[np.float64] = np.linalg.norm(means, axis=1, keepdims=True)
    return means / lengths
