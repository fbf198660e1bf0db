"""Where the numbers of `bot.understanding.decide` and `cascade` come from: our own questions, never taught.

A logistic regression says from the scores how likely the first entry is right: for words and letters alone
by how far it is before the foreign classes, with the sentence model also by its lead. For some weights of
the sentence model: how often the right entry comes first and among the first four. What the answers would be
worth is printed for some confidences. Run with `python -m bench.calibrate`; some minutes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from bench.quality import NATURAL, QUESTIONS, STRANGERS
from bot.app import think_deeply
from bot.cli.eval import Question, read_questions
from bot.settings import read_settings
from bot.understanding.cascade import OURS, STRANGE, WEIGHT, Cascade, distances
from bot.understanding.labels import ENTRY
from bot.understanding.scores import Scores

WEIGHTS = (0.05, 0.1, 0.15, 0.2, 0.3)  # of the sentence model
WORDS = (0.1, 0.25, 0.5)  # weights of words in languages without phrases
LEAST = (0.3, 0.4, 0.5, 0.6, 0.7)


@dataclass(frozen=True, slots=True)
class Heard:
    """A question about an entry or about nothing here, and the scores of its labels."""

    question: Question
    scores: Scores

    @property
    def foreign(self) -> bool:
        return self.question.gold == "none"

    def found(self, most: int) -> bool:
        """Whether the right entry is among the first."""
        first = {label for label, _score in islice(self.scores.among(ENTRY), most)}
        return bool(first & set(self.question.gold.split("|")))


def asked(*files: Path) -> list[Question]:
    questions = [each for file in files for each in read_questions(file)]
    asked = [each for each in questions if "." in each.gold or each.gold == "none"]
    return [each for each in asked if not each.gold.startswith("service.")]


def calibrate(heard: Sequence[Heard], rows: NDArray[np.float64]) -> None:
    """Print the regression over these rows of evidence, and what it leads to."""
    right = np.array([each.found(1) for each in heard])
    foreign = np.array([each.foreign for each in heard])
    regression = LogisticRegression(C=10, max_iter=1000).fit(rows, right)
    print("coefficients:", regression.coef_[0].round(2), "constant:", regression.intercept_.round(2))
    likely = regression.predict_proba(rows)[:, 1]
    for least in LEAST:
        said = likely >= least
        print(
            f"  from {least:.1f}: right {(said & right)[~foreign].mean():.3f}"
            f"  wrong {(said & ~right)[~foreign].mean():.3f}  foreign answered {said[foreign].mean():.3f}"
        )


def main() -> None:
    brain = think_deeply(read_settings(sentence_model=True)).understanding
    if not isinstance(brain, Cascade):
        raise SystemExit("The sentence model is not installed here.")
    questions = asked(QUESTIONS, NATURAL)
    plain = [Heard(each, brain.reader.scores(each.text)) for each in questions]
    print("words and letters, by the distance to foreign classes")
    calibrate(plain, np.array([distances(each.scores)[1:] for each in plain]))
    for weighing, told in ((OURS, questions), (STRANGE, asked(STRANGERS))):
        vectors = brain.embedder.vectors([each.text for each in told])
        for words in WORDS if weighing is STRANGE else (1.0,):
            for weight in WEIGHTS:
                both = [
                    Heard(each, brain.scores(each.text, vector, words, weight))
                    for each, vector in zip(told, vectors, strict=True)
                ]
                inside = [each for each in both if not each.foreign]
                first, four = (np.mean([each.found(most) for each in inside]) for most in (1, 4))
                print(f"words {words:.2f}, model {weight:.2f}: first {first:.3f}, among four {four:.3f}")
                if (words, weight) == (weighing.words, WEIGHT):
                    print("by lead and distance to foreign classes")
                    calibrate(both, np.array([distances(each.scores) for each in both]))


if __name__ == "__main__":
    main()
