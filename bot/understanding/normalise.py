"""One spelling for what people write in many: letters, digits, marks and spaces folded."""

from __future__ import annotations

import re
import unicodedata

MOST_CHARACTERS = 1000  # of a message that are read; nobody's question is longer

_ARABIC = str.maketrans(
    {
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",  # Persian yeh
        "ې": "ي",
        "ئ": "ي",
        "ؤ": "و",
        "ک": "ك",  # Persian kaf
        "ڪ": "ك",
        "ھ": "ه",
        "ہ": "ه",
        "ە": "ه",
        "ڨ": "ق",
        "ڤ": "ف",
        "پ": "ب",
        "چ": "ج",
        "گ": "ك",
        "ـ": None,  # tatweel
        "ء": None,
    }
)
_NOT_A_WORD = re.compile(r"[^\w\s]|_")
_SPACES = re.compile(r"\s+")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")  # "ciaooo", "helllp"


def clean(text: str) -> str:
    """Drop what is not writing (control and invisible characters, lone surrogates), fold spaces, cut.

    Letters, marks and emoji stay as they are: this is for showing and keeping, `fold` is for comparing.
    """
    kept = (
        " " if c.isspace() or c in "\x00\x0b\x1c" else c
        for c in text[: 10 * MOST_CHARACTERS]
        if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn") or c == "\u200d"
    )
    return _SPACES.sub(" ", "".join(kept)).strip()[:MOST_CHARACTERS]


def sound(text: str, most: int = 10 * MOST_CHARACTERS) -> str:
    """What can be kept: no lone surrogates and no zero characters, which databases refuse; not endless."""
    whole = text[:most].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


def fold(text: str) -> str:
    """Return the one form in which texts are compared.

    Case, accents, compatibility forms, Arabic letter variants, vowel signs, tatweel, punctuation,
    emoji and runs of three and more letters are folded; every script's digits become 0-9.
    """
    text = unicodedata.normalize("NFKD", clean(text)).casefold()
    letters = []
    for c in text:
        if unicodedata.category(c) in ("Mn", "Me"):
            continue
        value = unicodedata.digit(c, None)
        letters.append(c if value is None else str(value))
    text = "".join(letters).translate(_ARABIC)
    text = _STRETCHED.sub(r"\1", _NOT_A_WORD.sub(" ", text))
    return _SPACES.sub(" ", text).strip()


def number(text: str) -> int | None:
    """Read a message that is only a number, in any script's digits, "2." and keycaps included."""
    digits = fold(text)
    return int(digits) if digits.isdecimal() and len(digits) <= 3 else None
