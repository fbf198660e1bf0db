"""Translations that are behind their original, and words that the glossary replaces."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from bot.cli import main
from bot.knowledge.folder import open_folder
from bot.knowledge.stale import glossary, stale
from tests.conftest import ROOT
from tests.service import environment


def found(folder: Path) -> list[str]:
    knowledge, opened = open_folder(folder)
    assert knowledge
    return [str(fault) for find in (stale, glossary) for fault in find(knowledge, opened)]


def sportello(folder: Path, *arguments: str) -> str:
    with environment({"SPORTELLO_KNOWLEDGE": str(folder)}):
        return CliRunner().invoke(main, arguments).output


def test_what_is_shipped_is_up_to_date() -> None:
    assert found(ROOT / "knowledge") == []


def test_a_changed_original_is_told_until_the_translations_were_compared(folder: Path) -> None:
    path = folder / "it" / "permits.yaml"
    before = {code: (folder / code / "permits.yaml").read_text(encoding="utf-8") for code in ("en", "ar")}
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    title: Rinnovare il permesso", "    title: Come rinnovare"), encoding="utf-8"
    )
    told = found(folder)
    assert [fault.split(":")[0] for fault in told] == ["en/permits.yaml", "ar/permits.yaml"]
    assert all("permits.renew: the it text has changed" in fault for fault in told)
    assert sportello(folder, "stamp", "permits.renew") == "2 translations marked.\n"
    assert found(folder) == []
    for code, old in before.items():
        new = (folder / code / "permits.yaml").read_text(encoding="utf-8")
        changed = [pair for pair in zip(old.split("\n"), new.split("\n"), strict=True) if pair[0] != pair[1]]
        assert len(changed) == 1, "only the mark may change"
        assert "made_from" in changed[0][1]


def test_a_translation_without_a_mark_is_told_and_can_be_marked(folder: Path) -> None:
    path = folder / "en" / "permits.yaml"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(line for line in lines if "made_from" not in line), encoding="utf-8")
    assert all("does not say which it text" in fault for fault in found(folder))
    sportello(folder, "stamp", "all")
    assert found(folder) == []
    assert path.read_text(encoding="utf-8") == "\n".join(lines)
    assert "There is no entry permits.nothing" in sportello(folder, "stamp", "permits.nothing")


def test_a_word_that_the_glossary_replaces_is_told(folder: Path) -> None:
    path = folder / "en" / "documents.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("    answer: |\n", "    answer: |\n      Bring your fiscal code.\n", 1), encoding="utf-8"
    )
    (told,) = found(folder)
    assert "'fiscal code' is not the word for codice fiscale. Remedy: Write 'tax code'." in told
