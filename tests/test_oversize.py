"""A page that does not fit in one message is told where it stands, as each channel counts it."""

from __future__ import annotations

import pytest

from bot.knowledge.folder import Folder, open_folder
from bot.knowledge.model import Knowledge
from bot.oversize import oversize
from tests.conftest import NOW, ROOT

NAME = "permits.renew"


@pytest.fixture(scope="module")
def opened() -> tuple[Knowledge, Folder]:
    knowledge, folder = open_folder(ROOT / "knowledge")
    assert knowledge
    entries = {name: knowledge.entries[name] for name in (NAME, "permits.first")}  # enough, and quick
    return knowledge.model_copy(update={"entries": entries}), folder


def planted(knowledge: Knowledge, code: str, **texts: object) -> Knowledge:
    language = knowledge.languages[code]
    wording = language.entries[NAME].model_copy(update=texts)
    entries = {**language.entries, NAME: wording}
    said = language.model_copy(update={"entries": entries})
    return knowledge.model_copy(update={"languages": {**knowledge.languages, code: said}})


def test_every_page_that_is_shipped_is_one_message() -> None:
    knowledge, folder = open_folder(ROOT / "knowledge")
    assert knowledge
    assert [str(fault) for fault in oversize(knowledge, folder, NOW)] == []


@pytest.mark.parametrize(
    ("length", "channels"), [(1000, []), (1599, ["WhatsApp"]), (4095, ["WhatsApp", "Telegram"])]
)
def test_an_answer_is_measured_with_title_source_and_choices(
    opened: tuple[Knowledge, Folder], length: int, channels: list[str]
) -> None:
    knowledge = planted(opened[0], "ar", answer="س" * length)
    faults = list(oversize(knowledge, opened[1], NOW))
    assert [channel for fault in faults for channel in channels if channel in fault.what] == channels
    assert len(faults) == len(channels)
    for fault in faults:
        assert fault.file == "ar/permits.yaml"
        assert fault.line > 1
        assert fault.what.startswith(f"{NAME}.answer takes")
        assert fault.remedy


def test_a_section_and_a_card_are_measured(opened: tuple[Knowledge, Folder]) -> None:
    knowledge, folder = opened
    long = planted(knowledge, "it", sections={"documents": "a" * 1600})
    assert [fault.what.split()[0] for fault in oversize(long, folder, NOW)] == [f"{NAME}.sections.documents"]
    english = knowledge.languages["en"]
    card = english.cards["medical"].model_copy(update={"card": "a" * 1600})
    said = english.model_copy(update={"cards": {**english.cards, "medical": card}})
    told = list(oversize(knowledge.model_copy(update={"languages": {"en": said}}), folder, NOW))
    assert [(fault.file, fault.what.split()[0]) for fault in told] == [("en/urgent.yaml", "medical.card")]


def test_an_id_that_is_too_long_for_a_button_is_told(opened: tuple[Knowledge, Folder]) -> None:
    knowledge, folder = opened
    entry = knowledge.entries[NAME]
    entries = {**knowledge.entries, NAME: entry.model_copy(update={"related": (f"a.{'b' * 60}",)})}
    entries[f"a.{'b' * 60}"] = entry
    faults = list(oversize(knowledge.model_copy(update={"entries": entries}), folder, NOW))
    assert faults
    assert all(fault.file == "entries.yaml" and "longer than 64 bytes" in fault.what for fault in faults)


def test_what_names_nothing_is_left_to_its_own_fault(opened: tuple[Knowledge, Folder]) -> None:
    knowledge = planted(opened[0], "it", answer="{hotline.nobody}")
    assert list(oversize(knowledge, opened[1], NOW)) == []
