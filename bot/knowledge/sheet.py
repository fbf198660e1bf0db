"""The spreadsheet of those who translate: a row for each text, a column for each language."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

TEXTS, EXPORTED = "texts", "exported"  # the sheet that people edit; what stood in it when it was written
NAMES = ("id", "field")
FIXED = PatternFill("solid", fgColor="E4E2DC")
LINE = Border(bottom=Side("thin", color="C9C4B8"))
WIDTHS = {"id": 28, "field": 12}
TEXT_WIDTH = 60

Key = tuple[str, str, str]  # id, field, language


@dataclass(frozen=True, slots=True)
class Row:
    """One text of one entry. `texts` are by language; `number` is its row in the sheet, from 1."""

    id: str
    field: str
    texts: Mapping[str, str]
    number: int = 0


@dataclass(frozen=True, slots=True, order=True)
class SheetFault:
    """Something to mend in the sheet. `row` is 0 and `column` empty where it concerns the whole of it."""

    row: int
    column: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = [f"row {self.row}"] * bool(self.row) + [f"column {self.column}"] * bool(self.column)
        return f"{', '.join(where) or 'The sheet'}: {self.what} Remedy: {self.remedy}"


class SheetError(Exception):
    """The sheet cannot be taken, and nothing was written; every fault is named."""

    def __init__(self, faults: Sequence[SheetFault]) -> None:
        super().__init__("\n".join(map(str, sorted(faults))))
        self.faults = sorted(faults)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a sheet says. `exported` is what it said when it was written; empty if that was lost."""

    rows: tuple[Row, ...]
    exported: Mapping[Key, str] = field(default_factory=dict)
    faults: tuple[SheetFault, ...] = ()


def tidy(text: str) -> str:
    """A text as it is compared: without the spaces that nobody sees at the ends of its lines."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


# -- writing ---------------------------------------------------------------------------------


def write_sheet(path: Path, rows: Sequence[Row], languages: Mapping[str, bool]) -> None:
    """Write a workbook. `languages` are the columns in order, each with whether it runs right to left."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = TEXTS
    _fill(sheet, rows, languages)
    sheet.freeze_panes = "C2"
    for place, name in enumerate((*NAMES, *languages), 1):
        sheet.column_dimensions[get_column_letter(place)].width = WIDTHS.get(name, TEXT_WIDTH)
        for cell in sheet[get_column_letter(place)]:
            cell.alignment = _alignment(languages.get(name, False))
            cell.border = LINE
            if place <= len(NAMES) or cell.row == 1:
                cell.fill = FIXED
                cell.font = Font(bold=cell.row == 1, color="17202A" if cell.row == 1 else "6B675E")
    kept: Any = book.create_sheet(EXPORTED)
    _fill(kept, rows, languages)
    kept.sheet_state = "veryHidden"
    book.save(path)


def _fill(sheet: Any, rows: Sequence[Row], languages: Mapping[str, bool]) -> None:
    lines = [(*NAMES, *languages), *((r.id, r.field, *(r.texts[code] for code in languages)) for r in rows)]
    for number, line in enumerate(lines, 1):
        for place, text in enumerate(line, 1):
            cell = sheet.cell(number, place, text)
            cell.data_type = "s"  # also where it begins with "="
            cell.number_format = "@"  # so that "- a list" and "112" stay texts when they are typed


def _alignment(rtl: bool) -> Alignment:
    side = "right" if rtl else "left"
    return Alignment(horizontal=side, vertical="top", wrap_text=True, readingOrder=2 if rtl else 1)


# -- reading ---------------------------------------------------------------------------------


def read_sheet(path: Path, languages: Sequence[str]) -> Sheet:
    """Read a workbook. Raises `SheetError` for what is no such sheet; faults of cells are in the sheet."""
    texts, exported = _tables(path)
    columns = _columns(texts[0] if texts else (), languages)
    faults: list[SheetFault] = []
    rows = tuple(_rows(texts, columns, languages, faults))
    before = _columns(exported[0], languages) if exported else {}
    kept = _rows(exported, before, languages, [])
    known = {(row.id, row.field, code): text for row in kept for code, text in row.texts.items()}
    return Sheet(rows, known, tuple(faults))


def _tables(path: Path) -> tuple[list[Sequence[Any]], list[Sequence[Any]]]:
    """The cells of the sheet that people edit, and of the one that is kept behind it."""
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of features that we do not use
            book: Any = load_workbook(file, read_only=True)
            first = book[TEXTS] if TEXTS in book.sheetnames else book.worksheets[0]
            kept = book[EXPORTED] if EXPORTED in book.sheetnames else None
            return _cells(first), _cells(kept) if kept else []
    except Exception as error:  # the library raises almost anything on a file that it cannot read
        what = f"{path.name} is not an Excel workbook ({type(error).__name__})."
        raise SheetError([SheetFault(0, "", what, "Save it as .xlsx, then import it.")]) from None


def _cells(sheet: Any) -> list[Sequence[Any]]:
    sheet.reset_dimensions()
    return list(sheet.iter_rows())


def _columns(header: Sequence[Any], languages: Sequence[str]) -> dict[str, int]:
    """Where each column stands. Columns of other names are the translator's own, and left alone."""
    names = [str(cell.value or "").strip().lower() for cell in header]
    faults = []
    for name in (*NAMES, *languages):
        if names.count(name) != 1:
            what = "this column is missing." if name not in names else "this column is there twice."
            remedy = f"Write the first row as it was exported: {', '.join((*NAMES, *languages))}."
            faults.append(SheetFault(1, name, what, remedy))
    if faults:
        raise SheetError(faults)
    return {name: names.index(name) for name in (*NAMES, *languages)}


def _rows(
    table: Sequence[Sequence[Any]],
    columns: Mapping[str, int],
    languages: Sequence[str],
    faults: list[SheetFault],
) -> Iterator[Row]:
    for number, line in enumerate(table[1:], 2):
        cells = {name: line[place] if place < len(line) else None for name, place in columns.items()}
        if all(cell is None or cell.value is None for cell in cells.values()):
            continue
        name, part = (str(getattr(cells[each], "value", None) or "").strip() for each in NAMES)
        texts = {code: _text(cells[code], number, code, faults) for code in languages}
        yield Row(name, part, {code: text for code, text in texts.items() if text is not None}, number)


# what YAML refuses, or takes for the end of a line
STRANGE = re.compile(
    "[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
KINDS = {"f": "a formula", "n": "a number", "d": "a date", "b": "yes or no", "e": "an error"}


def _text(cell: Any, number: int, column: str, faults: list[SheetFault]) -> str | None:
    """What a cell says, nothing for an empty one; None, and a fault noted, if it is no text."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if cell.data_type in KINDS or not isinstance(value, str):
        what = f"the cell holds {KINDS.get(cell.data_type, 'no text')}, not a text."
        remedy = "Format the cell as text and type it again."
        faults.append(SheetFault(number, column, what, remedy))
        return None
    text = tidy(value)
    if strange := STRANGE.search(text):
        what = f"the cell holds a character that cannot be kept (U+{ord(strange[0]):04X})."
        remedy = "Remove it: type the text again, or paste it as plain text."
        faults.append(SheetFault(number, column, what, remedy))
        return None
    return text
