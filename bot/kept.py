"""What takes long to work out from the knowledge base, kept under a name made of all it depends on."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import BinaryIO

import bot.understanding
from bot.knowledge.model import Knowledge
from bot.understanding.labels import examples, one_form
from bot.understanding.language import recognised

log = logging.getLogger(__name__)
KEPT = 3  # of a kind, the newest: what an editor goes back to is still there


def key(knowledge: Knowledge) -> str:
    """A name for all that a fitted model depends on: phrases, names, the code, the libraries."""
    digest = hashlib.sha256(f"{version('scikit-learn')} {version('py3langid')}".encode())
    digest.update(repr(sorted(recognised(knowledge))).encode())
    taught = (f"{each.language} {each.label} {each.phrase}" for each in examples(knowledge))
    digest.update("\n".join(taught).encode())
    digest.update(repr(sorted(one_form(knowledge).items())).encode())
    for language in knowledge.languages.values():
        digest.update(repr(sorted(language.concepts.items())).encode())
    digest.update(repr([town.name for town in knowledge.municipalities]).encode())
    for path in sorted(
        Path(path) for folder in bot.understanding.__path__ for path in Path(folder).glob("*.py")
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def keep(path: Path, write: Callable[[BinaryIO], object]) -> None:
    """Write beside and move into place: nobody reads half a file. The oldest of its kind go."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    kind = f"{path.name.split('-')[0]}-*{path.suffix}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            write(file)
        unfinished.replace(path)
        written = sorted(path.parent.glob(kind), key=lambda each: each.stat().st_mtime)
        for old in written[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("what was worked out could not be kept", extra={"code": type(error).__name__})
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
