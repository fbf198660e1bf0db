"""Why an entry was found: the phrase that spoke for it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from bot.understanding.labels import Example, shown
from bot.understanding.lexicon import Said
from bot.understanding.model import Model


class Phrases:
    """The phrases that a model can show, by what they speak for."""

    def __init__(self, taught: Sequence[Example], model: Model) -> None:
        self._shown = [taught[place] for place in shown([each.label for each in taught])]
        self._labels = [each.label for each in self._shown]
        self._model = model

    def nearest(self, said: Said, labels: Sequence[str]) -> list[str]:
        """Of the phrases of each label that nearest to a message, by the cosine."""
        spans = [(bisect_left(self._labels, label), bisect_right(self._labels, label)) for label in labels]
        return [self._shown[place].phrase for place in self._model.nearest(said, spans)]
