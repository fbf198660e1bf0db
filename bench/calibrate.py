"""Where the numbers of `bot.understanding.decide` come from: phrases that the model was not taught.

Each phrase is left out once with a quarter of the others; foreign questions once so, and once with their
whole class, as a class is that nobody thought of. A logistic regression then says from the scores how
likely the first entry is right. Foreign questions weigh as if they were a third of what people write.
Run with `python -m bench.calibrate`; some minutes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bot.knowledge.load import load
from bot.knowledge.model import Knowledge
from bot.understanding.decide import Evidence, evidence
from bot.understanding.labels import OUTSIDE, Example, examples
from bot.understanding.reader import fit, vocabulary

ROOT = Path(__file__).parents[1]
PARTS = 4
WEIGHT = 8.0  # of a foreign question: there are far fewer of them than phrases
ALWAYS = 2  # title and question are always taught


def parts(taught: Sequence[Example], whole_classes: bool) -> list[int]:
    """The part in which each example is left out; -1 for never."""
    classes = sorted({each.label for each in taught if each.label.startswith(OUTSIDE)})
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for each in taught:
        place = seen[each.language, each.label]
        seen[each.language, each.label] += 1
        if each.label.startswith(OUTSIDE) and whole_classes:
            found.append(classes.index(each.label) % PARTS)
        else:
            found.append(-1 if ":" not in each.label and place < ALWAYS else place % PARTS)
    return found


def left_out(knowledge: Knowledge) -> Iterator[tuple[Example, str, Evidence]]:
    """Each phrase that was left out, the entry that came first, and the evidence for it."""
    taught = list(examples(knowledge))
    for whole_classes in (False, True):
        split = parts(taught, whole_classes)
        for part in range(PARTS):
            kept = [each for each, own in zip(taught, split, strict=True) if own != part]
            words = vocabulary(knowledge, kept)
            model = fit(kept, words)
            for each in (each for each, own in zip(taught, split, strict=True) if own == part):
                text = words.read(each.phrase)
                scores = dict(zip(model.labels, model.scores(text).tolist(), strict=True))
                first = max((label for label in scores if ":" not in label), key=lambda label: scores[label])
                yield each, first, evidence(scores, model.features.words.share(text))


def main() -> None:
    found = [
        (each, first, seen)
        for each, first, seen in left_out(load(ROOT / "knowledge"))
        if ":" not in each.label or each.label.startswith(OUTSIDE)
    ]
    rows = np.array([(seen.apart, seen.known) for _each, _first, seen in found])
    right = np.array([each.label == first for each, first, _seen in found])
    foreign = np.array([each.label.startswith(OUTSIDE) for each, _first, _seen in found])
    weights = np.where(foreign, WEIGHT, 1.0)
    regression = LogisticRegression(C=10, max_iter=1000).fit(rows, right, sample_weight=weights)
    print("apart, known:", regression.coef_[0].round(2), "constant:", regression.intercept_.round(2))
    likely = regression.predict_proba(rows)[:, 1]
    for least in (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        said = likely >= least
        print(
            f"from {least:.2f}: right {(said & right)[~foreign].mean():.3f}"
            f"  wrong {(said & ~right)[~foreign].mean():.3f}  foreign answered {said[foreign].mean():.3f}"
        )


if __name__ == "__main__":
    main()
