"""From scores to a decision: answer, suggest, or say that it is not known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

from bot.commands import Command
from bot.knowledge.model import UrgencyKind
from bot.understanding.labels import COMMAND, ENTRY, OUTSIDE, SMALLTALK, URGENT, kind_of
from bot.understanding.meaning import Candidate, Kind, Meaning
from bot.understanding.scores import Scores

# Logistic regression on questions that no model is taught (`python -m bench.calibrate` prints it anew): how
# likely it is that the first entry is right. Their words are nearly all known, so what unknown words mean is
# not fitted: it keeps a message in another language from being answered by the few words that it shares.
APART, KNOWN, CONSTANT = 3.4, 3.0, -3.07
ANSWERED = 0.65  # the first entry is answered
SUGGESTED = 0.1  # the first entries are offered: a wrong offer costs little, no offer a person
ALARM = -0.3  # the score from which an emergency's label counts, if it leads all others ...
TELLING = 4  # the least words of a message that such a label may be believed of
CERTAIN = 0.3  # ... by so much: missing one is worse than a card too many
SPOKEN = -0.5  # the least score of small talk and of a command said in a sentence
TOLD = 0.95  # the confidence in them
AHEAD = 0.1  # by which these must lead every other label

CLEAR = 0.9  # the confidence from which an answer is given without others beside it
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


def evidence(scores: Scores, known: float) -> Evidence:
    """Weigh the scores of all labels. There are entries and foreign classes among them, or it is no base."""
    return Evidence(_best(scores, ENTRY) - _best(scores, OUTSIDE), known)


def alarm(scores: Scores, words: int, least: float = ALARM) -> UrgencyKind | None:
    """The kind of emergency that a message without signs is clearly likest to.

    `least` is the score from which that counts. In few `words` signs say it: "no, go on" only shares some.
    """
    if words < TELLING:
        return None
    first, score = next(iter(scores))
    if kind_of(first) != URGENT or score < least or score - next(scores.beside(URGENT))[1] < CERTAIN:
        return None
    return cast(UrgencyKind, first.removeprefix(URGENT))


def likeliest(kinds: Sequence[UrgencyKind], scores: Scores) -> UrgencyKind:
    """Of several kinds of emergency with signs in a message, that of the likest phrases."""
    names = (label.removeprefix(URGENT) for label, _score in scores.among(URGENT))
    return next((cast(UrgencyKind, name) for name in names if name in kinds), kinds[0])


def aside(scores: Scores) -> Meaning | None:
    """Small talk or a command said in a sentence, if it leads clearly."""
    first, score = next(iter(scores))
    kind = kind_of(first)
    close = next(scores.beside(kind), ("", -math.inf))[1]
    name = first.removeprefix(kind)
    if kind not in (SMALLTALK, COMMAND) or score < SPOKEN or score - close < AHEAD:
        return None
    if kind == SMALLTALK:
        return Meaning(Kind.SMALLTALK, TOLD, smalltalk=name)
    return Meaning(Kind.COMMAND, TOLD, command=Command(name))


def read_entry(scores: Scores, confidence: float, suggested: float = SUGGESTED) -> Meaning:
    """Which entry a message is about, if any."""
    first = next(iter(scores))[0]
    outside = first.removeprefix(OUTSIDE) if kind_of(first) == OUTSIDE else None
    entries = islice(scores.among(ENTRY), MOST_CANDIDATES)
    candidates = tuple(Candidate(entry, chance(score)) for entry, score in entries)
    return decide(candidates, outside, confidence, suggested)


def chance(score: float) -> float:
    """A score as something between 0 and 1, to be shown."""
    return min(max((score + 1) / 2, 0.0), 1.0)


def _best(scores: Scores, kind: str) -> float:
    return next(scores.among(kind))[1]


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
