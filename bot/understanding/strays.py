"""Phrases that mislead: read as something else than they stand for, or nearly the same as another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.understanding.labels import Example, Stray
from bot.understanding.model import LENGTH, Model

TWIN = 0.9  # the cosine from which two phrases are nearly the same
BLOCK = 500  # phrases compared at once with all others: some hundred MB


def strays(taught: Sequence[Example], model: Model) -> list[Stray]:
    """Find all of them in a model that was taught these examples, in their order; some seconds."""
    labels = np.array([each.label for each in taught])
    twins = list(_twins(labels, model))
    told = {each.place for each in twins}
    return [*twins, *(each for each in _misread(labels, model) if each.place not in told)]


def _misread(labels: NDArray[np.str_], model: Model) -> Iterator[Stray]:
    scores = model.rows @ model.weights[:-1] + model.weights[-1]
    first = np.array(model.labels)[scores.argmax(axis=1)]
    for place in np.flatnonzero(first != labels):
        yield Stray(int(place), str(first[place]))


def _twins(labels: NDArray[np.str_], model: Model) -> Iterator[Stray]:
    """Of two phrases with different labels the later one is told."""
    for start in range(0, len(labels), BLOCK):
        near = (model.rows[start : start + BLOCK] @ model.rows.T).tocoo()
        close = near.data >= TWIN * LENGTH**2
        for place, other in zip(near.row[close] + start, near.col[close], strict=True):
            if other < place and labels[other] != labels[place]:
                yield Stray(int(place), str(labels[other]), int(other))
