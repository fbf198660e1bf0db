"""A fitted understanding, kept on disk: whoever starts again with the same knowledge need not wait."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path

import sklearn

import bot.understanding
from bot.kept import UNREADABLE, keep_arrays, keep_newest, read_arrays
from bot.knowledge.model import Knowledge
from bot.understanding.labels import examples, one_form
from bot.understanding.model import Model
from bot.understanding.reader import Reader

log = logging.getLogger(__name__)
KEPT = 3  # models, the newest: what an editor goes back to is still there


def fitted(knowledge: Knowledge, folder: Path) -> Reader:
    """The understanding of a knowledge base, read from the folder or fitted and kept there.

    A file that cannot be read is fitted anew; a folder that cannot be written is told in the log.
    """
    path = folder / f"understanding-{key(knowledge)}.npz"
    if model := _read(path):
        return Reader(knowledge, model)
    reader = Reader(knowledge)
    keep_arrays(path, reader.model.arrays())
    keep_newest(folder, "understanding-*.npz", KEPT)
    return reader


def key(knowledge: Knowledge) -> str:
    """A name for all that a fitted model depends on: phrases, names, the code, the library."""
    digest = hashlib.sha256(sklearn.__version__.encode())
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
    arrays = read_arrays(path)
    try:
        return Model.of_arrays(arrays) if arrays else None
    except UNREADABLE as error:
        log.warning("a fitted model is none and is fitted anew", extra={"code": type(error).__name__})
        return None
