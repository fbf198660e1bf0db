"""Understanding does not get worse unnoticed: the figures of `bench/understanding.json` hold."""

from __future__ import annotations

import json

import pytest

from bench.quality import (
    FIGURES,
    LANGUAGES,
    MEASURED,
    STRANGERS,
    Figures,
    figures,
)
from bot.cli.eval import read_questions
from bot.hear import Brain
from bot.knowledge.model import Knowledge
from bot.understanding.labels import examples
from bot.understanding.normalise import fold

POINT = 0.01
ALL = (*MEASURED.values(), STRANGERS)


@pytest.fixture(scope="module")
def found(brain: Brain) -> Figures:
    return figures(brain.understanding)


@pytest.fixture(scope="module")
def kept() -> Figures:
    read: Figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    return read


@pytest.mark.parametrize("group", ["questions all", "natural all"])
def test_as_many_questions_are_understood_as_before(group: str, found: Figures, kept: Figures) -> None:
    now, before = found[group], kept[group]
    assert now["right"] >= before["right"] - POINT, "run python -m bench.quality if this is meant"
    assert now["reach"] >= before["reach"] - POINT
    assert now["false"] <= before["false"] + POINT


@pytest.mark.parametrize(
    "group", ["questions all", "natural all", "emergencies all", "foreign emergencies all"]
)
def test_no_emergency_is_missed_that_was_found(group: str, found: Figures, kept: Figures) -> None:
    assert found[group]["urgent"] >= kept[group]["urgent"]
    assert found[group]["alarms"] <= kept[group]["alarms"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_emergencies_in_words_of_all_kinds(language: str, found: Figures) -> None:
    assert found[f"emergencies {language}"]["urgent"] >= 0.6
    assert found[f"emergencies {language}"]["alarms"] <= 0.15


def test_what_is_measured_is_not_taught(knowledge: Knowledge) -> None:
    taught = {fold(each.phrase) for each in examples(knowledge)}
    measured = [each.text for file in ALL for each in read_questions(file)]
    assert [text for text in measured if len(text.split()) > 3 and fold(text) in taught] == []
