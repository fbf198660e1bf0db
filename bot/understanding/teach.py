"""Making a model: a support vector machine for each label, against the rest, over all phrases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.understanding.features import Features
from bot.understanding.labels import shown
from bot.understanding.lexicon import Said
from bot.understanding.model import Model, Rows

PENALTY = 0.5  # the machine's C
NEARLY = 0.01  # how exactly the machine is solved; more takes longer and changes no answer
# A label's machine sees its own phrases, the others that are likest to them, and one in some of the rest,
# which weighs as many: a quarter of the time for the same answers.
MOST_LIKE, ONE_IN = 2000, 8


def teach(texts: Sequence[Said], labels: Sequence[str]) -> Model:
    """Fit a model to texts and what each speaks for: some seconds for thousands. Always the same one.

    A machine's weights are kept in half precision at once: all in full would take hundreds of megabytes.
    """
    features = Features.of(texts)
    rows = Rows.of(features, texts)
    matrix = csr_matrix((rows.values, rows.places, rows.ends), shape=(len(texts), features.size), dtype=float)
    names, told = np.unique(np.array(labels), return_inverse=True)
    means = _means(matrix, told)
    weights = np.empty((features.size + 1, len(names)), dtype=np.float16)
    for place in range(len(names)):
        seen, weight = _seen(told == place, matrix @ means[:, place].toarray()[:, 0])
        machine = LinearSVC(C=PENALTY, tol=NEARLY, random_state=0)
        machine.fit(matrix[seen], told[seen] == place, sample_weight=weight)
        weights[:-1, place], weights[-1, place] = machine.coef_[0], machine.intercept_[0]
    return Model(features, tuple(names.tolist()), weights, rows.of_places(shown(labels)))


def _means(matrix: csr_matrix, told: NDArray[np.intp]) -> csr_matrix:
    """The mean of each label's texts, a column each."""
    belongs = csr_matrix((1 / np.bincount(told)[told], (told, np.arange(len(told)))))
    return (belongs @ matrix).T.tocsc()


def _seen(own: NDArray[np.bool_], like: NDArray[np.float64]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """The places of the texts that a label's machine sees, and how much each of them weighs.

    `own` are the texts of the label; `like` is how much each text is like them.
    """
    other = np.where(own, -np.inf, like)
    near = own.copy()
    near[np.argsort(-other, kind="stable")[:MOST_LIKE]] = True
    seen = np.flatnonzero(near | (np.arange(len(own)) % ONE_IN == 0))
    return seen, np.where(near[seen], 1.0, ONE_IN)
