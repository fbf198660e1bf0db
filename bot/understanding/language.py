"""Which language a message is in: by its script, then by small words and letters that few languages have."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Mapping

from bot.knowledge.model import Knowledge, Language
from bot.understanding.normalise import clean, fold

# Arabic in Latin letters writes 3, 5, 7 and 9 for letters that Latin lacks.
NEARLY_ALL = 0.8
_ARABIZI = re.compile(r"\b[a-z]*[3579](?=[a-z])[a-z3579]+\b|\b[a-z]+[3579]\b")
CLEAR = 1.0  # vote: the least lead of a language that is not spoken here
MOST_LETTERS = 2  # votes that the letters of a language have


class Languages:
    """Tells the languages of a knowledge base from one another, and from those that are only recognised.

    The small words of a language count whole; the other words of its texts count half, if nearly all
    their uses are in it (official Italian names stand in every language's texts).
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._spoken = tuple(knowledge.languages)
        self._others = knowledge.others
        self._by_script: dict[str, list[str]] = defaultdict(list)
        for code, language in knowledge.languages.items():
            self._by_script[language.script].append(code)
        for code, other in knowledge.others.items():
            self._by_script[other.script].append(code)
        self._votes = _votes(knowledge)
        self._small = {code: set(fold(each.small_words).split()) for code, each in knowledge.others.items()}

    def detect(self, text: str) -> str | None:
        """The code of the language, spoken here or only recognised; None if nothing tells."""
        script = _script(clean(text))
        possible = self._by_script.get(script or "", [])
        spoken = [code for code in possible if code in self._spoken]
        leads = {code: self._lead(text, code) for code in possible if code in self._others}
        other = max(leads, key=lambda code: leads[code], default=None)
        if other and (not spoken or leads[other] >= CLEAR):
            return other
        if script != "latin":
            return spoken[0] if spoken else None
        return _first(self._heard(fold(text)))

    def _heard(self, folded: str, without: Container[str] = ()) -> Mapping[str, float]:
        """The votes for the languages spoken here, of all words but some."""
        words = [word for word in folded.split() if word not in without]
        votes: dict[str, float] = defaultdict(float)
        for code, weight in (self._votes[word] for word in words if word in self._votes):
            votes[code] += weight
        if _ARABIZI.search(folded) and sum(votes.values()) - votes["ar"] < 2:
            votes["ar"] += 1
        return votes

    def _lead(self, text: str, code: str) -> float:
        """By how many votes a language that is not spoken here is before those that are.

        Words that it shares with one of them tell nothing.
        """
        small, folded = self._small[code], fold(text)
        own = sum(word in small and word not in self._votes for word in folded.split())
        letters = sum(letter in self._others[code].letters for letter in clean(text).casefold())
        theirs = max(self._heard(folded, small).values(), default=0.0)
        return own + min(letters, MOST_LETTERS) - theirs


def _votes(knowledge: Knowledge) -> dict[str, tuple[str, float]]:
    """The words of the languages spoken here that speak for one of them."""
    uses: dict[str, Counter[str]] = {}
    for code, language in knowledge.languages.items():
        for word in (word for text in _texts(language) for word in fold(text).split()):
            uses.setdefault(word, Counter())[code] += 1
    votes = {word: vote for word, counts in uses.items() if (vote := _vote(counts, 0.5))}
    small = [(fold(word), code) for code, each in knowledge.languages.items() for word in each.small_words]
    shared = {word for word, count in Counter(word for word, _code in set(small)).items() if count > 1}
    return votes | {word: (code, 1.0) for word, code in small if word not in shared}


def _first(votes: Mapping[str, float]) -> str | None:
    """The language with most votes; None if two have as many, or none has any."""
    ranked = sorted(votes.items(), key=lambda vote: -vote[1])
    if not ranked or not ranked[0][1] or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _vote(uses: Counter[str], weight: float) -> tuple[str, float] | None:
    """The language that nearly all uses of a word are in."""
    (code, most), *_rest = uses.most_common(1)
    return (code, weight) if uses.total() > 1 and most >= NEARLY_ALL * uses.total() else None


def _texts(language: Language) -> Iterator[str]:
    for wording in language.entries.values():
        yield from (wording.title, wording.question, wording.answer)
        yield from wording.phrases
        yield from wording.sections.values()


def _script(text: str) -> str | None:
    """The script of most letters."""
    scripts = Counter(unicodedata.name(c, "?").split()[0].lower() for c in text if c.isalpha())
    return scripts.most_common(1)[0][0] if scripts else None
