"""Faults of facts, planted one by one: figures, phone numbers, links."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.facts import facts, unlisted
from bot.knowledge.folder import open_folder
from tests.conftest import ROOT


def found(folder: Path) -> list[str]:
    knowledge, opened = open_folder(folder)
    assert knowledge, opened.faults
    return [str(fault) for fault in facts(knowledge, opened)]


def plant(file: Path, there: str, planted: str) -> int:
    """Put a text in place of another; the line (from 1) where it stands."""
    text = file.read_text(encoding="utf-8")
    before, here, after = text.partition(there)
    assert here, f"{there!r} is not in {file.name}"
    file.write_text(before + planted + after, encoding="utf-8")
    return before.count("\n") + 1


def test_every_figure_that_is_shipped_has_a_source() -> None:
    assert found(ROOT / "knowledge") == []


@pytest.mark.parametrize("code", ["it", "en", "ar"])
@pytest.mark.parametrize(
    ("planted", "told"),
    [
        ("8765 x.", "no source is named for the figure 8765"),
        ("{amount.permit_card} 7,5 x.", "no source is named for the figure 7.5"),
        ("112 x.", "112 is typed into the text. Remedy: Write {hotline.emergency}"),
        ("800290290 x.", "800290290 is typed into the text. Remedy: Write {hotline.trafficking}"),
        ("116118 x.", "116118 looks like a phone number that is not in hotlines.yaml"),
        ("www.comune.pesaro.it x.", "www.comune.pesaro.it is no link"),
        ("ftp://example.org x.", "ftp://example.org is no link"),
    ],
)
def test_a_planted_fault_is_told_with_its_line(folder: Path, code: str, planted: str, told: str) -> None:
    line = plant(folder / code / "permits.yaml", "    answer: |\n", f"    answer: |\n      {planted}\n")
    mine = [fault for fault in found(folder) if told in fault]
    assert [fault.split(":")[0] for fault in mine] == [f"{code}/permits.yaml"]
    assert mine[0].split(":")[1] == str(line)
    assert "permits.first" in mine[0]
    assert "Remedy: " in mine[0]


@pytest.mark.parametrize(
    ("there", "planted", "told"),
    [
        ("    figures: [", "    figures: [8765, ", "the figure 8765 stands in no text"),
        ("{permits.eu_citizens: [", "{permits.eu_citizens: [8, ", "figure 8 is not among those of permits.eu_citizens"),
        ("{permits.eu_citizens: [", "{permits.nothing: [", "is not among those of permits.nothing"),
    ],
)  # fmt: skip
def test_a_wrong_list_of_figures_is_told_with_its_line(
    folder: Path, there: str, planted: str, told: str
) -> None:
    line = plant(folder / "entries.yaml", there, planted)
    mine = [fault for fault in found(folder) if told in fault]
    assert [int(fault.split(":")[1]) for fault in mine] == [line]


def test_a_number_of_a_list_and_an_address_are_no_figures() -> None:
    assert (
        unlisted("1. Vai.\n2. Paga {amount.permit_card} entro 8 giorni: https://x.example/99", {8.0}) == set()
    )
    assert unlisted("Vai entro 8 giorni.", set()) == {"8"}
