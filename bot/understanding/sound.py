"""Arabic words by their consonants, so that one written in Latin letters meets the same in Arabic ones.

"3andi", "عندي" -> "nd"; "njadad", "نجدد" -> "njd". The digits are those of chats in Arabic (Yaghan,
"Arabizi: A Contemporary Style of Arabic Slang", 2008); vowels, and letters that chats drop, do not count.
"""

from __future__ import annotations

import re

from bot.understanding.stems import is_arabic

# A word of Arabic in Latin letters: 3, 5, 7 and 9 stand for letters that Latin lacks.
CHAT = re.compile(r"\b[a-z]*[3579](?=[a-z])[a-z3579]+\b|\b[a-z]+[3579]\b")
LEAST = 3  # consonants by which a word is known; fewer are shared by too many

_ARABIC = str.maketrans("بتثجحخدذرزسشصضطظغفقكلمنه", "bttjhkddrzsxsdtzgfkklmnh", "اويع")
_LATIN_PAIRS = (
    *(("kh", "k"), ("gh", "g"), ("ch", "x"), ("sh", "x"), ("th", "t"), ("dh", "d"), ("ou", ""), ("ph", "f")),
    *(
        ("5", "k"),
        ("7", "h"),
        ("9", "k"),
        ("8", "g"),
        ("6", "t"),
        ("q", "k"),
        ("c", "k"),
        ("p", "b"),
        ("v", "f"),
    ),
)
_SILENT = re.compile(r"[aeiouyw0-9]")
_HEAD = re.compile(r"^(?:[وبف]?ال|لل|[bwf]?[aei]?l)(?=...)")
_TAIL = re.compile(r"(?<=..)h$")  # teh marbuta
_AGAIN = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """The consonants of one folded word, in plain Latin letters; double ones once."""
    bare = _HEAD.sub("", word) if len(word) > LEAST else word
    if is_arabic(bare):
        bare = bare.translate(_ARABIC)
    else:
        for written, heard in _LATIN_PAIRS:
            bare = bare.replace(written, heard)
    return _TAIL.sub("", _AGAIN.sub(r"\1", _SILENT.sub("", bare)))
