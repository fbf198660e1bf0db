"""Which of many things a message may mean: a linear model over the words and letters of all phrases.

A support vector machine, one class against the rest, plus the cosine to the centroid of each class's
phrases. Both are linear in the features and every text is as long as any other, so they are kept as
one matrix: a message costs one sum over the few rows of its features.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.understanding.features import CHARACTERS, Features
from bot.understanding.words import Word

PENALTY = 0.5  # the machine's C
CENTROID = 1.5  # weight of the cosine beside the machine's score
LENGTH = math.hypot(1, CHARACTERS)  # of every text's row


@dataclass(frozen=True, slots=True)
class Model:
    """`labels` are the columns of `weights`; a row for each feature, then one for the bias."""

    features: Features
    labels: tuple[str, ...]
    weights: NDArray[np.float32]

    @classmethod
    def fit(cls, texts: Sequence[Sequence[Word]], labels: Sequence[str]) -> Model:
        features = Features.of(texts)
        rows, named = features.matrix(texts), np.array(labels)
        machine = LinearSVC(C=PENALTY).fit(rows, named)
        weights = machine.coef_ + CENTROID / LENGTH * _centroids(rows, named, machine.classes_)
        stacked = np.vstack([weights.T, machine.intercept_]).astype(np.float32)
        return cls(features, tuple(machine.classes_.tolist()), stacked)

    def scores(self, text: Sequence[Word]) -> NDArray[np.float32]:
        """A score for each label; about 0 to 2.5, more is likelier."""
        places, values = self.features.row(text)
        found: NDArray[np.float32] = np.array([*values, 1.0], dtype=np.float32) @ self.weights[[*places, -1]]
        return found


def _centroids(rows: csr_matrix, labels: NDArray[np.str_], classes: NDArray[np.str_]) -> NDArray[np.float64]:
    """The mean row of each class, of length one."""
    means = np.vstack([np.asarray(rows[labels == each].mean(axis=0)) for each in classes])
    lengths: NDArray[np.float64] = np.linalg.norm(means, axis=1, keepdims=True)
    return means / lengths
