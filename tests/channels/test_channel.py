"""Dividing texts, and choices without buttons."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.channel import numbered, split, utf16
from bot.channels.terminal import Terminal, read
from bot.messages import Opened, Words
from bot.translations import Rendered
from tests.conftest import NOW


@given(st.text(), st.integers(4, 50))
def test_pieces_fit_and_lose_nothing_but_space(text: str, limit: int) -> None:
    pieces = split(text, limit, utf16)
    assert all(utf16(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_texts_are_cut_at_the_best_place() -> None:
    assert split("one two\n\nthree four", 12) == ["one two", "three four"]
    assert split("one two\nthree four", 12) == ["one two", "three four"]
    assert split("aaa bbb ccc", 8) == ["aaa bbb", "ccc"]
    assert split("", 8) == [""]


@pytest.mark.parametrize("letter", ["e\u0301", "👩\u200d🚀", "👍🏽"])
def test_no_letter_is_parted_from_its_marks(letter: str) -> None:
    for limit in range(6, 20):
        for piece in split(letter * 10, limit, utf16):
            assert unicodedata.category(piece[0]) not in ("Mn", "Sk", "Cf")
            assert piece[-1] != "\u200d"


def test_choices_are_numbered_with_the_number_first() -> None:
    buttons = (("a", "Uno"), ("b", "Due"))
    assert numbered(Rendered("Testo", buttons)) == "Testo\n\n1. Uno\n2. Due"
    assert numbered(Rendered("نص", (("a", "واحد"),), "ar")) == "نص\n\n\u200f1. واحد"


async def test_the_terminal_writes_what_it_is_given() -> None:
    written: list[str] = []
    terminal = Terminal(written.append)
    (part,) = terminal.parts(Rendered("Ciao", (("a", "Menu"),)))
    assert await terminal.send("1", part) == "1"
    assert written == ["Ciao\n\n1. Menu"]
    assert read("", "1", 0, NOW).content == Opened()
    assert read("ciao\n", "1", 1, NOW).content == Words("ciao")
