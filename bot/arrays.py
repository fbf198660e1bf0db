"""Arrays in a file: whole or not at all, and never anything that runs."""

from __future__ import annotations

import logging
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.kept import keep

log = logging.getLogger(__name__)
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError)
Arrays = Mapping[str, NDArray[Any]]


def read_arrays(path: Path) -> Arrays | None:
    """What was kept; None if there is no such file, or it cannot be read, which is told in the log."""
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return dict(arrays)
    except FileNotFoundError:
        return None
    except UNREADABLE as error:
        log.warning("a kept file cannot be read and is made anew", extra={"code": type(error).__name__})
        return None


def keep_arrays(path: Path, arrays: Arrays) -> None:
    """Keep them under this name; that it was not possible is told in the log."""
    keep(path, lambda file: np.savez(file, allow_pickle=False, **arrays))
