"""Which language a message is in.

A library knows languages by their letters (py3langid); what tells those of the knowledge base from one
another better is the small words that only one of them has, and Arabic in Latin letters only we know.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import lru_cache

from bot.knowledge.model import Knowledge
from bot.understanding.letters import Letters
from bot.understanding.normalise import MOST_LETTERS, clean, fold
from bot.understanding.sound import CHAT
from bot.understanding.vocabulary import Uses, owner

NEARLY_ALL = 0.8
VOTE = 5.0  # what a vote is worth beside the library's logarithms of chances
STRANGE = 3.0  # by how much a language that is not spoken here must be likelier
CLEAR = 2.0  # by which the first language of a single word must be likelier than the second
NOTHING = -1e30  # what the library gives to all languages where it knows nothing
CERTAIN = 45.0  # by which it is so likely that its words are not taken for Arabic in Latin letters
CHATTED = 1.0  # the least votes that make Latin letters Arabic


class Languages:
    """Tells the languages of a knowledge base from one another, and from those that it only names.

    The small words of a language count whole; the other words of its texts count half, if nearly all
    their uses are in it (official Italian names stand in every language's texts).
    """

    def __init__(self, knowledge: Knowledge, uses: Uses, letters: Letters) -> None:
        """`uses` are those of all texts, `letters` what tells all languages here apart."""
        self._ours = frozenset(knowledge.languages)
        self._letters = letters
        votes = {word: vote for word, counts in uses.items() if (vote := _vote(counts, 0.5))}
        small = [
            (fold(word), code) for code, each in knowledge.languages.items() for word in each.small_words
        ]
        shared = {word for word, count in Counter(word for word, _code in set(small)).items() if count > 1}
        self._votes = votes | {word: (code, 1.0) for word, code in small if word not in shared}

    def detect(self, text: str) -> str | None:
        """The code of the language; None if the words do not tell."""
        cleaned, folded = clean(text), fold(text)
        scripts = _scripts(cleaned)
        if not scripts:
            return None
        script = max(scripts, key=scripts.__getitem__)
        votes = self._count(folded)
        likely = {code: chance + VOTE * votes.get(code, 0) for code, chance in self._chances(cleaned).items()}
        first, second = sorted(likely, key=lambda code: -likely[code])[:2]
        ours = max(likely[code] for code in self._ours)
        certain = likely[first] - ours > CERTAIN and scripts.keys() == {"latin"}
        if script == "latin" and not certain and self._chatted(votes, folded):
            return "ar"
        alone = len(folded.split()) < 2 and likely[first] - likely[second] < CLEAR
        return None if alone else first

    def _chances(self, text: str) -> Mapping[str, float]:
        """The logarithms of the library's chances, less for languages that are not spoken here."""
        ranked = self._letters.rank(text)
        known = ranked[0][1] > NOTHING
        return {
            code: (chance if known else 0) - (0 if code in self._ours else STRANGE) for code, chance in ranked
        }

    def _chatted(self, votes: Mapping[str, float], folded: str) -> bool:
        """Whether Latin letters stand for Arabic."""
        arabic = votes.get("ar", 0) + bool(CHAT.search(folded))
        return arabic >= CHATTED and arabic > max(
            (votes.get(code, 0) for code in self._ours - {"ar"}), default=0
        )

    def _count(self, folded: str) -> Mapping[str, float]:
        """Votes for each language of the knowledge base."""
        votes: dict[str, float] = defaultdict(float)
        for code, weight in (self._votes[word] for word in folded.split() if word in self._votes):
            votes[code] += weight
        return votes


def recognised(knowledge: Knowledge) -> set[str]:
    """The codes of all languages that are told apart: those with texts, and those that are only named."""
    return {*knowledge.languages, *knowledge.tongues}


def _vote(uses: Mapping[str, int], weight: float) -> tuple[str, float] | None:
    """The language that nearly all uses of a word are in."""
    code, total = owner(uses), sum(uses.values())
    return (code, weight) if total > 1 and uses[code] >= NEARLY_ALL * total else None


def _scripts(text: str) -> Counter[str]:
    """How many letters there are of each script."""
    return Counter(_script_of(letter) for letter in text if letter.isalpha())


@lru_cache(MOST_LETTERS)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0].lower()
