"""What a question says beside its subject: the time of day, the level of a course, a town."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.knowledge.model import Knowledge
from bot.understanding.normalise import fold

Key = TypeVar("Key", bound=str)
LONGEST = 3  # words of a town's name that are looked at


@dataclass(frozen=True, slots=True)
class Details:
    """Each as keys: `when` a part of the day, `level` of the European scale, `town` as it is folded.

    Some towns are called like common words, so a town may only put things in order, never leave any out.
    """

    when: str = ""
    level: str = ""
    town: str = ""

    def __bool__(self) -> bool:
        return bool(self.when or self.level or self.town)


NO_DETAILS = Details()


class Finder:
    """Finds details by the words of every language."""

    def __init__(self, knowledge: Knowledge) -> None:
        languages = knowledge.languages.values()
        self._when = _table(each.when for each in languages)
        self._level = _table(each.levels for each in languages)
        self._towns = {fold(name) for town in knowledge.municipalities for name in town.names}
        self._small = {fold(word) for each in languages for word in each.small_words}

    def find(self, text: str) -> Details:
        """What the words say, the first of each kind; longer expressions before shorter ones."""
        words = fold(text).split()
        spoken = [
            " ".join(words[start : start + size])
            for size in range(LONGEST, 0, -1)
            for start in range(len(words) - size + 1)
        ]
        towns = (each for each in spoken if each in self._towns and each not in self._small)
        return Details(_first(spoken, self._when), _first(spoken, self._level), next(towns, ""))


def _table(written: Iterable[Mapping[Key, Iterable[str]]]) -> dict[str, str]:
    return {fold(word): key for each in written for key, words in each.items() for word in words}


def _first(spoken: Iterable[str], table: Mapping[str, str]) -> str:
    return next((table[each] for each in spoken if each in table), "")
