"""Towns of Italy by their names, typed nearly right."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.understanding.normalise import fold

SURE_SCORE = 86  # of 100: one slip of the finger in a name of six letters passes, another town does not


@dataclass(frozen=True, slots=True)
class Municipality:
    """A town by its names, position in degrees and population."""

    name: str
    names: tuple[str, ...]
    latitude: float
    longitude: float
    population: int


def read_municipalities(path: Path) -> tuple[Municipality, ...]:
    """Read the table that `tools/places.py` made from GeoNames."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t")
        return tuple(
            Municipality(
                name=row["name"],
                names=tuple(row["names"].split("|")),
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                population=int(row["population"]),
            )
            for row in rows
        )


class Places:
    """An index of names. Of two towns with one name the larger is meant."""

    def __init__(self, municipalities: Iterable[Municipality]) -> None:
        self._by_name: dict[str, Municipality] = {}
        for town in sorted(municipalities, key=lambda each: each.population):
            for name in town.names:
                self._by_name[fold(name)] = town

    def find(self, name: str) -> tuple[str, float, float] | None:
        """Find a town by a name typed nearly right; None if none is near enough."""
        said = fold(name)
        town = self._by_name.get(said)
        if town is None and len(said) >= 4:
            best = process.extractOne(said, self._by_name.keys(), scorer=fuzz.ratio, score_cutoff=SURE_SCORE)
            town = self._by_name[best[0]] if best else None
        return (town.name, town.latitude, town.longitude) if town else None
