"""A fitted understanding, kept on disk: whoever starts again with the same knowledge need not wait."""

from __future__ import annotations

import logging
import zipfile
from pathlib import Path

import numpy as np

from bot.kept import keep, key
from bot.knowledge.model import Knowledge
from bot.understanding.model import Model
from bot.understanding.reader import Reader

log = logging.getLogger(__name__)
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError)


def fitted(knowledge: Knowledge, folder: Path) -> Reader:
    """The understanding of a knowledge base, read from the folder or fitted and kept there.

    A file that cannot be read is fitted anew; a folder that cannot be written is told in the log.
    """
    path = folder / f"understanding-{key(knowledge)}.npz"
    if model := _read(path):
        return Reader(knowledge, model)
    reader = Reader(knowledge)
    keep(path, lambda file: np.savez(file, allow_pickle=False, **reader.model.arrays()))
    return reader


def _read(path: Path) -> Model | None:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return Model.of_arrays(arrays)
    except FileNotFoundError:
        return None
    except UNREADABLE as error:
        log.warning("a fitted model cannot be read and is fitted anew", extra={"code": type(error).__name__})
        return None
