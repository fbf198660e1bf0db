"""What a sentence's vector speaks for: a logistic regression from vectors to labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.embedder import Vectors

FREEDOM = 3.0  # the regression's C
NEAR = 1e-3  # where it stops: nearer changes nothing and takes twice as long


@dataclass(frozen=True, slots=True)
class Head:
    """`labels` are the columns of `weights`, the bias its last row; `mean` is the phrases' mean vector."""

    labels: tuple[str, ...]
    weights: Vectors
    mean: Vectors

    @classmethod
    def fit(cls, vectors: Vectors, labels: Sequence[str]) -> Head:
        """Teach it the vectors of phrases and what each speaks for: some seconds."""
        from sklearn.linear_model import LogisticRegression  # slow to load, and a fitted one needs it not

        mean = vectors.mean(axis=0)
        machine = LogisticRegression(C=FREEDOM, tol=NEAR, max_iter=300).fit(_centred(vectors, mean), labels)
        stacked = np.vstack([machine.coef_.T, machine.intercept_]).astype(np.float32)
        return cls(tuple(machine.classes_.tolist()), stacked, mean)

    def logarithms(self, vector: Vectors) -> Vectors:
        """The natural logarithm of each label's chance, in their order."""
        sums = _centred(vector, self.mean) @ self.weights[:-1] + self.weights[-1]
        top = sums.max()
        chances: Vectors = sums - top - np.log(np.exp(sums - top).sum())
        return chances

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything fitted as plain arrays, to be kept in a file that can run nothing."""
        return {"labels": np.array(self.labels), "weights": self.weights, "mean": self.mean}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Head:
        """What `arrays` gave. Raises KeyError if it is not that."""
        return cls(tuple(arrays["labels"].tolist()), arrays["weights"], arrays["mean"])


def _centred(vectors: Vectors, mean: Vectors) -> Vectors:
    """Without what all have in common, which is most of them, and of length one again."""
    moved = vectors - mean
    centred: Vectors = moved / (np.linalg.norm(moved, axis=-1, keepdims=True) + 1e-9)
    return centred
