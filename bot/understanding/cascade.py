"""Two readers: words and letters answer when they are sure; else a sentence model is asked as well."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.knowledge.model import Knowledge
from bot.understanding.decide import MOST_CANDIDATES, aside, decide
from bot.understanding.embedder import Embedder
from bot.understanding.head import Head
from bot.understanding.labels import OUTSIDE
from bot.understanding.meaning import Candidate, Kind, Meaning
from bot.understanding.reader import Reader

SURE = 0.85  # the confidence of words and letters from which the sentence model is not asked
# `python -m bench.fuse` prints these anew. The last is how likely the first entry is right for 0.5.
WEIGHT = 0.2  # of the logarithm of a chance beside the score of words and letters
SUGGESTED = 0.12  # the first entries are offered: among four the right one is there far more often than first
LEAD, APART, CONSTANT = 1.17, 2.32, -2.48


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

    def _settled(self, meaning: Meaning) -> bool:
        """Words and letters suffice; in languages that they were not taught, they never do."""
        if meaning.kind not in (Kind.ANSWER, Kind.SUGGEST, Kind.UNKNOWN):
            return True
        foreign = meaning.language is not None and meaning.language not in self.knowledge.languages
        if meaning.needs:
            return True
        return meaning.kind is Kind.ANSWER and meaning.confidence >= SURE and not foreign

    def _ask(self, text: str, meaning: Meaning) -> Meaning:
        scores = fuse(self.reader.scores(text), self.head.logarithms(self.embedder.vectors([text])[0]))
        found = aside(scores) or self._entry(scores, meaning)
        return replace(
            meaning,
            kind=found.kind,
            confidence=found.confidence,
            entry=found.entry,
            suggestions=found.suggestions,
            smalltalk=found.smalltalk,
            command=found.command,
            candidates=found.candidates,
            outside=found.outside,
            deep=True,
        )

    def _entry(self, scores: Mapping[str, float], meaning: Meaning) -> Meaning:
        ranked = sorted(scores, key=lambda label: -scores[label])
        outside = ranked[0].removeprefix(OUTSIDE) if ranked[0].startswith(OUTSIDE) else None
        entries = [label for label in ranked if ":" not in label][:MOST_CANDIDATES]
        near = {each.entry: each.phrase for each in meaning.candidates}
        candidates = tuple(
            Candidate(entry, _logistic(scores[entry]), near.get(entry) or self._title(entry))
            for entry in entries
        )
        return decide(candidates, outside, confidence(scores), SUGGESTED)

    def _title(self, entry: str) -> str:
        return next(iter(self.knowledge.languages.values())).entries[entry].title


def fuse(scores: Mapping[str, float], logarithms: Mapping[str, float]) -> dict[str, float]:
    """Both opinions in one score for each label; they are of the same phrases, so of the same labels."""
    return {label: round(score + WEIGHT * logarithms[label], 5) for label, score in scores.items()}


def confidence(scores: Mapping[str, float]) -> float:
    """How likely the first entry is right, 0..1, by fused scores."""
    lead, apart = distances(scores)
    return _logistic(LEAD * lead + APART * apart + CONSTANT)


def distances(scores: Mapping[str, float]) -> tuple[float, float]:
    """How far the first entry is before the second, and before the best class of foreign questions."""
    first, second = sorted((score for label, score in scores.items() if ":" not in label), reverse=True)[:2]
    return first - second, first - max(score for label, score in scores.items() if label.startswith(OUTSIDE))


def _logistic(value: float) -> float:
    return 1 / (1 + math.exp(-value))
