"""A fault of each kind, planted in a copy of the real knowledge base, is found at its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.check import faults_of, overdue
from bot.knowledge.folder import open_folder
from bot.knowledge.load import load
from bot.knowledge.source import Fault, KnowledgeError, read


def found(folder: Path) -> list[Fault]:
    knowledge, opened = open_folder(folder)
    return sorted(opened.faults + (list(faults_of(knowledge, opened)) if knowledge else []))


def first_line(file: Path, pattern: str) -> int:
    """The line (from 1) where a pattern stands first."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if re.search(pattern, line))


PLANTED: list[tuple[str, str, str, str, str]] = [
    # file, what stands there (a pattern), what is put there, where the fault shows (a pattern), what is told
    ("it/permits.yaml", r"^entries:", "entries: [", r"", "not YAML"),
    ("it/permits.yaml", r"^    question: .*", "    question: A\n    question: B", r"question: B", "written twice"),
    ("it/permits.yaml", r"^    question: .*\n", "", r"permits\.\w+:", "question is missing"),
    ("it/permits.yaml", r"^    question: .*", "    question: ''", r"question: ''", "is empty"),
    ("it/permits.yaml", r"^    title: .*", "    title: " + "x" * 50, r"title: xxx", "is too long"),
    ("it/permits.yaml", r"^    question:", "    qestion: x\n    question:", r"qestion", "not known here"),
    ("it/permits.yaml", r"^    answer: \|", "    answer: |\n      " + "parola " * 120, r"answer: \|", "is too long"),
    ("it/permits.yaml", r"^    answer: \|", "    answer: |\n      Chiama {hotline.nobody}.", r"answer: \|", "stands for nothing"),
    ("it/permits.yaml", r"^    answer: \|", "    answer: |\n      Chiama {nobody}.", r"answer: \|", "{nobody} stands for nothing"),
    ("en/permits.yaml", r"^    answer: \|", "    answer: |\n      TODO finish", r"answer: \|", "was left in"),
    ("en/permits.yaml", r"^  permits\.lost:", "  permits.stolen:", r"permits\.stolen", "not in entries.yaml"),
    ("en/permits.yaml", r"^  permits\.lost:", "  permits.stolen:", r"^entries:", "missing in this language"),
    ("ar/permits.yaml", r"^    sections:\n      (\w+):", "    sections:\n      times:", r"sections:", "stands in only one"),
    ("en/permits.yaml", r"^    phrases:", "    phrases:\n      - the very same\n      - the very same", r"the very same", "already a phrase"),
    ("en/words.yaml", r"^  back: .*\n", "", r"^commands:", "back is missing here"),
    ("en/words.yaml", r"^  work: .*\n", "", r"^services:", "work is missing here"),
    ("en/urgent.yaml", r"^  child:", "  kid:", r"kid:", "not one of the known names"),
    ("en/smalltalk.yaml", r"^  thanks:", "  thx:", r"^smalltalk:", "thanks is missing here"),
    ("en/outside.yaml", r"^  weather:", "  wether:", r"^outside:", "weather is missing here"),
    ("en/words.yaml", r"^  your: ", "  yours: [u]\n  your: ", r"^  yours:", "already read as"),
    ("entries.yaml", r"related: \[", "related: [nothing.here, ", r"nothing\.here", "no other entry"),
    ("entries.yaml", r"url: https://\S+", "url: ftp://x", r"ftp://", "begins with https"),
    ("entries.yaml", r"checked: .*", "checked: yesterday", r"yesterday", "checked"),
    ("entries.yaml", r"^topics: \[permits, ", "topics: [", r"^  permits\.first", "belongs to no topic"),
    ("entries.yaml", r"^    sections:", "    service: haircuts\n    sections:", r"haircuts", "is no service"),
    ("desks.yaml", r'mon: \["09:00-13:00"\]', 'mon: ["13:00-09:00"]', r"hours:", "end before they begin"),
    ("desks.yaml", r"id: example_fano", "id: example_pesaro", r"Sportello di esempio B", "Two desks"),
    ("desks.yaml", r"    example: true\n", "", r"id: example_pesaro", "needs an address"),
    ("desks.yaml", r"seats: 2", "zone: Europe/Pesaro", r"zone:", "is no time zone"),
    ("desks.yaml", r'breaks: \["11:00-11:20"', 'breaks: ["11:20-11:00"', r"breaks:", "a break ends before it begins"),
    ("services.yaml", r"bring: work.cv", "bring: work.nothing", r"work:", "is no entry with a section"),
    ("desks.yaml", r"services: \[permits, work", "services: [haircuts, work", r"haircuts", "no service of services.yaml"),
    ("hotlines.yaml", r'number: "112"', 'number: "call us"', r"call us", "number"),
    ("amounts.yaml", r"euro: .*", "euro: a lot", r"a lot", "euro"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "there", "planted", "where", "told"), PLANTED, ids=lambda value: str(value)[:24]
)
def test_a_planted_fault_is_told_with_its_line(
    folder: Path, file: str, there: str, planted: str, where: str, told: str
) -> None:
    path = folder / file
    text, count = re.subn(
        there, lambda _found: planted, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE
    )
    assert count == 1, "the fault could not be planted"
    path.write_text(text, encoding="utf-8")
    mine = [fault for fault in found(folder) if fault.file == file and told in fault.what]
    assert mine, [str(fault) for fault in found(folder)]
    assert all(fault.remedy for fault in mine)
    if where:
        line = first_line(path, where)
        assert any(abs(fault.line - line) <= 2 for fault in mine), (line, [str(fault) for fault in mine])
    with pytest.raises(KnowledgeError, match=re.escape(told)):
        load(folder)


def test_two_titles_that_look_the_same_are_told(folder: Path) -> None:
    path = folder / "en" / "permits.yaml"
    text = re.sub(
        r"^    title: .*", "    title: The same", path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    path.write_text(text, encoding="utf-8")
    assert any("have the same title" in fault.what for fault in found(folder))


BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
ODD = [
    (BOMB, 1, "used again by its anchor"),
    ("a: &a\n  b: *a\n", 2, "used again by its anchor"),
    ("title: x\n? [a, b]\n: c\n", 2, "is not a word"),
    ("title: x\nchecked: 2026-13-45\n", 2, "is no date or number"),
    ("title: x\n\tanswer: y\n", 2, "not YAML"),
    ("title x\nentries:\n", 2, "not YAML"),
    ("a: 'unfinished\n", 2, "not YAML"),
    ("a: \x07\n", 1, "not YAML"),
]


@pytest.mark.parametrize(("text", "line", "told"), ODD)
def test_odd_yaml_is_told_in_words_and_never_as_a_trace(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    _document, faults = read(file, "a.yaml")
    assert faults
    assert told in faults[0].what
    assert abs(faults[0].line - line) <= 1
    assert faults[0].remedy


SPOIL: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_text("", encoding="utf-8"),
    "not UTF-8": lambda path: path.write_bytes(b"title: \xff\xfe"),
    "a list": lambda path: path.write_text("- a\n- b\n", encoding="utf-8"),
}


@pytest.mark.parametrize("spoil", SPOIL)
@pytest.mark.parametrize(
    "file", ["it/permits.yaml", "entries.yaml", "ar/urgent.yaml", "desks.yaml", "en/words.yaml"]
)
def test_a_file_that_is_spoilt_is_named_once_and_nothing_breaks(folder: Path, file: str, spoil: str) -> None:
    SPOIL[spoil](folder / file)
    faults = found(folder)
    assert any(fault.file == file for fault in faults)
    assert len(faults) <= 4


def test_what_is_past_its_date_is_told_but_still_served(folder: Path) -> None:
    knowledge, opened = open_folder(folder)
    assert knowledge
    late = list(overdue(knowledge, opened, date(2040, 1, 1)))
    assert len(late) == len(knowledge.entries) + len(knowledge.hotlines)
    assert any(fault.file == "entries.yaml" and fault.line > 1 for fault in late)
    assert list(overdue(knowledge, opened, date(2026, 11, 22))) == []


def test_lines_of_a_document_are_those_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a:\n  b: 1\n  c:\n    - x\n    - y\n", encoding="utf-8")
    document, faults = read(file, "a.yaml")
    assert faults == []
    assert document.line(("a", "b")) == 2
    assert document.line(("a", "c", 1)) == 5
    assert document.line(("a", "missing", "deep")) == 1
