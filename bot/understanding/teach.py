"""Making a model: a support vector machine, one class against the rest, over all phrases."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.svm import LinearSVC

from bot.understanding.features import Features
from bot.understanding.labels import shown
from bot.understanding.model import Model, Rows
from bot.understanding.words import Word

PENALTY = 0.5  # the machine's C
NEARLY = 0.01  # how exactly the machine is solved; more takes longer and changes no answer


def teach(texts: Sequence[Sequence[Word]], labels: Sequence[str]) -> Model:
    """Fit a model to texts and what each speaks for: some seconds for thousands."""
    features = Features.of(texts)
    rows = Rows.of(features, texts)
    matrix = csr_matrix((rows.values, rows.places, rows.ends), shape=(len(texts), features.size))
    machine = LinearSVC(C=PENALTY, tol=NEARLY, random_state=0).fit(matrix, np.array(labels))
    weights = np.vstack([machine.coef_.T.astype(np.float16), machine.intercept_.astype(np.float16)])
    near = Rows.of(features, [texts[place] for place in shown(labels)])
    return Model(features, tuple(machine.classes_.tolist()), weights, near)
