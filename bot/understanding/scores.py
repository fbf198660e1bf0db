"""How likely each label is, the likeliest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.understanding.labels import kind_of

DECIMALS = 5  # beyond them a sum depends on where it lies in memory, and the order of equals with it


@dataclass(frozen=True, slots=True)
class Scores:
    """`labels` and their `values`, in falling order."""

    labels: tuple[str, ...]
    values: tuple[float, ...]

    @classmethod
    def of(cls, labels: Sequence[str], values: NDArray[np.floating[Any]]) -> Scores:
        rounded = values.astype(np.float64).round(DECIMALS)
        order = np.argsort(-rounded, kind="stable").tolist()
        return cls(tuple(map(labels.__getitem__, order)), tuple(rounded[order].tolist()))

    @classmethod
    def of_mapping(cls, scores: Mapping[str, float]) -> Scores:
        return cls.of(tuple(scores), np.array(list(scores.values())))

    def __iter__(self) -> Iterator[tuple[str, float]]:
        return zip(self.labels, self.values, strict=True)

    def among(self, *kinds: str) -> Iterator[tuple[str, float]]:
        """The labels of some kinds: `ENTRY`, `OUTSIDE` ..."""
        return (each for each in self if kind_of(each[0]) in kinds)

    def beside(self, *kinds: str) -> Iterator[tuple[str, float]]:
        """The labels of all other kinds."""
        return (each for each in self if kind_of(each[0]) not in kinds)
