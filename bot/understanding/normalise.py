"""One spelling for what people write in many: letters, digits, marks and spaces folded."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache

MOST_LETTERS = 20_000  # kept in a table: more than all languages here have
RECENT = 64  # texts whose folded form is at hand: one message is folded once, whoever reads it
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


class _Table(dict[int, str | None]):
    """A table for `str.translate` that works out each letter when it is first met, and keeps it."""

    def __init__(self, become: Callable[[str], str | None]) -> None:
        self._become = become

    def __missing__(self, code: int) -> str | None:
        become = self._become(chr(code))
        if len(self) < MOST_LETTERS:
            self[code] = become
        return become


def _visible(letter: str) -> str | None:
    if letter.isspace() or letter in "\x00\x0b\x1c":
        return " "
    hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") and letter != "\u200d"
    return None if hidden else letter


def _plain(letter: str) -> str | None:
    """A letter without its marks; a digit of any script as 0-9; a space for what is neither.

    The marks of Indian scripts are vowels, which make another word: "মারে" beats, "মরে" dies.
    """
    if unicodedata.category(letter) in ("Mn", "Me", "Mc"):
        return letter if letter in _INDIAN else None
    value = unicodedata.digit(letter, None)
    if value is not None:
        return str(value)
    return letter if letter.isalnum() else " "


_INDIAN = frozenset(map(chr, range(0x0900, 0x0E00)))  # from Devanagari to Sinhala
_INVISIBLE, _LETTERS = _Table(_visible), _Table(_plain)
_SPACES = re.compile(r"\s+")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")  # "ciaooo", "helllp"


def clean(text: str) -> str:
    """Drop what is not writing (control and invisible characters, lone surrogates), fold spaces, cut.

    Letters, marks and emoji stay as they are: this is for showing and keeping, `fold` is for comparing.
    """
    text = text[: 10 * MOST_CHARACTERS]
    if not text.isprintable():
        text = text.translate(_INVISIBLE)
    return _SPACES.sub(" ", text).strip()[:MOST_CHARACTERS]


def sound(text: str, most: int = 10 * MOST_CHARACTERS) -> str:
    """What can be kept: no lone surrogates and no zero characters, which databases refuse; not endless."""
    whole = text[:most].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\x00", "")


@lru_cache(RECENT)
def fold(text: str) -> str:
    """Return the one form in which texts are compared.

    Case, accents, compatibility forms, Arabic letter variants, vowel signs, tatweel, punctuation,
    emoji and runs of three and more letters are folded; every script's digits become 0-9.
    """
    text = clean(text)
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).translate(_ARABIC)
    text = text.casefold().translate(_LETTERS)
    return _SPACES.sub(" ", _STRETCHED.sub(r"\1", text)).strip()


def words_of(texts: Iterable[str]) -> Counter[str]:
    """The folded words of many texts and how often each stands there; each spelling is folded once."""
    written = Counter(word for text in texts for word in text.split())
    folded: Counter[str] = Counter()
    for word, times in written.items():
        for part in fold(word).split():
            folded[part] += times
    return folded


def number(text: str) -> int | None:
    """Read a message that is only a number, in any script's digits, "2." and keycaps included."""
    digits = fold(text)
    return int(digits) if digits.isdecimal() and len(digits) <= 3 else None


def digits(text: str) -> str:
    """The digits of a text: a wrong one is another date or hour, and no slip."""
    return "".join(letter for letter in text if letter.isdigit())
