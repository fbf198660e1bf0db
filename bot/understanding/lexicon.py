"""A message as the model reads it: its words, and the concepts that they stand for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.knowledge.model import Knowledge
from bot.understanding.concepts import Concepts
from bot.understanding.labels import one_form
from bot.understanding.normalise import fold
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import Word, Words


@dataclass(frozen=True, slots=True)
class Said:
    """What was read of a message, both in the order in which they were said."""

    words: tuple[Word, ...]
    concepts: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether any word is known at all."""
        return any(word.known for word in self.words)


class Lexicon:
    """The words of the phrases and the concepts of a knowledge base. Towns are no misspelt words."""

    def __init__(self, knowledge: Knowledge, vocabulary: Vocabulary) -> None:
        self._concepts = Concepts(vocabulary.concepts)
        towns = (fold(town.name) for town in knowledge.municipalities)
        self._words = Words(vocabulary, one_form(knowledge), self._concepts.words.union(towns))

    def read(self, text: str) -> Said:
        """A word that stands for a concept is known, though no phrase has it."""
        words = self._words.read(text)
        found = self._concepts.find(" ".join(word.spelling for word in words))
        told = {place for span in found.values() for place in range(*span)}
        for place in (place for place in told if place < len(words) and not words[place].known):
            words[place] = replace(words[place], known=True)
        return Said(tuple(words), tuple(sorted(found, key=lambda name: (found[name], name))))
