"""Two readers: words and letters answer when they are sure; else a sentence model is asked as well."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from bot.knowledge.model import Knowledge
from bot.understanding.decide import alarm, aside, read_entry
from bot.understanding.embedder import Embedder, Vectors
from bot.understanding.head import Head
from bot.understanding.labels import ENTRY, OUTSIDE
from bot.understanding.meaning import Kind, Meaning
from bot.understanding.normalise import fold
from bot.understanding.reader import Reader
from bot.understanding.scores import Scores
from bot.understanding.spelling import words

SURE = 0.85  # the confidence of words and letters from which the sentence model is not asked
WEIGHT = 0.15  # of the logarithm of a chance beside the score of words and letters
ALARM = -0.8  # the score from which an emergency's label counts, if it leads as with words alone
SUGGESTED = 0.12  # the first entries are offered: among four the right one is there far more often than first


@dataclass(frozen=True, slots=True)
class Weighing:
    """What scores are worth: `python -m bench.calibrate` prints these numbers anew.

    `words` is the weight of words and letters; `lead`, `apart` and `constant` are a logistic regression
    that says how likely the first entry is right.
    """

    words: float
    lead: float
    apart: float
    constant: float

    def confidence(self, scores: Scores) -> float:
        """How likely the first entry is right, 0..1."""
        lead, apart = distances(scores)
        return 1 / (1 + math.exp(-(self.lead * lead + self.apart * apart + self.constant)))


OURS = Weighing(1.0, 3.03, 1.8, -1.33)
STRANGE = Weighing(0.25, 3.56, 3.88, -0.19)  # in a language without phrases, where words say little


@dataclass(frozen=True, slots=True)
class Cascade:
    """An `Understanding`: a reader, and a head over the same phrases for the vectors of an embedder."""

    knowledge: Knowledge
    reader: Reader
    embedder: Embedder
    head: Head

    def read(self, text: str) -> Meaning:
        meaning = self.reader.read(text)
        return meaning if self._settled(meaning) else self._ask(text, meaning)

    def phrases(self, text: str, entries: Sequence[str]) -> list[str]:
        return self.reader.phrases(text, entries)

    def _settled(self, meaning: Meaning) -> bool:
        """Words and letters suffice; in languages that they were not taught, they never do.

        Nor does an emergency that no sign tells of.
        """
        if meaning.confidence == 1:
            return True
        if meaning.kind is Kind.URGENT or self._weighing(meaning) is STRANGE:
            return False
        sure = meaning.kind in (Kind.ANSWER, Kind.COMMAND, Kind.SMALLTALK) and meaning.confidence >= SURE
        return sure or bool(meaning.needs)

    def _weighing(self, meaning: Meaning) -> Weighing:
        ours = meaning.language is None or meaning.language in self.knowledge.languages
        return OURS if ours else STRANGE

    def _ask(self, text: str, meaning: Meaning) -> Meaning:
        weighing = self._weighing(meaning)
        scores = self.scores(text, self.embedder.vectors([text])[0], weighing.words)
        if urgency := alarm(scores, len(words(fold(text))), ALARM):
            return replace(meaning, kind=Kind.URGENT, confidence=1.0, urgency=urgency, deep=True)
        found = aside(scores) or read_entry(scores, weighing.confidence(scores), SUGGESTED)
        return replace(
            meaning,
            kind=found.kind,
            confidence=found.confidence,
            urgency=None,
            entry=found.entry,
            suggestions=found.suggestions,
            smalltalk=found.smalltalk,
            command=found.command,
            candidates=found.candidates,
            outside=found.outside,
            deep=True,
        )

    def scores(self, text: str, vector: Vectors, words: float = 1.0, weight: float = WEIGHT) -> Scores:
        """Both opinions in one score for each label; they are of the same phrases, so of the same labels."""
        said = dict(self.reader.scores(text))
        plain = np.array([said[label] for label in self.head.labels])
        return Scores.of(self.head.labels, words * plain + weight * self.head.logarithms(vector))


def distances(scores: Scores) -> tuple[float, float]:
    """How far the first entry is before the second, and before the best class of foreign questions."""
    (_one, first), (_two, second) = islice(scores.among(ENTRY), 2)
    return first - second, first - next(scores.among(OUTSIDE))[1]
