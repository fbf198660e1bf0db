"""Texts out to a spreadsheet and back: what changed there is written into the files, and nothing else."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.load import load
from bot.knowledge.model import Knowledge, Wording
from bot.knowledge.rewrite import Unwritable, rewrite
from bot.knowledge.sheet import Row, Sheet, SheetError, SheetFault, read_sheet, tidy, write_sheet
from bot.knowledge.source import Address, Fault, KnowledgeError, read
from bot.translations import is_rtl

ONE_LINE = ("title", "question")


@dataclass(frozen=True, slots=True)
class Change:
    """One text that is to be another. `row` is where the sheet says so."""

    row: int
    id: str
    field: str
    language: str
    before: str
    after: str

    @property
    def file(self) -> str:
        return file_of(self.id, self.language)

    @property
    def address(self) -> Address:
        return address(self.id, self.field)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sheet changes, and all its rows, by which faults are told."""

    changes: tuple[Change, ...]
    rows: tuple[Row, ...]


def file_of(name: str, language: str) -> str:
    """The file in which an entry is written in a language."""
    return f"{language}/{name.split('.')[0]}.yaml"


def address(name: str, field: str) -> Address:
    """Where a text stands in its file."""
    own = (*ONE_LINE, "answer", "phrases")
    return ("entries", name, field) if field in own else ("entries", name, "sections", field)


# -- out -------------------------------------------------------------------------------------


def export(folder: Path, path: Path) -> int:
    """Write a folder's texts into a workbook; return how many rows. Raises `KnowledgeError`, `OSError`."""
    knowledge = load(folder)
    rows = list(rows_of(knowledge))
    languages = {code: is_rtl(code) for code in knowledge.languages}
    write_sheet(path, rows, languages)
    return len(rows)


def rows_of(knowledge: Knowledge) -> Iterator[Row]:
    """Every text of every entry, in the order of entries.yaml."""
    for name, entry in knowledge.entries.items():
        written = {code: fields(each.entries[name]) for code, each in knowledge.languages.items()}
        for field in (*ONE_LINE, "answer", *entry.sections, "phrases"):
            yield Row(name, field, {code: texts[field] for code, texts in written.items()})


def fields(wording: Wording) -> dict[str, str]:
    """The texts of an entry in one language; the phrases a line each."""
    own = {"title": wording.title, "question": wording.question, "answer": wording.answer}
    sections = {str(key): text for key, text in wording.sections.items()}
    texts = {**own, **sections, "phrases": "\n".join(wording.phrases)}
    return {field: tidy(text) for field, text in texts.items()}


# -- in --------------------------------------------------------------------------------------


def read_plan(folder: Path, path: Path) -> Plan:
    """What a workbook changes in a folder. Raises `SheetError`, or `KnowledgeError` for the folder itself."""
    knowledge = load(folder)
    sheet = read_sheet(path, tuple(knowledge.languages))
    standing = {(row.id, row.field): row.texts for row in rows_of(knowledge)}
    faults = [*sheet.faults, *_strangers(sheet, standing, knowledge)]
    changes: list[Change] = []
    for row in sheet.rows:
        for code, text in row.texts.items():
            before = standing.get((row.id, row.field), {}).get(code)
            exported = sheet.exported.get((row.id, row.field, code))
            if before is None or text in (before, exported):
                continue
            change = Change(row.number, row.id, row.field, code, before, text)
            fault = _fault(change, exported)
            faults += [fault] if fault else []
            changes.append(change)
    if faults:
        raise SheetError(faults)
    return Plan(tuple(changes), sheet.rows)


def _strangers(
    sheet: Sheet, standing: Mapping[tuple[str, str], object], knowledge: Knowledge
) -> Iterator[SheetFault]:
    """Rows that belong to no text, and rows that say it again."""
    seen: dict[tuple[str, str], int] = {}
    for row in sheet.rows:
        first = seen.setdefault((row.id, row.field), row.number)
        if row.id not in knowledge.entries:
            what = f"{row.id!r} is no entry." if row.id else "the id is empty."
            yield SheetFault(row.number, "id", what, "Write the id as it was exported, or remove the row.")
        elif (row.id, row.field) not in standing:
            what = f"{row.id} has no text called {row.field!r}."
            yield SheetFault(row.number, "field", what, "Write it as it was exported, or remove the row.")
        elif first != row.number:
            what = f"{row.id}, {row.field} stands already in row {first}."
            yield SheetFault(row.number, "", what, "Keep one of the two.")


def _fault(change: Change, exported: str | None) -> SheetFault | None:
    """Why a change cannot be taken, as far as one cell tells."""
    what = remedy = ""
    if not change.after:
        what = f"{change.id}, {change.field} is empty."
        remedy = "Write the text again; what is to go is removed in the files."
    elif exported is not None and change.before != exported:
        what = f"{change.id}, {change.field} was changed in the files since the export."
        remedy = "Export again, and bring the change into the new sheet."
    elif change.field in ONE_LINE and "\n" in change.after:
        what = f"{change.id}, {change.field} has more than one line."
        remedy = "Write it in one line."
    return SheetFault(change.row, change.language, what, remedy) if what else None


def carry_out(plan: Plan, folder: Path) -> list[str]:
    """Write a plan's changes into a folder's files, and return their names: all, or none for a fault.

    Raises `SheetError`, `OSError`. The files are replaced one by one, each whole.
    """
    names = sorted({change.file for change in plan.changes})
    files = {name: _rewritten(folder, name, plan.changes) for name in names}
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "knowledge"
        shutil.copytree(folder, copy)
        for name, content in files.items():
            (copy / name).write_bytes(content)
        try:
            load(copy)
        except KnowledgeError as error:
            raise SheetError(_in_sheet(error.faults, copy, plan.rows)) from None
    for name, content in files.items():
        _replace(folder / name, content)
    return list(files)


def _rewritten(folder: Path, name: str, changes: Sequence[Change]) -> bytes:
    mine = {change.address: change for change in changes if change.file == name}
    texts = {
        at: [line for line in change.after.split("\n") if line] if change.field == "phrases" else change.after
        for at, change in mine.items()
    }
    try:
        return rewrite((folder / name).read_bytes().decode("utf-8"), texts).encode("utf-8")
    except Unwritable as error:
        what, remedy = f"this text cannot be put into {name}.", "Write it into the file by hand."
        rows = [mine[at].row for at in error.addresses]
        raise SheetError([SheetFault(row, name.split("/")[0], what, remedy) for row in rows]) from None


def _in_sheet(faults: Sequence[Fault], copy: Path, rows: Sequence[Row]) -> list[SheetFault]:
    """Faults of the files, told where the sheet shows them."""
    told = []
    for fault in faults:
        language = fault.file.split("/")[0]
        mine = [row for row in rows if file_of(row.id, language) == fault.file]
        lines = read(copy / fault.file, fault.file)[0].lines if mine else {}
        row = next((row for row in mine if _stands(lines, fault.line, row)), None)
        if row:
            told.append(SheetFault(row.number, language, fault.what, fault.remedy))
        else:
            told.append(SheetFault(0, "", f"{fault.file}:{fault.line}: {fault.what}", fault.remedy))
    return told


def _stands(lines: Mapping[Address, int], line: int, row: Row) -> bool:
    """Whether a line of a file belongs to a row's text."""
    whole = address(row.id, row.field)
    return any(found == line and at[: len(whole)] == whole for at, found in lines.items())


def _replace(path: Path, content: bytes) -> None:
    """Replace a file at once: who reads it meanwhile sees the old one or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(path, name)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise
