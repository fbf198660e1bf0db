"""From scores to a decision: answer, suggest, or say that it is not known."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from bot.commands import Command
from bot.understanding.labels import COMMAND, OUTSIDE, SMALLTALK, URGENT
from bot.understanding.meaning import Candidate, Kind, Meaning

# Logistic regression on cross-validated scores of the phrases (`python -m bench.calibrate` prints it anew):
# how likely it is that the first entry is right. There an answer begins at 0.22, where one in six foreign
# questions left out is still answered: phrases are unlike each other on purpose, so one left out is harder
# than what people write. The constant is moved so that this is 0.5 here.
APART, KNOWN, CONSTANT = 3.16, 4.66, -6.09
ANSWERED = 0.5  # the first entry is answered
SUGGESTED = 0.1  # the first entries are offered: a wrong offer costs little, no offer a person
ALARM = -0.5  # the score from which an emergency's label counts, if it leads all others
SPOKEN = -0.5  # the least score of small talk and of a command said in a sentence
AHEAD = 0.1  # by which these must lead every other label

CLEAR = 0.8  # the confidence from which an answer is given without others beside it
MOST_BESIDE = 2  # entries shown beside an answer that is not clear
MOST_SUGGESTIONS = 4
MOST_CANDIDATES = 8  # twice what is offered: the second half when the first is refused


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the decision rests on.

    `apart` is how far the score of the first entry is before that of the best class of foreign questions,
    `known` the share of the message's words that phrases know, weighted by how telling they are (0..1).
    """

    apart: float
    known: float

    @property
    def confidence(self) -> float:
        """Between 0 and 1."""
        sure = APART * self.apart + KNOWN * self.known + CONSTANT
        return 1 / (1 + math.exp(-sure))


def evidence(scores: Mapping[str, float], known: float) -> Evidence:
    """Weigh the scores of all labels. There are entries and foreign classes among them, or it is no base."""
    first = max(score for label, score in scores.items() if ":" not in label)
    foreign = max(score for label, score in scores.items() if label.startswith(OUTSIDE))
    return Evidence(first - foreign, known)


def alarm(scores: Mapping[str, float]) -> str | None:
    """The kind of emergency that a message without signs is likest to, if it is likelier than all else."""
    first = max(scores, key=scores.__getitem__)
    return first.removeprefix(URGENT) if first.startswith(URGENT) and scores[first] >= ALARM else None


def aside(scores: Mapping[str, float]) -> Meaning | None:
    """Small talk or a command said in a sentence, if it leads clearly."""
    first, second = sorted(scores, key=lambda label: -scores[label])[:2]
    kind, _colon, name = first.partition(":")
    close = scores[second] if second.partition(":")[0] != kind else -math.inf
    if scores[first] < SPOKEN or scores[first] - close < AHEAD:
        return None
    if first.startswith(SMALLTALK):
        return Meaning(Kind.SMALLTALK, 1.0, smalltalk=name)
    return Meaning(Kind.COMMAND, 1.0, command=Command(name)) if first.startswith(COMMAND) else None


def decide(
    candidates: tuple[Candidate, ...], outside: str | None, confidence: float, suggested: float = SUGGESTED
) -> Meaning:
    """Answer when the first entry is sure, suggest when it is likely, else say so.

    An answer that is not clear has the next entries beside it: the right one is among them far more often
    than it is first.

    `candidates` are entries in order; `outside` is the class of foreign questions that leads all of
    them, if one does: then nothing is answered. `suggested` is the confidence from which entries are offered.
    """
    shown = candidates[:MOST_CANDIDATES]
    names = tuple(each.entry for each in candidates[:MOST_SUGGESTIONS])
    if candidates and outside is None and confidence >= ANSWERED:
        beside = names[1 : 1 + MOST_BESIDE] if confidence < CLEAR else ()
        return Meaning(Kind.ANSWER, confidence, entry=names[0], suggestions=beside, candidates=shown)
    if candidates and confidence >= suggested:
        return Meaning(Kind.SUGGEST, confidence, suggestions=names, candidates=shown)
    return Meaning(Kind.UNKNOWN, confidence, outside=outside, candidates=shown)
