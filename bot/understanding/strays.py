"""Phrases that mislead: read as something else than they stand for, or nearly the same as another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.preprocessing import normalize

from bot.understanding.labels import CALM, Example, Stray, shown
from bot.understanding.model import Model

TWIN = 0.9  # the cosine from which two phrases are nearly the same
BLOCK = 500  # phrases compared at once with all others: some hundred MB


def strays(taught: Sequence[Example], model: Model) -> list[Stray]:
    """Find all of them in a model that was taught these examples, in their order; some seconds."""
    places = shown([each.label for each in taught])
    labels = np.array([taught[place].label for place in places])
    rows = csr_matrix((model.rows.values.astype(np.float32), model.rows.places, model.rows.ends))
    twins = [_of(stray, places) for stray in _twins(labels, normalize(rows))]
    told = {each.place for each in twins}
    misread = (_of(stray, places) for stray in _misread(labels, rows, model))
    return [*twins, *(each for each in misread if each.place not in told)]


def _of(stray: Stray, places: Sequence[int]) -> Stray:
    """A stray by its place among what was taught instead of its row."""
    return Stray(places[stray.place], stray.label, None if stray.twin is None else places[stray.twin])


def _misread(labels: NDArray[np.str_], rows: csr_matrix, model: Model) -> Iterator[Stray]:
    weights = model.weights.astype(np.float32)
    scores = rows @ weights[: rows.shape[1]] + weights[-1]
    scores[:, np.array(model.labels) == CALM] = -np.inf  # it answers nothing, so the next best does
    first = np.array(model.labels)[scores.argmax(axis=1)]
    for place in np.flatnonzero(first != labels):
        yield Stray(int(place), str(first[place]))


def _twins(labels: NDArray[np.str_], rows: csr_matrix) -> Iterator[Stray]:
    """Of two phrases with different labels the later one is told. `rows` are of length one."""
    for start in range(0, len(labels), BLOCK):
        near = (rows[start : start + BLOCK] @ rows.T).tocoo()
        close = near.data >= TWIN
        for place, other in zip(near.row[close] + start, near.col[close], strict=True):
            if other < place and labels[other] not in (labels[place], CALM):
                yield Stray(int(place), str(labels[other]), int(other))
