"""The understanding of messages: signs of emergencies, commands, small talk, entries."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.commands import command, table
from bot.knowledge.model import Knowledge
from bot.understanding.decide import MOST_CANDIDATES, alarm, aside, decide, evidence
from bot.understanding.details import Finder
from bot.understanding.followups import FollowUps
from bot.understanding.labels import OUTSIDE, Example, examples, one_form, shown
from bot.understanding.language import Languages
from bot.understanding.meaning import Candidate, Kind, Meaning
from bot.understanding.model import Model
from bot.understanding.normalise import clean, fold
from bot.understanding.parts import Parts, together
from bot.understanding.signs import Signs
from bot.understanding.words import Word, Words

DECIMALS = 5  # beyond them a sum depends on where it lies in memory, and the order of equals with it


class Reader:
    """Reads messages with a fitted model. Reading is pure and takes some milliseconds."""

    def __init__(self, knowledge: Knowledge, model: Model | None = None) -> None:
        """Fit the model, some seconds, unless it is given: then it must be of this knowledge base."""
        taught = list(examples(knowledge))
        self._words = vocabulary(knowledge, taught)
        self.model = model or fit(taught, self._words)
        self._shown = [taught[place] for place in shown([each.label for each in taught])]
        self._spans = spans([each.label for each in self._shown])
        languages = knowledge.languages.values()
        self._smalltalk = {
            fold(phrase) or clean(phrase)[:1]: kind
            for language in languages
            for kind, talk in language.smalltalk.items()
            for phrase in talk.phrases
        }
        self._commands = table(pair for language in languages for pair in language.commands.items())
        self._signs = Signs(knowledge)
        self._languages = Languages(knowledge)
        self._details = Finder(knowledge)
        self._followups = FollowUps(knowledge)
        self._parts = Parts(knowledge)

    def read(self, text: str) -> Meaning:
        said = self._read(text)
        if said.kind in (Kind.ANSWER, Kind.SUGGEST, Kind.UNKNOWN):
            said = together(said, [self._read(part) for part in self._parts.of(text)])
        return replace(said, language=self._languages.detect(text), details=self._details.find(text))

    def _read(self, text: str) -> Meaning:
        if urgency := self._signs.find(fold(text)):
            return Meaning(Kind.URGENT, 1.0, urgency=urgency)
        if said := command(text, self._commands):
            return Meaning(Kind.COMMAND, 1.0, command=said)
        if talk := self._talk(text):
            return Meaning(Kind.SMALLTALK, 1.0, smalltalk=talk)
        words = self._words.read(text)
        if not any(word.known for word in words):
            return Meaning(Kind.UNKNOWN)
        scores = self._scores(words)
        if urgency := alarm(scores):
            return Meaning(Kind.URGENT, 1.0, urgency=urgency)
        meaning = aside(scores) or self._entry(words, scores)
        return replace(meaning, section=self._followups.find(text))

    def _talk(self, text: str) -> str | None:
        """Small talk said in so many words, or in emoji alone: the first that is known."""
        said = [fold(text)] if fold(text) else clean(text)
        return next((self._smalltalk[each] for each in said if each in self._smalltalk), None)

    def scores(self, text: str) -> dict[str, float]:
        """The score of every label, for whoever weighs them with another opinion."""
        return self._scores(self._words.read(text))

    def _scores(self, words: Sequence[Word]) -> dict[str, float]:
        values = self.model.scores(words).round(DECIMALS)
        return dict(zip(self.model.labels, values.tolist(), strict=True))

    def _entry(self, words: Sequence[Word], scores: Mapping[str, float]) -> Meaning:
        ranked = sorted(scores, key=lambda label: -scores[label])
        outside = ranked[0].removeprefix(OUTSIDE) if ranked[0].startswith(OUTSIDE) else None
        entries = [label for label in ranked if ":" not in label][:MOST_CANDIDATES]
        known = self.model.features.words.share(words)
        near = self.model.nearest(words, [self._spans[entry] for entry in entries])
        candidates = tuple(
            Candidate(entry, chance(scores[entry]), self._shown[place].phrase)
            for entry, place in zip(entries, near, strict=True)
        )
        return decide(candidates, outside, evidence(scores, known).confidence)


def chance(score: float) -> float:
    """A score as something between 0 and 1, to be shown."""
    return min(max((score + 1) / 2, 0.0), 1.0)


def spans(labels: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Where each label begins and ends in a sorted list."""
    return {label: (bisect_left(labels, label), bisect_right(labels, label)) for label in set(labels)}


def vocabulary(knowledge: Knowledge, known: Sequence[Example]) -> Words:
    """The words of these phrases. Towns are not taken for misspellings."""
    towns = frozenset(fold(town.name) for town in knowledge.municipalities)
    return Words(((each.language, each.phrase) for each in known), one_form(knowledge), towns)


def fit(taught: Sequence[Example], words: Words) -> Model:
    """Teach a new model these phrases: some seconds."""
    from bot.understanding.teach import teach  # takes its time to load; who has a fitted model needs it not

    return teach([words.read(each.phrase) for each in taught], [each.label for each in taught])
