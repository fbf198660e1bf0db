"""Which language a message is in: by its script, then by the small words that only one language has."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from bot.knowledge.model import Knowledge
from bot.understanding.normalise import clean, fold

# Arabic in Latin letters writes 3, 5, 7 and 9 for letters that Latin lacks.
_ARABIZI = re.compile(r"\b[a-z]*[3579](?=[a-z])[a-z3579]+\b|\b[a-z]+[3579]\b")


class Languages:
    """Tells the languages of a knowledge base from one another."""

    def __init__(self, knowledge: Knowledge) -> None:
        languages = knowledge.languages.items()
        self._by_script = {each.script: code for code, each in languages if each.script != "latin"}
        voices = [(fold(word), code) for code, each in languages for word in each.small_words]
        shared = {word for word, count in Counter(word for word, _code in set(voices)).items() if count > 1}
        self._by_word = {word: code for word, code in voices if word not in shared}

    def detect(self, text: str) -> str | None:
        """The code of the language; None if the words do not tell."""
        script = _script(clean(text))
        if script != "latin":
            return self._by_script.get(script or "")
        folded = fold(text)
        votes = Counter(code for word in folded.split() if (code := self._by_word.get(word)))
        if _ARABIZI.search(folded) and votes.total() - votes["ar"] < 2:
            votes["ar"] += 1
        ranked = votes.most_common(2)
        if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
            return None
        return ranked[0][0]


def _script(text: str) -> str | None:
    """The script of most letters."""
    scripts = Counter(unicodedata.name(c, "?").split()[0].lower() for c in text if c.isalpha())
    return scripts.most_common(1)[0][0] if scripts else None
