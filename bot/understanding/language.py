"""Which language a message is in: by its script, then by the small words that only one language has."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

from bot.knowledge.model import Knowledge, Language
from bot.understanding.normalise import clean, fold

# Arabic in Latin letters writes 3, 5, 7 and 9 for letters that Latin lacks.
NEARLY_ALL = 0.8
_ARABIZI = re.compile(r"\b[a-z]*[3579](?=[a-z])[a-z3579]+\b|\b[a-z]+[3579]\b")


class Languages:
    """Tells the languages of a knowledge base from one another.

    The small words of a language count whole; the other words of its texts count half, if nearly all
    their uses are in it (official Italian names stand in every language's texts).
    """

    def __init__(self, knowledge: Knowledge) -> None:
        self._by_script = {
            each.script: code for code, each in knowledge.languages.items() if each.script != "latin"
        }
        uses: dict[str, Counter[str]] = {}
        for code, language in knowledge.languages.items():
            for word in (word for text in _texts(language) for word in fold(text).split()):
                uses.setdefault(word, Counter())[code] += 1
        self._votes = {word: vote for word, counts in uses.items() if (vote := _vote(counts, 0.5))}
        small = [
            (fold(word), code) for code, each in knowledge.languages.items() for word in each.small_words
        ]
        shared = {word for word, count in Counter(word for word, _code in set(small)).items() if count > 1}
        self._votes |= {word: (code, 1.0) for word, code in small if word not in shared}

    def detect(self, text: str) -> str | None:
        """The code of the language; None if the words do not tell."""
        script = _script(clean(text))
        if script != "latin":
            return self._by_script.get(script or "")
        folded = fold(text)
        votes: dict[str, float] = defaultdict(float)
        for code, weight in (self._votes[word] for word in folded.split() if word in self._votes):
            votes[code] += weight
        if _ARABIZI.search(folded) and sum(votes.values()) - votes["ar"] < 2:
            votes["ar"] += 1
        ranked = sorted(votes.items(), key=lambda vote: -vote[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
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
