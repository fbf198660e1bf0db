"""The understanding of messages: signs of emergencies, commands, small talk, entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bot.commands import command, table
from bot.knowledge.model import Knowledge
from bot.understanding.decide import MOST_CANDIDATES, aside, decide, evidence
from bot.understanding.details import Finder
from bot.understanding.labels import OUTSIDE, Example, examples, one_form
from bot.understanding.language import Languages
from bot.understanding.meaning import Candidate, Kind, Meaning
from bot.understanding.model import Model
from bot.understanding.normalise import clean, fold
from bot.understanding.signs import Signs
from bot.understanding.words import Word, Words

DECIMALS = 5  # beyond them a sum depends on where it lies in memory, and the order of equals with it


class Reader:
    """Reads messages with a fitted model. Reading is pure and takes some milliseconds."""

    def __init__(self, knowledge: Knowledge, model: Model | None = None) -> None:
        """Fit the model, some seconds, unless it is given: then it must be of this knowledge base."""
        self._examples = list(examples(knowledge))
        self._words = vocabulary(knowledge, self._examples)
        self.model = model or fit(self._examples, self._words)
        self._phrases: dict[str, list[int]] = {}
        for place, each in enumerate(self._examples):
            self._phrases.setdefault(each.label, []).append(place)
        languages = knowledge.languages.values()
        self._smalltalk = {
            _exact(phrase): kind
            for language in languages
            for kind, talk in language.smalltalk.items()
            for phrase in talk.phrases
        }
        self._commands = table(pair for language in languages for pair in language.commands.items())
        self._signs = Signs(knowledge)
        self._languages = Languages(knowledge)
        self._details = Finder(knowledge)

    def read(self, text: str) -> Meaning:
        said = self._read(text)
        return replace(said, language=self._languages.detect(text), details=self._details.find(text))

    def _read(self, text: str) -> Meaning:
        if urgency := self._signs.find(fold(text)):
            return Meaning(Kind.URGENT, 1.0, urgency=urgency)
        if said := command(text, self._commands):
            return Meaning(Kind.COMMAND, 1.0, command=said)
        if talk := self._smalltalk.get(_exact(text)):
            return Meaning(Kind.SMALLTALK, 1.0, smalltalk=talk)
        words = self._words.read(text)
        if not any(word.known for word in words):
            return Meaning(Kind.UNKNOWN)
        scores = self._scores(words)
        return aside(scores) or self._entry(words, scores)

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
        near = self.model.nearest(words).round(DECIMALS)
        candidates = tuple(self._candidate(entry, scores[entry], near) for entry in entries)
        return decide(candidates, outside, evidence(scores, known).confidence)

    def _candidate(self, entry: str, score: float, near: NDArray[np.float32]) -> Candidate:
        """With the phrase of the entry that is nearest."""
        phrase = self._examples[max(self._phrases[entry], key=lambda place: near[place])].phrase
        return Candidate(entry, min(max(score, 0.0), 1.0), phrase)


def vocabulary(knowledge: Knowledge, known: Sequence[Example]) -> Words:
    """The words of these phrases. Towns are not taken for misspellings."""
    towns = frozenset(fold(town.name) for town in knowledge.municipalities)
    return Words(((each.language, each.phrase) for each in known), one_form(knowledge), towns)


def fit(taught: Sequence[Example], words: Words) -> Model:
    """Teach a new model these phrases: some seconds."""
    return Model.fit([words.read(each.phrase) for each in taught], [each.label for each in taught])


def _exact(text: str) -> str:
    """The folded text; what has no letters (a thumb up) as it stands."""
    return fold(text) or clean(text)
