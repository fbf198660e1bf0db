"""Territories: what they change, what they inherit, and their faults."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.knowledge.load import load
from bot.knowledge.source import KnowledgeError
from tests.conftest import ROOT

TOWN, REGION = "territories/example_town", "territories/example_region"


def test_a_town_says_its_own_and_inherits_the_rest() -> None:
    base, town = load(ROOT / "knowledge"), load(ROOT / "knowledge", "example_town")
    name = "courses.italian"
    for code in base.languages:
        ours, theirs = base.languages[code].entries, town.languages[code].entries
        assert "where" in theirs[name].sections
        assert theirs[name].sections["where"] != ours[name].sections.get("where")
        assert theirs[name].answer == ours[name].answer
        assert {key: text for key, text in theirs.items() if key != name} == {
            key: text for key, text in ours.items() if key != name
        }
    assert town.entries[name].sources != base.entries[name].sources
    assert "where" in town.entries[name].sections
    assert {desk.id for desk in town.desks} - {desk.id for desk in base.desks} == {"example_region_desk"}
    assert all(desk.example for desk in town.desks)


def test_hotlines_amounts_and_desks_of_the_same_name_replace(folder: Path) -> None:
    shutil.copy(folder / "hotlines.yaml", folder / TOWN / "hotlines.yaml")
    path = folder / TOWN / "hotlines.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace('"1522"', '"00000"'), encoding="utf-8")
    shutil.copy(folder / "desks.yaml", folder / TOWN / "desks.yaml")
    town = load(folder, "example_town")
    assert town.hotlines["violence"].number == "00000"
    assert load(folder).hotlines["violence"].number == "1522"
    assert len(town.desks) == len({desk.id for desk in town.desks})


PLANTED = [
    (f"{TOWN}/territory.yaml", r"inherits: \w+", "inherits: nowhere", "no territory above it"),
    (
        f"{REGION}/territory.yaml",
        r"example: true",
        "example: true\ninherits: example_town",
        "no territory above it",
    ),
    (f"{TOWN}/territory.yaml", r"  ar: .*\n", "", "has no name in ar"),
    (f"{TOWN}/it/courses.yaml", r"courses\.italian", "courses.nothing", "is no entry of the base"),
    (f"{TOWN}/entries.yaml", r"courses\.italian", "courses.a2_test", "has no source for what is said here"),
    (f"{TOWN}/en/courses.yaml", r"      where:", "      steps:", "is not said likewise"),
    (f"{TOWN}/en/courses.yaml", r"Example:", "{hotline.nobody}", "stands for nothing"),
    (f"{TOWN}/en/courses.yaml", r"sections:", "section:", "not known here"),
    (f"{REGION}/listings.yaml", r"      ar: للكبار.*\n", "", "is not written in ar"),
    (
        f"{REGION}/listings.yaml",
        r"id: example_italian_morning",
        "id: example_italian_evening",
        "Two listings",
    ),
]


@pytest.mark.parametrize(("file", "there", "planted", "told"), PLANTED)
def test_a_planted_fault_is_told(folder: Path, file: str, there: str, planted: str, told: str) -> None:
    path = folder / file
    text, count = re.subn(there, planted, path.read_text(encoding="utf-8"), count=1)
    assert count == 1
    path.write_text(text, encoding="utf-8")
    with pytest.raises(KnowledgeError) as caught:
        load(folder)
    assert any(told in fault.what and fault.file.startswith("territories/") for fault in caught.value.faults)
    assert all(fault.remedy for fault in caught.value.faults)


def test_a_territory_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(KnowledgeError, match="There is no territory atlantis"):
        load(ROOT / "knowledge", "atlantis")
