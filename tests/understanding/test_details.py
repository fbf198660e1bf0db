"""What a question says beside its subject."""

from __future__ import annotations

import pytest

from bot.knowledge.model import Knowledge
from bot.understanding.details import Details, Finder


@pytest.mark.parametrize(
    ("text", "details"),
    [
        ("corso di italiano la sera", Details("evening")),
        ("CORSI SERALI a1 a Pesaro!", Details("evening", "A1", "pesaro")),
        ("course after work for beginners", Details("evening", "A1")),
        ("دورة بعد الظهر مستوى B1", Details("afternoon", "B1")),
        ("corso a San Benedetto del Tronto", Details()),
        ("corso a Reggio Emilia la mattina", Details("morning", "", "reggio emilia")),
        ("rinnovo del permesso", Details()),
        ("", Details()),
    ],
)
def test_details_are_found_in_every_language(knowledge: Knowledge, text: str, details: Details) -> None:
    found = Finder(knowledge).find(text)
    assert (found.when, found.level) == (details.when, details.level)
    assert bool(found) == bool(found.when or found.level or found.town)
    if details.town:
        assert found.town == details.town
