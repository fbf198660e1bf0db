"""One spelling for what people write in many."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.normalise import MOST_CHARACTERS, clean, fold, number, sound

SAME = [
    ("PERMESSO", "permesso"),
    ("perché è già lì", "perche e gia li"),
    ("l'anagrafe", "l anagrafe"),
    ("ciaooooo!!!", "ciao"),
    ("إقامة", "اقامه"),
    ("الإِقَامَةُ", "الاقامه"),
    ("تصـــريح", "تصريح"),
    ("على", "علي"),
    ("مسؤول", "مسوول"),
    ("کارت اقامتی", "كارت اقامتي"),  # Persian kaf and yeh
    ("١٢٣ ۴۵۶ 789 ４", "123 456 789 4"),
    ("per\u200bmes\u200eso", "permesso"),
    ("\u2068permesso\u2069", "permesso"),
    ("👩‍🚀 permesso 🙏🏽", "permesso"),
    ("ﻻ", "لا"),
    ("মারে, মরে।", "মারে মরে"),  # beats, dies: the marks are vowels
    ("", ""),
]


@pytest.mark.parametrize(("written", "folded"), SAME)
def test_spellings_are_folded(written: str, folded: str) -> None:
    assert fold(written) == fold(folded) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=3000))
def test_cleaning_leaves_one_line_that_is_not_endless(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= MOST_CHARACTERS
    assert "\n" not in cleaned
    assert cleaned == cleaned.strip()
    assert clean(cleaned) == cleaned


@given(st.text(alphabet=st.characters(), max_size=50))
def test_what_is_kept_can_be_kept(text: str) -> None:
    kept = sound(text + "\ud800\x00")
    kept.encode("utf-8")
    assert "\x00" not in kept


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("٣", 3),
        ("۴", 4),
        ("２", 2),
        ("2️⃣", 2),
        ("2.", 2),
        (" 2) ", 2),
        ("12", 12),
        ("1 2", None),
        ("due", None),
        ("", None),
        ("12345", None),
        ("²", 2),
    ],
)
def test_numbers_are_read_in_any_script(text: str, value: int | None) -> None:
    assert number(text) == value
