"""Promises about the shape of the program: checked, not hoped."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from click import Context

from bot.engine import FLOWS
from bot.settings import PREFIX, Settings
from tests.conftest import ROOT

# Who may import whom: each layer may import itself and those before it.
LAYERS = (
    ("bot.understanding.normalise",),
    ("bot.commands",),
    ("bot.messages", "bot.knowledge.model", "bot.knowledge.places"),
    ("bot.understanding",),
    (
        "bot.session",
        "bot.canned",
        "bot.effects",
        "bot.world",
        "bot.questions",
        "bot.hours",
        "bot.agenda",
        "bot.when",
        "bot.tongues",
    ),
    ("bot.engine",),
    (
        "bot.flows",
        "bot.floor",
        "bot.free",
        "bot.serving",
        "bot.context",
        "bot.foreign",
        "bot.wonder",
        "bot.turn",
    ),
    ("bot.knowledge", "bot.translations"),
    (
        "bot.store",
        "bot.metrics",
        "bot.settings",
        "bot.bell",
        "bot.logs",
        "bot.kept",
        "bot.arrays",
        "bot.fitting",
        "bot.misleading",
    ),
    ("bot.embedding", "bot.vectors", "bot.deepening"),
    ("bot.hear", "bot.rehearsal", "bot.channels.channel", "bot.channels.pieces", "bot.channels.calendar"),
    ("bot.rounds",),
    ("bot.outbox", "bot.offers", "bot.oversize", "bot.refresh", "bot.reminders", "bot.watch", "bot.channels"),
    ("bot.console",),
    ("bot.guard", "bot.app", "bot.preview", "bot.report"),
    ("bot.cli", "bot.__main__"),
)
CORE = {name for layer in LAYERS[:7] for name in layer}
PURE = {
    *(
        "__future__",
        "abc",
        "bisect",
        "collections",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "functools",
    ),
    *(
        "importlib",
        "itertools",
        "json",
        "math",
        "pathlib",
        "pkgutil",
        "re",
        "typing",
        "unicodedata",
        "zoneinfo",
    ),
    *("concurrent", "holidays", "numpy", "py3langid", "pydantic", "rapidfuzz", "scipy", "sklearn"),
    "snowballstemmer",
}
FILES = [file for file in sorted((ROOT / "bot").rglob("*.py")) if "migrations" not in file.parts]
MOST_LINES = 300


def module(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def layer(name: str) -> int:
    """The layer of a module: the most exact name that covers it."""
    covering = [
        (len(known), place)
        for place, names in enumerate(LAYERS)
        for known in names
        if name == known or name.startswith(f"{known}.")
    ]
    return max(covering)[1] if covering else -1


def imports(source: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
        elif isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
    return found


def wrong_imports(name: str, source: str) -> list[str]:
    """What a module may not import: a later layer, and in the core anything that does I/O."""
    wrong = []
    for imported in imports(source):
        if imported.startswith("bot."):
            if layer(imported) > layer(name) or imported == "bot.app":
                wrong.append(imported)
        elif layer(name) <= 6 and imported.split(".")[0] not in {*PURE, "bot"}:
            wrong.append(imported)
    return wrong


@pytest.mark.parametrize("file", FILES, ids=module)
def test_imports_run_one_way(file: Path) -> None:
    name = module(file)
    assert name == "bot" or layer(name) >= 0, f"{name} stands in no layer"
    if not name.startswith(("bot.cli", "bot.__main__")):
        assert wrong_imports(name, file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("bot.engine", "from bot.store.database import Database"),
        ("bot.flows.menu", "import asyncio"),
        ("bot.messages", "from bot.engine import run"),
        ("bot.channels.terminal", "from bot.app import Service"),
        ("bot.turn", "import sqlalchemy"),
    ],
)
def test_a_planted_import_is_found(name: str, line: str) -> None:
    assert wrong_imports(name, line) == [line.split()[1]]


def test_a_flow_reads_no_clock_and_no_chance() -> None:
    for file in (ROOT / "bot" / "flows").glob("*.py"):
        assert not re.search(
            r"\b(datetime\.now|utcnow|random|uuid4|open)\(", file.read_text(encoding="utf-8")
        )


@pytest.mark.parametrize("file", FILES, ids=module)
def test_files_stay_small(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES


def test_every_flow_has_a_dialogue_test() -> None:
    dialogues = "".join(
        file.read_text(encoding="utf-8") for file in (ROOT / "tests" / "flows").glob("test_*.py")
    )
    for name in FLOWS:
        assert re.search(rf"def test_{name}_", dialogues), f"no test_{name}_... in tests/flows"


def test_every_setting_and_command_is_in_the_docs() -> None:
    from bot.cli import main

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    docs = readme + "".join(file.read_text(encoding="utf-8") for file in (ROOT / "docs").glob("*.md"))
    for name in Settings.model_fields:
        assert f"{PREFIX}{name.upper()}" in docs, name
    context = Context(main)
    for name in main.list_commands(context):
        assert main.get_command(context, name), "a command and its file have one name"
        assert f"sportello {name}" in docs, name


def test_the_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "make run" in readme
    assert "make test" in readme
    assert "EUPL-1.2" in readme
