"""A fitted understanding, kept on disk: whoever starts again with the same knowledge need not wait."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.arrays import UNREADABLE, keep_arrays, read_arrays
from bot.kept import key
from bot.knowledge.model import Knowledge
from bot.understanding.reader import Fitted, Reader, fit

log = logging.getLogger(__name__)


def fitted(knowledge: Knowledge, folder: Path) -> Reader:
    """The understanding of a knowledge base, read from the folder or fitted and kept there.

    A file that cannot be read is fitted anew; a folder that cannot be written is told in the log.
    """
    path = folder / f"understanding-{key(knowledge)}.npz"
    kept = _read(path)
    if kept is None:
        kept = fit(knowledge)
        keep_arrays(path, kept.arrays())
    with uncollected():
        return Reader(knowledge, kept)


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many values that stay without looking for garbage among them: a quarter of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _read(path: Path) -> Fitted | None:
    try:
        arrays = read_arrays(path)
        return Fitted.of_arrays(arrays) if arrays else None
    except UNREADABLE as error:
        log.warning("a fitted model is none and is fitted anew", extra={"code": type(error).__name__})
        return None
