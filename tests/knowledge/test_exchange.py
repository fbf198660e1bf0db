"""Texts out to a spreadsheet and back: nothing is lost, nothing else is touched, no bad sheet gets in."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.knowledge import exchange
from bot.knowledge.rewrite import Unwritable, rewrite
from bot.knowledge.sheet import STRANGE, SheetError, tidy
from bot.knowledge.source import KnowledgeError
from tests.conftest import ROOT
from tests.test_cli import sportello

ENTRY = "permits.renew"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sheet") / "texts.xlsx"
    exchange.export(ROOT / "knowledge", path)
    return path


@pytest.fixture
def path(exported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(exported, tmp_path / "texts.xlsx"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def row_of(sheet: Any, entry: str, field: str, first: int = 0) -> int:
    """The row of a text; `first` is the column of the id, from 0."""
    rows = ((row[first].value, row[first + 1].value) for row in sheet.iter_rows())
    return next(number for number, found in enumerate(rows, 1) if found == (entry, field))


def put(path: Path, field: str, language: str, value: object, entry: str = ENTRY) -> int:
    """Write into one cell, as a translator does; return its row."""
    book: Any = load_workbook(path)
    sheet = book["texts"]
    row = row_of(sheet, entry, field)
    sheet.cell(row, 3 + ["it", "en", "ar"].index(language)).value = value
    book.save(path)
    return row


def take(folder: Path, path: Path) -> list[str]:
    return exchange.carry_out(exchange.read_plan(folder, path), folder)


def told(folder: Path, path: Path) -> str:
    """What is said of a sheet that cannot be taken; nothing may have been written."""
    before = contents(folder)
    with pytest.raises(SheetError) as caught:
        take(folder, path)
    assert contents(folder) == before
    assert all(fault.what and fault.remedy for fault in caught.value.faults)
    return str(caught.value)


# -- out and back ----------------------------------------------------------------------------


def test_out_and_back_leaves_every_file_as_it_was(folder: Path, path: Path) -> None:
    before = contents(folder)
    assert take(folder, path) == []
    assert contents(folder) == before


def test_saving_the_sheet_in_another_program_changes_nothing(folder: Path, path: Path) -> None:
    book: Any = load_workbook(path)
    for row in book["texts"].iter_rows(min_row=2):
        for cell in row[2:]:
            cell.value = f"{cell.value}\n".replace("\n", "_x000D_\n")
    book.save(path)
    assert exchange.read_plan(folder, path).changes == ()


def test_the_sheet_is_laid_out_for_those_who_translate(path: Path) -> None:
    sheet: Any = load_workbook(path)["texts"]
    assert [cell.value for cell in sheet[1]] == ["id", "field", "it", "en", "ar"]
    assert sheet.freeze_panes == "C2"
    arabic, italian = sheet["E2"].alignment, sheet["C2"].alignment
    assert (arabic.horizontal, arabic.readingOrder, arabic.wrap_text) == ("right", 2, True)
    assert (italian.horizontal, italian.readingOrder, italian.wrap_text) == ("left", 1, True)
    assert sheet["A2"].fill.fgColor.rgb != sheet["C2"].fill.fgColor.rgb
    phrases = sheet.cell(row_of(sheet, ENTRY, "phrases"), 3).value
    assert phrases.startswith("rinnovo permesso\nrinnovare permesso di soggiorno\n")
    fields = [row[1].value for row in sheet.iter_rows() if row[0].value == ENTRY]
    assert fields[:3] == ["title", "question", "answer"]
    assert fields[-1] == "phrases"
    assert "documents" in fields


@pytest.mark.parametrize(
    ("field", "language", "text"),
    [
        ("title", "it", "Il nuovo titolo"),
        ("title", "en", "Renewing: how #1"),
        ("title", "ar", "عنوان جديد"),
        ("question", "en", 'What does "renew" mean?'),
        ("answer", "it", "Una riga.\n\n- uno\n- due: {hotline.violence}\n\nFine."),
        ("answer", "ar", "سطر أول.\n\n- واحد\n- اثنان"),
        ("documents", "en", "= one line only"),
    ],
)
def test_a_changed_cell_changes_just_its_text(
    folder: Path, path: Path, field: str, language: str, text: str
) -> None:
    book: Any = load_workbook(path)
    cell = book["texts"].cell(
        row_of(book["texts"], ENTRY, field), 3 + ["it", "en", "ar"].index(language), text
    )
    cell.data_type = "s"
    book.save(path)
    before = contents(folder)
    file = f"{language}/permits.yaml"
    assert take(folder, path) == [file]
    after = contents(folder)
    assert {name for name in before if before[name] != after[name]} == {file}
    old, new = yaml.safe_load(before[file]), yaml.safe_load(after[file])
    entry = old["entries"][ENTRY]
    (entry["sections"] if field == "documents" else entry)[field] = text
    assert tidied(new) == tidied(old)
    kept = [line for line in before[file].splitlines() if line in after[file].splitlines()]
    assert len(kept) >= len(before[file].splitlines()) - 20


def tidied(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: tidied(value) for key, value in data.items()}
    if isinstance(data, list):
        return [tidied(value) for value in data]
    return tidy(data) if isinstance(data, str) else data


def test_phrases_keep_their_lines(folder: Path, path: Path) -> None:
    before = (folder / "it" / "permits.yaml").read_text(encoding="utf-8")
    old = yaml.safe_load(before)["entries"][ENTRY]["phrases"]
    wanted = ["una frase nuova: con i due punti", *old[1:3], "no", *old[4:], "ultima frase nuova"]
    put(path, "phrases", "it", "\n".join(wanted))
    take(folder, path)
    after = (folder / "it" / "permits.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(after)["entries"][ENTRY]["phrases"] == wanted
    lines = before.splitlines()
    changed = [line for line in after.splitlines() if line not in lines]
    assert changed == [
        '      - "una frase nuova: con i due punti"',
        '      - "no"',
        "      - ultima frase nuova",
    ]


def test_a_sheet_may_be_sorted_cut_and_have_columns_of_its_own(folder: Path, path: Path) -> None:
    book: Any = load_workbook(path)
    sheet = book["texts"]
    sheet.insert_cols(1)
    sheet.cell(1, 1, "notes")
    sheet.cell(9, 1, 42)
    sheet.delete_rows(2, 5)
    sheet.cell(row_of(sheet, ENTRY, "title", 1), 5).value = "Renew it"
    book.save(path)
    assert take(folder, path) == ["en/permits.yaml"]


# -- bad sheets ------------------------------------------------------------------------------


def test_a_fault_of_the_base_is_told_at_its_cell(folder: Path, path: Path) -> None:
    title = put(path, "title", "en", "x" * 60)
    answer = put(path, "answer", "ar", "كلمة " * 300)
    documents = put(path, "documents", "it", "Chiama {hotline.nobody}.")
    said = told(folder, path)
    assert f"row {title}, column en: " in said
    assert "too long" in said
    put(path, "title", "en", "Fine")
    said = told(folder, path)
    assert f"row {answer}, column ar: {ENTRY}: answer is too long" in said
    assert f"row {documents}, column it: {{hotline.nobody}} stands for nothing." in said


def test_a_phrase_of_another_entry_is_told_at_a_row(folder: Path, path: Path) -> None:
    put(path, "phrases", "it", "codice fiscale\nrinnovo permesso")
    said = told(folder, path)
    assert "already a phrase of" in said
    assert said.startswith("row ")


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (None, "is empty"),
        ("  \n ", "is empty"),
        (112, "holds a number"),
        ("=1+1", "holds a formula"),
        (True, "holds yes or no"),
        (date(2026, 1, 1), "holds a date"),
        ("two\nlines", "more than one line"),
        ("a\u2028b", "cannot be kept (U+2028)"),
    ],
)
def test_a_cell_that_holds_no_text_is_told(folder: Path, path: Path, value: object, what: str) -> None:
    row = put(path, "title", "en", value)
    said = told(folder, path)
    assert said.startswith(f"row {row}, column en: ")
    assert what in said


def _missing_column(sheet: Any) -> None:
    sheet.delete_cols(4)


def _column_twice(sheet: Any) -> None:
    sheet.cell(1, 6, "AR ")


def _unknown_id(sheet: Any) -> None:
    sheet.cell(2, 1, "permits.nothing")


def _unknown_field(sheet: Any) -> None:
    sheet.cell(2, 2, "heading")


def _row_twice(sheet: Any) -> None:
    for column in range(1, 6):
        sheet.cell(3, column, sheet.cell(2, column).value)


def _no_id(sheet: Any) -> None:
    sheet.cell(2, 1).value = None


@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_missing_column, "row 1, column en: this column is missing."),
        (_column_twice, "row 1, column ar: this column is there twice."),
        (_unknown_id, "row 2, column id: 'permits.nothing' is no entry."),
        (_no_id, "row 2, column id: the id is empty."),
        (_unknown_field, "row 2, column field: permits.first has no text called 'heading'."),
        (_row_twice, "row 3: permits.first, title stands already in row 2."),
    ],
)
def test_a_bad_sheet_is_told(folder: Path, path: Path, spoil: Callable[[Any], None], what: str) -> None:
    book: Any = load_workbook(path)
    spoil(book["texts"])
    book.save(path)
    assert what in told(folder, path)


def test_what_is_no_workbook_is_told(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "texts.xlsx"
    for content in (b"", b"id;field;it\n", b"PK\x03\x04 broken"):
        path.write_bytes(content)
        assert "texts.xlsx is not an Excel workbook" in told(folder, path)
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", "<document/>")
    assert "is not an Excel workbook" in told(folder, path)
    Workbook().save(path)
    assert "column id: this column is missing" in told(folder, path)


def test_what_changed_in_the_files_since_the_export_is_not_undone(folder: Path, path: Path) -> None:
    file = folder / "en" / "permits.yaml"
    title = yaml.safe_load(file.read_text(encoding="utf-8"))["entries"][ENTRY]["title"]
    meanwhile = file.read_text(encoding="utf-8").replace(f"title: {title}", "title: Meanwhile", 1)
    file.write_text(meanwhile, encoding="utf-8")
    assert take(folder, path) == []
    row = put(path, "title", "en", "Later")
    assert f"row {row}, column en: {ENTRY}, title was changed in the files since" in told(folder, path)
    put(path, "title", "en", "Meanwhile")
    assert take(folder, path) == []
    book: Any = load_workbook(path)
    del book["exported"]
    book.save(path)
    put(path, "title", "en", "Later")
    assert take(folder, path) == ["en/permits.yaml"]


def test_a_base_with_faults_is_neither_exported_nor_written(folder: Path, path: Path, tmp_path: Path) -> None:
    (folder / "en" / "permits.yaml").write_text("title: [", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="not YAML"):
        exchange.export(folder, tmp_path / "new.xlsx")
    with pytest.raises(KnowledgeError, match="not YAML"):
        take(folder, path)


def test_a_text_that_stands_beside_a_comment_is_refused_with_its_row(folder: Path, path: Path) -> None:
    file = folder / "en" / "permits.yaml"
    text = file.read_text(encoding="utf-8")
    start = text.index("    answer: |")
    end = text.index("    sections:", start)
    file.write_text(f"{text[:start]}    answer: Short.   # for now\n{text[end:]}", encoding="utf-8")
    exchange.export(folder, path)
    row = put(path, "answer", "en", "Two\nlines", entry=next(iter(yaml.safe_load(text)["entries"])))
    assert f"row {row}, column en: this text cannot be put into en/permits.yaml." in told(folder, path)


# -- single files ----------------------------------------------------------------------------

STYLES = """\
# a comment at the head
plain: one   # a comment beside
single: 'it''s'
double: "two"   # another
folded: >-
    a b
    c

block: |
    x
      y


# a comment between
keep: |+2
  z
list:   # of things
  - a   # first
  # before b
  - "b"
  - c

flow: [a, b]
none: []
last: |
  end"""


@pytest.mark.parametrize(
    ("key", "text", "old", "new"),
    [
        ("plain", "yes", "plain: one ", 'plain: "yes" '),
        ("plain", "two words", "plain: one ", "plain: two words "),
        ("single", "that's 2: #", "'it''s'", "'that''s 2: #'"),
        ("double", 'say "hi" \\ there', '"two"', '"say \\"hi\\" \\\\ there"'),
        ("folded", "p\nq", ">-\n    a b\n    c\n", "|\n    p\n    q\n"),
        ("block", "p\n\n  q", "    x\n      y\n", "    p\n\n      q\n"),
        ("keep", "p", "|+2\n  z\n", "|\n  p\n"),
        ("last", "p\nq", "  end", "  p\n  q"),
        ("list", ["a", "b", "c", "d"], "  - c\n", "  - c\n  - d\n"),
        ("list", ["0", "a", "b", "c"], "  - a ", '  - "0"\n  - a '),
        ("list", ["a", "c"], '  - "b"\n', ""),
        ("list", ["a", "B", "c"], '"b"', '"B"'),
        ("flow", ["a", "c, d"], "[a, b]", '["a", "c, d"]'),
        ("none", ["a"], "[]", '["a"]'),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_style_is_kept(key: str, text: str | list[str], old: str, new: str, newline: str) -> None:
    assert STYLES.count(old) == 1
    wanted = STYLES.replace(old, new).replace("\n", newline)
    assert rewrite(STYLES.replace("\n", newline), {(key,): text}) == wanted


def test_what_would_not_read_back_is_refused() -> None:
    with pytest.raises(Unwritable) as caught:
        rewrite(
            STYLES, {("plain",): "two\nlines", ("double",): "fine"}
        )  # the comment beside stands in the way
    assert caught.value.addresses == (("plain",),)
    with pytest.raises(Unwritable):
        rewrite("a: &x one\nb: *x\n", {("b",): "two"})


lines = st.text(st.characters(codec="utf-8"), min_size=1, max_size=30).map(tidy)
texts = lines.filter(lambda text: bool(text) and not STRANGE.search(text))


@given(texts, st.lists(texts.map(lambda text: text.split("\n")[0].strip()).filter(bool), min_size=1))
def test_any_text_is_written_and_reads_back(text: str, phrases: list[str]) -> None:
    source = "a: one\nb: |\n  two\nc: 'three'\nd:\n  - x\n  - y\nz: end\n"
    result = rewrite(source, {("a",): text, ("b",): text, ("c",): text, ("d",): phrases})
    found = yaml.safe_load(result)
    assert [tidy(found[key]) for key in "abc"] == [text] * 3
    assert [str(each).strip() for each in found["d"]] == phrases
    assert found["z"] == "end"


# -- the command -----------------------------------------------------------------------------


def run(folder: Path, *arguments: str) -> Result:
    return sportello("knowledge", *arguments, SPORTELLO_KNOWLEDGE=str(folder))


def test_the_command_exports_shows_and_imports(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    result = run(folder, "export", str(path))
    assert result.exit_code == 0, result.output
    assert " texts in " in result.output
    assert run(folder, "import", str(path)).output == "Nothing has changed.\n"
    row = put(path, "title", "en", "Renew it")
    before = contents(folder)
    shown = run(folder, "import", "--dry-run", str(path))
    assert f"row {row}, en: {ENTRY}, title\n" in shown.output
    assert "  + Renew it\n" in shown.output
    assert shown.output.endswith("1 texts would change. Nothing was written.\n")
    assert contents(folder) == before
    done = run(folder, "import", str(path))
    assert done.output.endswith("1 texts changed in en/permits.yaml.\n")
    assert not [name for name in contents(folder) if "/." in name]


def test_the_command_says_what_is_wrong(folder: Path, tmp_path: Path, path: Path) -> None:
    put(path, "title", "en", None)
    for result, what in [
        (run(folder, "import", str(path)), "Nothing was written. The sheet needs mending:\nrow "),
        (run(folder, "import", str(tmp_path / "none.xlsx")), "does not exist"),
        (run(folder, "export", str(path)), "is there already"),
        (run(folder, "export", str(tmp_path / "a.csv")), "ends in .xlsx"),
        (run(folder, "export", str(tmp_path / "no" / "a.xlsx")), "could not be written"),
        (run(tmp_path / "nowhere", "export", str(tmp_path / "b.xlsx")), "there is no folder"),
    ]:
        assert result.exit_code != 0
        assert what in result.output
        assert "Traceback" not in result.output


def test_a_file_that_cannot_be_replaced_is_left_whole(
    folder: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(path, "title", "en", "Renew it")
    before = contents(folder)

    def full(_from: str, _to: Path) -> None:
        raise OSError(28, "No space left on device", "en/permits.yaml")

    monkeypatch.setattr(os, "replace", full)
    result = run(folder, "import", str(path))
    assert "could not be written: No space left on device." in result.output
    assert contents(folder) == before
