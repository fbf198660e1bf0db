"""Phrases that fetch another entry than their own are told, and told again from what was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.kept import key
from bot.knowledge.folder import Folder, open_folder
from bot.knowledge.model import Knowledge
from bot.knowledge.source import Fault
from bot.misleading import misleading
from tests.conftest import ROOT

NAME, OTHER = "permits.renew", "permits.first"
READ = "come chiedo il primo permesso di soggiorno con il visto nuovo"


@pytest.fixture(scope="module")
def opened() -> tuple[Knowledge, Folder]:
    knowledge, folder = open_folder(ROOT / "knowledge")
    assert knowledge
    return knowledge, folder


def planted(knowledge: Knowledge, phrase: str) -> Knowledge:
    """A few entries of one language, fitted in a moment, with one more phrase of NAME."""
    italian = knowledge.languages["it"]
    entries = {name: italian.entries[name] for name in list(italian.entries)[:6]}
    said = entries[NAME].model_copy(update={"phrases": (*entries[NAME].phrases, phrase)})
    only = italian.model_copy(update={"entries": {**entries, NAME: said}})
    return knowledge.model_copy(update={"languages": {"it": only}})


@pytest.mark.parametrize(
    ("phrase", "told"),
    [
        ("primo rilascio di soggiorno", "is nearly the same as 'primo rilascio soggiorno'"),
        (READ, f"is read as {OTHER}"),
    ],
)
def test_a_phrase_that_fetches_another_entry_is_told(
    opened: tuple[Knowledge, Folder], tmp_path: Path, phrase: str, told: str
) -> None:
    knowledge, folder = planted(opened[0], phrase), opened[1]
    faults = [fault for fault in misleading(knowledge, folder, tmp_path) if phrase in fault.what]
    assert [told in fault.what and fault.file == "it/permits.yaml" for fault in faults] == [True]
    assert faults[0].line > 1
    assert faults[0].remedy
    assert (tmp_path / f"strays-{key(knowledge)}.json").is_file()


def test_what_was_kept_is_used_and_what_is_spoilt_is_found_anew(
    opened: tuple[Knowledge, Folder], tmp_path: Path
) -> None:
    knowledge = planted(opened[0], READ)

    def found() -> list[Fault]:
        return list(misleading(knowledge, opened[1], tmp_path))

    first, kept = found(), tmp_path / f"strays-{key(knowledge)}.json"
    assert first
    assert found() == first
    kept.write_text("[]", encoding="utf-8")
    assert found() == [], "it is read from the folder"
    kept.write_text("[[1", encoding="utf-8")
    assert found() == first
