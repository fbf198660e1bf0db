"""A fitted understanding, kept on disk: whoever starts again with the same knowledge need not wait."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import zipfile
from importlib.metadata import version
from pathlib import Path

import numpy as np

import bot.understanding
from bot.knowledge.model import Knowledge
from bot.understanding.labels import examples, one_form
from bot.understanding.model import Model
from bot.understanding.reader import Reader

log = logging.getLogger(__name__)
KEPT = 3  # models, the newest: what an editor goes back to is still there
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError)


def fitted(knowledge: Knowledge, folder: Path) -> Reader:
    """The understanding of a knowledge base, read from the folder or fitted and kept there.

    A file that cannot be read is fitted anew; a folder that cannot be written is told in the log.
    """
    path = folder / f"understanding-{key(knowledge)}.npz"
    if model := _read(path):
        return Reader(knowledge, model)
    reader = Reader(knowledge)
    _keep(reader.model, path)
    return reader


def key(knowledge: Knowledge) -> str:
    """A name for all that a fitted model depends on: phrases, names, the code, the library."""
    digest = hashlib.sha256(version("scikit-learn").encode())
    for example in examples(knowledge):
        digest.update(repr(example).encode())
    digest.update(repr(sorted(one_form(knowledge).items())).encode())
    digest.update(repr([town.name for town in knowledge.municipalities]).encode())
    for path in sorted(
        Path(path) for folder in bot.understanding.__path__ for path in Path(folder).glob("*.py")
    ):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:20]


def _read(path: Path) -> Model | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Model.of_arrays(arrays)
    except FileNotFoundError:
        return None
    except UNREADABLE as error:
        log.warning("a fitted model cannot be read and is fitted anew", extra={"code": type(error).__name__})
        return None


def _keep(model: Model, path: Path) -> None:
    """Write beside and move into place: nobody reads half a file."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **model.arrays())
        unfinished.replace(path)
        written = sorted(path.parent.glob("understanding-*.npz"), key=lambda each: each.stat().st_mtime)
        for old in written[:-KEPT]:
            old.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a fitted model could not be kept", extra={"code": type(error).__name__})
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
