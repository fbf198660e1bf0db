"""The understanding of messages: signs of emergencies, commands, small talk, entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.commands import command, table
from bot.knowledge.model import Knowledge
from bot.understanding.decide import alarm, aside, evidence, likeliest, read_entry
from bot.understanding.details import Finder
from bot.understanding.explain import Phrases
from bot.understanding.followups import FollowUps
from bot.understanding.labels import Example, examples, one_form
from bot.understanding.language import Languages, recognised
from bot.understanding.letters import Letters
from bot.understanding.lexicon import Lexicon, Said
from bot.understanding.meaning import Kind, Meaning
from bot.understanding.model import Model
from bot.understanding.normalise import clean, fold
from bot.understanding.parts import Parts, asked, together
from bot.understanding.scores import Scores
from bot.understanding.signs import Signs
from bot.understanding.vocabulary import Vocabulary

ASKED = 0.2  # the weight of the question beside the story that it stands in
SECOND = 0.1  # the score of the second entry from which the parts of a message are read
LIKELY = 0.5  # the confidence in an emergency that no sign tells of


@dataclass(frozen=True, slots=True)
class Fitted:
    """What takes time to work out of a knowledge base, and can be kept."""

    vocabulary: Vocabulary
    model: Model
    letters: Letters

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        return {**self.vocabulary.arrays(), **self.model.arrays(), **self.letters.arrays()}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Fitted:
        """What `arrays` gave. Raises KeyError and ValueError if it is not that."""
        return cls(Vocabulary.of_arrays(arrays), Model.of_arrays(arrays), Letters(arrays))


class Reader:
    """Reads messages with a fitted model. Reading is pure and takes about a millisecond."""

    def __init__(self, knowledge: Knowledge, fitted: Fitted | None = None) -> None:
        """Fit, some seconds, unless it is given: then it must be of this knowledge base."""
        fitted = fitted or fit(knowledge)
        texts, self.model = fitted.vocabulary.texts, fitted.model
        self._languages = Languages(knowledge, texts, fitted.letters)
        self._lexicon = Lexicon(knowledge, fitted.vocabulary)
        self._phrases = Phrases(list(examples(knowledge)), self.model)
        languages = knowledge.languages.values()
        self._smalltalk = {
            fold(phrase) or clean(phrase)[:1]: kind
            for language in languages
            for kind, talk in language.smalltalk.items()
            for phrase in talk.phrases
        }
        self._commands = table(pair for language in languages for pair in language.commands.items())
        self._signs = Signs(knowledge, texts)
        self._details = Finder(knowledge)
        self._followups = FollowUps(knowledge)
        self._parts = Parts(knowledge)

    def read(self, text: str) -> Meaning:
        said = self._read(text)
        if said.kind in (Kind.ANSWER, Kind.SUGGEST, Kind.UNKNOWN) and twofold(said):
            said = together(said, self._parts.of(text), self._part)
        return replace(said, language=self._languages.detect(text), details=self._details.find(text))

    def phrases(self, text: str, entries: Sequence[str]) -> list[str]:
        return self._phrases.nearest(self._lexicon.read(text), entries)

    def scores(self, text: str) -> Scores:
        """The score of every label, for whoever weighs them with another opinion."""
        return self._scores(self._lexicon.read(text), asked(text))

    def _read(self, text: str) -> Meaning:
        if kinds := self._signs.kinds(fold(text)):
            kind = kinds[0] if len(kinds) == 1 else likeliest(kinds, self.scores(text))
            return Meaning(Kind.URGENT, 1.0, urgency=kind)
        if said := command(text, self._commands):
            return Meaning(Kind.COMMAND, 1.0, command=said)
        if talk := self._talk(text):
            return Meaning(Kind.SMALLTALK, 1.0, smalltalk=talk)
        words = self._lexicon.read(text)
        if not words.known:
            return Meaning(Kind.UNKNOWN)
        scores = self._scores(words, asked(text))
        if urgency := alarm(scores, len(words.words)):
            return Meaning(Kind.URGENT, LIKELY, urgency=urgency)
        meaning = aside(scores) or self._entry(words, scores)
        return replace(meaning, section=self._followups.find(text))

    def _part(self, text: str) -> Meaning:
        """What a part of a message asks for: an emergency or a command is one of the whole."""
        words = self._lexicon.read(text)
        return self._entry(words, self._scores(words)) if words.known else Meaning(Kind.UNKNOWN)

    def _talk(self, text: str) -> str | None:
        """Small talk said in so many words, or in emoji alone: the first that is known."""
        said = [fold(text)] if fold(text) else clean(text)
        return next((self._smalltalk[each] for each in said if each in self._smalltalk), None)

    def _scores(self, said: Said, question: str = "") -> Scores:
        """Of a message; what its question says counts once more."""
        values = self.model.scores(said)
        if question:
            again = self.model.scores(self._lexicon.read(question))
            values = ((values + ASKED * again) / (1 + ASKED)).astype(np.float32)
        return Scores.of(self.model.labels, values)

    def _entry(self, said: Said, scores: Scores) -> Meaning:
        known = self.model.features.words.share(said.words)
        return read_entry(scores, evidence(scores, known).confidence)


def twofold(meaning: Meaning) -> bool:
    """Whether there may be a second need: it shows in the scores of the whole message."""
    return any(each.score >= SECOND for each in meaning.candidates[1:2])


def count(knowledge: Knowledge, taught: Sequence[Example]) -> Vocabulary:
    """The vocabulary of what is taught: about a second."""
    return Vocabulary.of(((each.language, each.phrase) for each in taught), one_form(knowledge), knowledge)


def fit(knowledge: Knowledge) -> Fitted:
    """Teach a new model the phrases of a knowledge base: some seconds."""
    from bot.understanding.teach import teach  # takes its time to load; who has a fitted model needs it not

    taught = list(examples(knowledge))
    vocabulary = count(knowledge, taught)
    lexicon = Lexicon(knowledge, vocabulary)
    model = teach([lexicon.read(each.phrase) for each in taught], [each.label for each in taught])
    return Fitted(vocabulary, model, Letters.of(recognised(knowledge)))
