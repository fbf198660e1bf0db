"""Arrays kept on disk: whole or not at all, and never anything that runs."""

from __future__ import annotations

import contextlib
import logging
import os
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError)
Arrays = Mapping[str, NDArray[Any]]


def read_arrays(path: Path) -> Arrays | None:
    """What was kept; None if there is no such file or it cannot be read, which is told in the log."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)
    except FileNotFoundError:
        return None
    except UNREADABLE as error:
        log.warning("a kept file cannot be read and is made anew", extra={"code": type(error).__name__})
        return None


def keep_arrays(path: Path, arrays: Arrays) -> None:
    """Write beside and move into place: nobody reads half a file. A failure is only told in the log."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        unfinished.replace(path)
    except OSError as error:
        log.warning("what was made could not be kept", extra={"code": type(error).__name__})
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)


def keep_newest(folder: Path, pattern: str, most: int) -> None:
    """Remove all but the newest files of a kind."""
    with contextlib.suppress(OSError):
        written = sorted(folder.glob(pattern), key=lambda each: each.stat().st_mtime)
        for old in written[:-most]:
            old.unlink(missing_ok=True)
