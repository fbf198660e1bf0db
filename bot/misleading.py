"""Phrases that fetch another entry than their own, by the real understanding."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from bot.kept import keep, key
from bot.knowledge.folder import Folder
from bot.knowledge.model import Knowledge, Wording
from bot.knowledge.source import Address, Fault
from bot.understanding.labels import Stray, examples

REMEDY = "Say it more clearly, or move it to the entry that answers it."


def misleading(knowledge: Knowledge, folder: Folder, cache: Path) -> Iterator[Fault]:
    """Every one as a fault. Found by fitting, some seconds, unless the same phrases were looked at before."""
    taught = list(examples(knowledge))
    for stray in _strays(knowledge, cache):
        own = taught[stray.place]
        if own.label not in knowledge.entries:
            continue  # small talk, commands and foreign questions are no entry's
        what = f"{own.phrase!r} of {own.label} is read as {stray.label}."
        if stray.twin is not None:
            twin = taught[stray.twin].phrase
            what = f"{own.phrase!r} of {own.label} is nearly the same as {twin!r} of {stray.label}."
        document = folder.documents[f"{own.language}/{own.label.split('.')[0]}.yaml"]
        written = _address(knowledge.languages[own.language].entries[own.label], own.phrase)
        yield document.fault(("entries", own.label, *written), what, REMEDY)


def _address(wording: Wording, phrase: str) -> Address:
    phrases: dict[str, Address] = {text: ("phrases", place) for place, text in enumerate(wording.phrases)}
    return {**phrases, wording.question: ("question",), wording.title: ("title",)}[phrase]


def _strays(knowledge: Knowledge, cache: Path) -> list[Stray]:
    path = cache / f"strays-{key(knowledge)}.json"
    try:
        return [Stray(*each) for each in json.loads(path.read_bytes())]
    except (OSError, ValueError, TypeError):
        found = _find(knowledge, cache)
        keep(path, lambda file: file.write(json.dumps(found).encode()))
        return found


def _find(knowledge: Knowledge, cache: Path) -> list[Stray]:
    from bot.fitting import fitted  # half a second to import, and needed only here
    from bot.understanding.strays import strays

    return strays(list(examples(knowledge)), fitted(knowledge, cache).model)
