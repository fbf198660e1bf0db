"""Faults of style, planted one by one; schemas that are up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
import textstat

from bot.knowledge.ease import eases
from bot.knowledge.folder import Folder, open_folder
from bot.knowledge.model import Knowledge
from bot.knowledge.schema import schema_of, schemas
from bot.knowledge.style import fields, figures, shown, style_of
from tests.conftest import ROOT

ENTRY = "documents.codice_fiscale"
HARD = (
    "Considerata l'imprescindibilità dell'identificazione amministrativa, conseguentemente l'attribuzione codificata, "
    "preventivamente autorizzata dall'amministrazione competente, risulta inderogabilmente obbligatoria."
)


@pytest.fixture
def opened() -> tuple[Knowledge, Folder]:
    knowledge, folder = open_folder(ROOT / "knowledge")
    assert knowledge
    return knowledge, folder


def with_answer(knowledge: Knowledge, code: str, text: str) -> Knowledge:
    language = knowledge.languages[code]
    wording = language.entries[ENTRY].model_copy(update={"answer": text})
    entries = {**language.entries, ENTRY: wording}
    languages = {**knowledge.languages, code: language.model_copy(update={"entries": entries})}
    return knowledge.model_copy(update={"languages": languages})


def test_what_is_shipped_has_no_fault_of_style(opened: tuple[Knowledge, Folder]) -> None:
    assert [str(fault) for fault in style_of(*opened)] == []


@pytest.mark.parametrize(
    ("code", "added", "told"),
    [
        ("en", " It takes 77 days.", "77 stands in only one"),
        ("ar", " {amount.revenue_stamp}", "amount.revenue_stamp stands in only one"),
        ("it", " Ci vogliono 77 giorni.", "77 stands in only one"),
        ("it", HARD, "hard to read"),
        ("ar", " كلمة" * 300, "words on average"),
    ],
)
def test_a_planted_fault_of_style_is_told(
    opened: tuple[Knowledge, Folder], code: str, added: str, told: str
) -> None:
    knowledge, folder = opened
    answer = knowledge.languages[code].entries[ENTRY].answer
    planted = with_answer(knowledge, code, HARD if added == HARD else answer + added)
    faults = [fault for fault in style_of(planted, folder) if told in fault.what]
    assert faults
    assert all(fault.line > 1 and fault.remedy for fault in faults)


def test_flesch_is_what_textstat_says_of_every_english_text(opened: tuple[Knowledge, Folder]) -> None:
    entries = opened[0].languages["en"].entries.values()
    texts = [shown(text) for wording in entries for _address, text in fields(wording)]
    assert eases("en", texts) == pytest.approx([textstat.flesch_reading_ease(text) for text in texts])


def test_numbers_are_compared_however_they_are_written() -> None:
    assert figures("1.000 o 16,00 giorni, vedi https://x.example/123 {amount.x1}") == {"1000", "16.00"}
    assert figures("1,000 or 16.00") == {"1000", "16.00"}


def test_the_schemas_are_up_to_date_and_named_in_each_file() -> None:
    for name, text in schemas().items():
        assert (ROOT / "knowledge" / "schema" / name).read_text(encoding="utf-8") == text, (
            "run `sportello schema`"
        )
    for file in (ROOT / "knowledge").rglob("*.yaml"):
        name = str(Path(file).relative_to(ROOT / "knowledge"))
        first = file.read_text(encoding="utf-8").split("\n")[0]
        assert first == f"# yaml-language-server: $schema={schema_of(name)}", name
