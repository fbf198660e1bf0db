"""Words cut to the part that carries the meaning: "rinnovare", "rinnovo" -> "rinnov".

Italian and English by Snowball (snowballstem.org), Arabic by a light cut after Larkey, Ballesteros and
Connell, "Light Stemming for Arabic" (2007), and Arabic in Latin letters by the same idea.
"""

from __future__ import annotations

from collections.abc import Callable

import snowballstemmer

# The longest first; what is left must keep so many letters.
_LEAST = 3
_ARABIC_HEADS = ("وبال", "وال", "بال", "كال", "فال", "عال", "هال", "ولل", "لل", "ال")
_ARABIC_TAILS = ("كم", "هم", "ها", "نا", "ني", "ان", "ات", "ون", "ين", "يه", "تي", "ه", "ي", "ك")
_LATIN_HEADS = ("bil", "wel", "fel", "lel", "el", "al", "il", "l")
_LATIN_TAILS = ("iya", "eya", "at", "in", "ti", "ek", "ak", "i", "a", "e")

_SNOWBALL = {code: snowballstemmer.stemmer(name) for code, name in (("it", "italian"), ("en", "english"))}


def is_arabic(word: str) -> bool:
    """Whether a folded word is in Arabic letters."""
    return "\u0600" <= word[:1] <= "\u06ff"


def stem(word: str, language: str) -> str:
    """Cut one folded word, as a word of this language."""
    if is_arabic(word):
        return _cut(word, _ARABIC_HEADS, _ARABIC_TAILS)
    if language == "ar":
        return _cut(word, _LATIN_HEADS, _LATIN_TAILS)
    snowball: Callable[[str], str] | None = getattr(_SNOWBALL.get(language), "stemWord", None)
    return snowball(word) if snowball else word


def _cut(word: str, heads: tuple[str, ...], tails: tuple[str, ...]) -> str:
    head = next((each for each in heads if word.startswith(each) and len(word) >= len(each) + _LEAST), "")
    word = word[len(head) :]
    tail = next((each for each in tails if word.endswith(each) and len(word) >= len(each) + _LEAST), "")
    return word[: len(word) - len(tail)]
