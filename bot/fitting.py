"""A fitted understanding, kept on disk: whoever starts again with the same knowledge need not wait."""

from __future__ import annotations

import logging
from pathlib import Path

from bot.arrays import UNREADABLE, keep_arrays, read_arrays
from bot.kept import key
from bot.knowledge.model import Knowledge
from bot.understanding.reader import Fitted, Reader

log = logging.getLogger(__name__)


def fitted(knowledge: Knowledge, folder: Path) -> Reader:
    """The understanding of a knowledge base, read from the folder or fitted and kept there.

    A file that cannot be read is fitted anew; a folder that cannot be written is told in the log.
    """
    path = folder / f"understanding-{key(knowledge)}.npz"
    if kept := _read(path):
        return Reader(knowledge, kept)
    reader = Reader(knowledge)
    keep_arrays(path, reader.fitted.arrays())
    return reader


def _read(path: Path) -> Fitted | None:
    try:
        arrays = read_arrays(path)
        return Fitted.of_arrays(arrays) if arrays else None
    except UNREADABLE as error:
        log.warning("a fitted model is none and is fitted anew", extra={"code": type(error).__name__})
        return None
