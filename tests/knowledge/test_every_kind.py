"""What an editor can get wrong: one mutation a kind, told by `check` with file, line and remedy, never a trace.

What needs more than one line is planted elsewhere: answers that are hard to read and long sentences in test_style.py, entries past
their date in test_check.py, phrases that fetch another entry in test_misleading.py, pages that take more than one
message in test_oversize.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.faults import every
from bot.knowledge.folder import open_folder
from bot.knowledge.source import Fault
from bot.knowledge.territory import territories

IT, EN, ANSWER = "it/permits.yaml", "en/permits.yaml", "    answer: |\n"
TWIN = "  permits.first: {title: A, question: B, phrases: [c], answer: D}\n"
KINDS = {
    # kind: file, what stands there, what is put there, what is told
    "tab": (IT, "    title:", "\ttitle:", "not YAML"),
    "key twice": (IT, "    title:", "    title: A\n    title:", "written twice"),
    "indentation": (IT, "    title:", "      title:", "not YAML"),
    "missing colon": (IT, "    title:", "    title", "not YAML"),
    "number for a text": (IT, "    question: ", "    question: 5 # ", "question"),
    "id in two files": ("it/work.yaml", "entries:\n", f"entries:\n{TWIN}", "permits.first belongs into it/permits.yaml"),
    "anchor": (IT, "phrases:\n", "phrases: &a\n      - *a\n", "used again by its anchor"),
    "spoilt glossary": ("glossary.yaml", "terms:", "terms: [", "not YAML"),
    "glossary of another form": ("glossary.yaml", "terms:", "words:", "terms is missing"),
    "missing translation": (EN, "  permits.lost:", "  permits.gone:", "missing in this language"),
    "stale translation": (IT, "    title: Il primo", "    title: Un primo", "has changed since"),
    "unknown name": (IT, ANSWER, f"{ANSWER}      {{amount.x}}\n", "stands for nothing"),
    "too long": (IT, ANSWER, f"{ANSWER}      {'Vai. ' * 150}\n", "too long"),
    "other number": (EN, ANSWER, f"{ANSWER}      Wait 90 or 8 or 60.\n", "stands in only one"),
    "figure without source": (IT, ANSWER, f"{ANSWER}      Aspetta 777.\n", "no source is named"),
    "link": (IT, ANSWER, f"{ANSWER}      Vai su www.example.it\n", "is no link"),
    "hotline typed": (IT, ANSWER, f"{ANSWER}      Chiama 112\n", "is typed into the text"),
    "hotline not listed": (IT, ANSWER, f"{ANSWER}      Chiama 800 123 456\n", "not in hotlines.yaml"),
    "glossary word": (EN, ANSWER, f"{ANSWER}      Get your stay permit.\n", "is not the word for"),
    "phrase twice": (IT, "phrases:\n", "phrases:\n      - il mio\n      - il mio\n", "already a phrase"),
    "dead reference": ("entries.yaml", "related: [", "related: [no.thing, ", "no other entry"),
    "note left in": (IT, ANSWER, f"{ANSWER}      TODO\n", "was left in"),
    "small note left in": (IT, ANSWER, f"{ANSWER}      todo\n", "was left in"),
    "title too long": (IT, "    title: ", f"    title: {'A' * 40} ", "is too long"),
    "section in one file only": ("entries.yaml", "sections: [documents, ", "sections: [", "in only one of"),
    "entry in no list": ("entries.yaml", "  permits.first:", "  permits.second:", "not in entries.yaml"),
    "id without topic": ("entries.yaml", "topics: [permits, ", "topics: [", "belongs to no topic"),
    "figure in no text": ("entries.yaml", "figures: [1, ", "figures: [1, 777, ", "stands in no text"),
    "figure borrowed wrongly": ("entries.yaml", "eu_citizens: [3]", "eu_citizens: [777]", "not among those"),
    "source that is no link": ("entries.yaml", "url: https://", "url: ", "begins with https://"),
    "day that is none": ("entries.yaml", "checked: 2026-11-22", "checked: 2026-13-22", "is no date"),
    "service unknown": ("entries.yaml", "    sections:", "    service: hats\n    sections:", "is no service"),
    "sign with a stray star": ("en/urgent.yaml", "harmless:\n", "harmless:\n  - st*r\n", "a star stands"),
    "sign of no group": ("en/urgent.yaml", "harmless:\n", "harmless:\n  - <nobody>\n", "is no group"),
    "sign missing": ("signs/fr.yaml", "  medical:\n", "  child:\n", "medical has no sign in fr"),
    "translation without mark": (EN, "    made_from:", "    # made_from:", "does not say which"),
}  # fmt: skip


def found(folder: Path) -> list[Fault]:
    knowledge, opened = open_folder(folder)
    if knowledge is None:
        return opened.faults
    return every(knowledge, opened, territories(opened, knowledge.languages))


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_of_each_kind_is_told(folder: Path, kind: str) -> None:
    file, there, planted, told = KINDS[kind]
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert there in text
    path.write_text(text.replace(there, planted, 1), encoding="utf-8")
    mine = [fault for fault in found(folder) if told in fault.what]
    assert mine, [str(fault) for fault in found(folder)]
    assert all(fault.file and fault.line >= 1 and fault.remedy for fault in mine)


def test_a_file_in_another_encoding_is_told(folder: Path) -> None:
    path = folder / IT
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1", "replace"))
    assert any("not UTF-8" in fault.what and fault.file == IT for fault in found(folder))
