"""Where the numbers of `bot.understanding.cascade` come from: questions of our own, which no model is taught.

For some weights of the sentence model: how often the right entry comes first and among the first four.
For the weight that is used: a logistic regression that says from the fused scores how likely the first entry
is right. A foreign question weighs as several, for there are few. Run with `python -m bench.fuse`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.app import think_deeply
from bot.cli.eval import Question, read_questions
from bot.settings import read_settings
from bot.understanding import cascade
from bot.understanding.cascade import Cascade, distances, fuse

QUESTIONS = Path(__file__).parents[1] / "tests" / "understanding" / "questions.tsv"
WEIGHTS = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
FOREIGN = 5.0  # what a foreign question weighs beside one that has an answer

Opinions = Sequence[tuple[Question, Mapping[str, float], Mapping[str, float]]]


def opinions(brain: Cascade) -> Opinions:
    """Each question that is about an entry or about nothing here, with what both models say."""
    asked = [each for each in read_questions(QUESTIONS) if "." in each.gold or each.gold == "none"]
    asked = [each for each in asked if not each.gold.startswith("service.")]
    vectors = brain.embedder.vectors([each.text for each in asked])
    return [
        (each, brain.reader.scores(each.text), brain.head.logarithms(vector))
        for each, vector in zip(asked, vectors, strict=True)
    ]


def ranked(scores: Mapping[str, float]) -> list[str]:
    return sorted((label for label in scores if ":" not in label), key=lambda label: -scores[label])


def fused(heard: Opinions, weight: float) -> list[tuple[Question, dict[str, float]]]:
    cascade.WEIGHT = weight
    return [(each, fuse(scores, logarithms)) for each, scores, logarithms in heard]


def compare(heard: Opinions) -> None:
    for weight in WEIGHTS:
        inside = [(each, ranked(scores)) for each, scores in fused(heard, weight) if each.gold != "none"]
        first = np.mean([found[0] in each.gold.split("|") for each, found in inside])
        four = np.mean([bool({*found[:4]} & {*each.gold.split("|")}) for each, found in inside])
        print(f"weight {weight:.2f}: first {first:.3f}, among four {four:.3f}")


def calibrate(heard: Opinions, weight: float) -> None:
    found = fused(heard, weight)
    rows = np.array([distances(scores) for _each, scores in found])
    right = np.array([ranked(scores)[0] in each.gold.split("|") for each, scores in found])
    weights = [FOREIGN if each.gold == "none" else 1.0 for each, _scores in found]
    regression = LogisticRegression(C=10, max_iter=1000).fit(rows, right, sample_weight=weights)
    print("lead, apart:", regression.coef_[0].round(2), "constant:", regression.intercept_.round(2))


def main() -> None:
    weight, brain = cascade.WEIGHT, think_deeply(read_settings(sentence_model=True)).understanding
    if not isinstance(brain, Cascade):
        raise SystemExit("The sentence model is not installed here.")
    heard = opinions(brain)
    compare(heard)
    calibrate(heard, weight)


if __name__ == "__main__":
    main()
