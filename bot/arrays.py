"""Arrays in a file: whole or not at all, and never anything that runs."""

from __future__ import annotations

import logging
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from bot.kept import keep

log = logging.getLogger(__name__)
UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, NotImplementedError)
LARGE = 2**20  # bytes of an array that is mapped: what nobody asks for stays on the disk
NAMES = struct.Struct("<26x2H")  # a file's header in an archive: its name's length, and that of more about it
Arrays = Mapping[str, NDArray[Any]]


def read_arrays(path: Path) -> Arrays | None:
    """What was kept; None if there is no such file, or it cannot be read, which is told in the log."""
    try:
        with zipfile.ZipFile(path) as archive:
            if broken := archive.testzip():
                raise zipfile.BadZipFile(broken)
            kept = archive.infolist()
            return {each.filename.removesuffix(".npy"): _read(path, archive, each) for each in kept}
    except FileNotFoundError:
        return None
    except UNREADABLE as error:
        log.warning("a kept file cannot be read and is made anew", extra={"code": type(error).__name__})
        return None


def keep_arrays(path: Path, arrays: Arrays) -> None:
    """Keep them under this name; that it was not possible is told in the log."""
    keep(path, lambda file: np.savez(file, allow_pickle=False, **arrays))


def _read(path: Path, archive: zipfile.ZipFile, kept: zipfile.ZipInfo) -> NDArray[Any]:
    """One array; a large one as a map of its place in the archive, where nothing is compressed."""
    with archive.open(kept) as file:
        if kept.file_size < LARGE:
            small: NDArray[Any] = npy.read_array(file, allow_pickle=False)
            return small
        if npy.read_magic(file) != (1, 0) or kept.compress_type != zipfile.ZIP_STORED:
            raise ValueError(kept.filename)
        shape, by_columns, kind = npy.read_array_header_1_0(file)
        if kind.hasobject:
            raise ValueError(kept.filename)
        begin = _begin(path, kept) + file.tell()
    return np.memmap(path, kind, "r", begin, shape, "F" if by_columns else "C")


def _begin(path: Path, kept: zipfile.ZipInfo) -> int:
    """Where a file's bytes begin in its archive (PKWARE's APPNOTE, 4.3.7)."""
    with path.open("rb") as file:
        file.seek(kept.header_offset)
        name, more = NAMES.unpack(file.read(NAMES.size))
    return kept.header_offset + NAMES.size + int(name) + int(more)
