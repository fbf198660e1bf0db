"""Which language a message is in: by its script, then by the small words that only one language has."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator

from bot.knowledge.model import Knowledge, Language
from bot.understanding.normalise import clean, fold, words_of
from bot.understanding.sound import CHAT

NEARLY_ALL = 0.8
COMMON = 3  # uses in our own texts that make a word no sign of another language


class Languages:
    """Tells the languages of a knowledge base from one another, and from those that it only names.

    The small words of a language count whole; the other words of its texts count half, if nearly all
    their uses are in it (official Italian names stand in every language's texts). In languages that are
    only named, small words and words with a letter of theirs count whole.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        named = knowledge.tongues.items()
        self._scripts = {code: each.script for code, each in knowledge.languages.items()}
        self._scripts |= {code: each.script for code, each in named}
        uses: dict[str, Counter[str]] = {}
        for code, language in knowledge.languages.items():
            for word, times in words_of(_texts(language)).items():
                uses.setdefault(word, Counter())[code] += times
        votes = {word: vote for word, counts in uses.items() if (vote := _vote(counts, 0.5))}
        small = [
            (fold(word), code) for code, each in knowledge.languages.items() for word in each.small_words
        ]
        shared = {word for word, count in Counter(word for word, _code in set(small)).items() if count > 1}
        votes |= {word: (code, 1.0) for word, code in small if word not in shared}
        self._votes = {word: [vote] for word, vote in votes.items()}
        theirs = {(fold(word), code) for code, each in named for word in each.words.split()}
        for word, code in sorted(theirs):
            if word not in shared and word not in votes and uses.get(word, Counter()).total() < COMMON:
                self._votes.setdefault(word, []).append((code, 1.0))
        self._letters = {letter: code for code, each in named for letter in each.letters}

    def detect(self, text: str) -> str | None:
        """The code of the language; None if the words do not tell."""
        cleaned, folded = clean(text), fold(text)
        script = _script(cleaned)
        possible = [
            code
            for code, own in self._scripts.items()
            if own == script or (code == "ar" and script == "latin")
        ]
        votes = {code: votes for code, votes in self._count(cleaned, folded).items() if code in possible}
        if script == "latin" and CHAT.search(folded) and sum(votes.values()) - votes.get("ar", 0) < 2:
            votes["ar"] = votes.get("ar", 0) + 1
        ranked = sorted(votes.items(), key=lambda vote: -vote[1])
        if not ranked or (len(ranked) > 1 and ranked[0][1] == ranked[1][1]):
            return None if script == "latin" or not possible else possible[0]
        return ranked[0][0]

    def _count(self, cleaned: str, folded: str) -> dict[str, float]:
        """Votes for each language. Arabic may be written in Latin letters."""
        votes: dict[str, float] = defaultdict(float)
        for told in (self._votes[word] for word in folded.split() if word in self._votes):
            for code, weight in told:
                votes[code] += weight / len(told)
        for word in cleaned.lower().split():
            for code in {self._letters[letter] for letter in word if letter in self._letters}:
                votes[code] += 1
        return votes


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
