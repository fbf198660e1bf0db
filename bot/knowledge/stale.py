"""Translations that were made from an older text, and words that the glossary replaces.

Like faults of style these do not keep a knowledge base from being served; `sportello check` tells them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.knowledge.folder import Folder
from bot.knowledge.model import Frozen, Knowledge, Line, Wording
from bot.knowledge.source import Fault
from bot.knowledge.style import FIRST, fields

LETTERS = str.maketrans("0123456789", "ghijklmnop")  # a mark of digits alone would be a number to YAML


class Term(Frozen):
    """One thing, its word in each other language, and the words not to use for it."""

    avoid: Mapping[str, tuple[Line, ...]] = {}
    en: Line
    ar: Line


class GlossaryFile(Frozen):
    """`terms` are keyed by the official Italian name."""

    terms: Mapping[str, Term]


def digest(wording: Wording) -> str:
    """The mark of a text: eight letters that change with any word of it. Phrases are not translated."""
    parts = [wording.title, wording.question, wording.answer]
    parts += [f"{key}\0{text}" for key, text in sorted(wording.sections.items())]
    return hashlib.sha256("\0\0".join(parts).encode()).hexdigest()[:8].translate(LETTERS)


def stale(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Translations whose original has changed since, or that do not say what they were made from."""
    first = knowledge.languages[FIRST].entries
    for code, language in knowledge.languages.items():
        for name, wording in language.entries.items():
            if code == FIRST or name not in first or wording.made_from == digest(first[name]):
                continue
            document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
            changed = wording.made_from is not None
            what = f"{name}: the {FIRST} text has changed since this was translated."
            unmarked = f"{name} does not say which {FIRST} text it was translated from."
            remedy = f"Compare the two, then run `sportello stamp {name}`."
            yield document.fault(("entries", name, "made_from"), what if changed else unmarked, remedy)


def glossary(knowledge: Knowledge, folder: Folder) -> Iterator[Fault]:
    """Words that the glossary replaces by others."""
    file = folder.model("glossary.yaml", GlossaryFile)
    for term, each in file.terms.items() if file else ():
        for code, words in each.avoid.items():
            for word in words:
                pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
                for name, wording in knowledge.languages[code].entries.items():
                    document = folder.documents[f"{code}/{name.split('.')[0]}.yaml"]
                    for address, text in fields(wording):
                        if pattern.search(text):
                            what = f"{name}: {word!r} is not the word for {term}."
                            remedy = f"Write {getattr(each, code)!r}."
                            yield document.fault(("entries", name, *address), what, remedy)


def stamp(path: Path, line: int, mark: str) -> None:
    """Write a mark into a file: below the title of an entry, which stands on `line` (from 1)."""
    lines = path.read_text(encoding="utf-8").split("\n")
    title = lines[line - 1]
    indent = title[: len(title) - len(title.lstrip())]
    written = f"{indent}made_from: {mark}"
    if line < len(lines) and lines[line].startswith(f"{indent}made_from:"):
        lines[line] = written
    else:
        lines.insert(line, written)
    path.write_text("\n".join(lines), encoding="utf-8")
