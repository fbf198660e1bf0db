"""Questions that name nothing themselves ("and how much is it?"): the section of an answer that they want."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.knowledge.model import Knowledge, SectionKey
from bot.understanding.labels import one_form
from bot.understanding.normalise import fold

MOST_WORDS = 9  # a longer message says more than that
AND = "و"  # written together with the word that follows


class FollowUps:
    """The words that ask for each section, in all languages at once: chats mix them."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._same: Mapping[str, str] = one_form(knowledge)
        asked: dict[tuple[str, ...], SectionKey] = {}
        beside = set[str]()
        for language in knowledge.languages.values():
            beside.update(word for text in language.besides for word in self._split(text))
            for section, texts in language.followups.items():
                asked |= {tuple(self._split(text)): section for text in texts}
        self._asked = dict(sorted(asked.items(), key=lambda each: -len(each[0])))  # the longest first
        self._beside = frozenset(beside)
        self._known = self._beside.union(*asked)

    def find(self, text: str) -> SectionKey | None:
        """The section that is asked for by words of its own and small words, and by nothing else."""
        words = list(self._read(text))
        if len(words) > MOST_WORDS or not self._known.issuperset(words):
            return None
        for expression, section in self._asked.items():
            if any(self._beside.issuperset(rest) for rest in without(words, expression)):
                return section
        return None

    def _split(self, text: str) -> list[str]:
        return [part for word in fold(text).split() for part in self._same.get(word, word).split()]

    def _read(self, text: str) -> Iterator[str]:
        for word in fold(text).split():
            known = word in self._known or word in self._same
            if word.startswith(AND) and not known:
                word = word.removeprefix(AND)
            yield from self._same.get(word, word).split()


def without(words: list[str], expression: Iterable[str]) -> Iterator[list[str]]:
    """What is left of the words at each place where the expression stands."""
    looked = list(expression)
    for place in range(len(words) - len(looked) + 1):
        if words[place : place + len(looked)] == looked:
            yield words[:place] + words[place + len(looked) :]
