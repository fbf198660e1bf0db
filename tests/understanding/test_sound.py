"""Arabic in Latin letters meets Arabic in its own."""

from __future__ import annotations

import pytest

from bot.understanding.normalise import fold
from bot.understanding.sound import sound
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.words import Words


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("njadad", "نجدد"),
        ("lkhedma", "الخدمة"),
        ("ma3ndich", "معنديش"),
        ("el7okouma", "الحكومة"),
        ("mohami", "محامي"),
        ("shoghol", "شغل"),
    ],
)
def test_both_spellings_sound_alike(latin: str, arabic: str) -> None:
    assert sound(fold(latin)) == sound(fold(arabic)) != ""


def test_words_in_latin_letters_are_read_as_those_in_arabic_letters() -> None:
    taught = [("ar", "محامي مجاني"), ("ar", "bghit karta"), ("it", "un mohamo")]
    words = Words(Vocabulary.of(taught, {}), {})
    assert [word.spelling for word in words.read("bghit mohami majani")] == ["bghit", "محامي", "مجاني"]
    assert [word.known for word in words.read("majani")] == [False], "nothing says that this is Arabic"
