"""What is kept of a question holds nobody: no number, no address, no name."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.effects import Wonder
from bot.knowledge.model import Knowledge
from bot.session import Holder, Session
from bot.understanding.normalise import fold
from bot.wonder import scrub, wondered
from bot.world import World
from tests.conftest import NOW, words

SURE = ("mi chiamo", "il mio nome è", "my name is", "My name's", "اسمي", "esmi", "MI CHIAMO")
MAYBE = ("sono", "io sono", "I am", "i'm", "أنا", "ana")
LETTERS = st.characters(categories=("Lu", "Ll", "Lo"))
BEFORE = st.sampled_from(("", "ciao ", "hello, ", "cerco un lavoro e ", "مرحبا "))
DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵"


@settings(deadline=None)
@given(st.text(st.sampled_from(DIGITS + " -./()+ab@:\n") | st.characters(), max_size=80))
def test_no_long_number_and_no_address_is_left(knowledge: Knowledge, text: str) -> None:
    kept = scrub(text, knowledge)
    assert not re.search(r"\d{4}", kept)
    assert not re.search(r"\d(?:[ .\-/]?\d){3}", kept)
    assert "@" not in kept
    assert "://" not in kept


@settings(deadline=None)
@given(BEFORE, st.sampled_from(SURE), st.text(LETTERS, min_size=3, max_size=12), st.sampled_from((" ", ": ")))
def test_no_name_is_left_after_my_name_is(
    knowledge: Knowledge, before: str, mark: str, name: str, between: str
) -> None:
    kept = scrub(f"{before}{mark}{between}{name}qzx {name}xqz", knowledge)
    assert f"{name}qzx" not in kept
    assert f"{name}xqz" not in kept


@settings(deadline=None)
@given(BEFORE, st.sampled_from(MAYBE), st.text(LETTERS, min_size=3, max_size=12))
def test_no_name_is_left_after_i_am(knowledge: Knowledge, before: str, mark: str, name: str) -> None:
    if fold(name + "qzx") not in knowledge.vocabulary:
        assert f"{name}qzx" not in scrub(f"{before}{mark} {name}qzx", knowledge)


SCRUBBED = [
    ("sono senza permesso", "sono senza permesso"),
    ("I am looking for a job", "I am looking for a job"),
    ("sono Zorbax Quuxley e cerco casa", "sono … e cerco casa"),
    ("my name is Zorbax Quuxley, hello", "my name is … hello"),
    ("mi chiamo Costa Rosa e cerco casa", "mi chiamo … e cerco casa"),
    ("اسمي زوربكس كواكسلي وأريد عملا", "اسمي … وأريد عملا"),
    ("chiamami al 333 12 34 567 grazie", "chiamami al … grazie"),
    ("codice ABCDEF80A01H501Z", "codice …"),
    ("passaporto YA1234567 scaduto", "passaporto … scaduto"),
    ("a.b@example.org o t.me/abc o www.example.org", "… o … o …"),
    ("3andi 2 wlad w 7ajti khdma", "3andi 2 wlad w 7ajti khdma"),
    ("modulo 209 e 210", "modulo 209 e 210"),
]


@pytest.mark.parametrize(("text", "kept"), SCRUBBED)
def test_what_is_left(text: str, kept: str, knowledge: Knowledge) -> None:
    assert scrub(text, knowledge) == kept


def test_what_is_kept_is_short(knowledge: Knowledge) -> None:
    assert len(scrub("parola " * 500, knowledge)) <= 300


def test_what_is_written_for_a_desk_is_not_kept(knowledge: Knowledge) -> None:
    message, world = words("zzyzx flumbux"), World(NOW, knowledge, language="en")
    free = Session().home()
    asked = free.push("unknown")
    assert wondered(free, asked, message, world) == (Wonder("zzyzx flumbux", "en"),)
    for holder in (Holder.QUEUE, Holder.OPERATOR):
        held = Session(holder=holder).home()
        assert wondered(held, held.push("unknown"), message, world) == ()
