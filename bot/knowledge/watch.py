"""Notice that an editor saved a file: a fingerprint of the folder, compared now and then."""

from __future__ import annotations

from pathlib import Path

Fingerprint = frozenset[tuple[str, int, int]]
SUFFIXES = (".yaml", ".tsv")


def fingerprint(folder: Path) -> Fingerprint:
    """Names, times and sizes of the files that matter. A file that goes away meanwhile counts as gone."""
    found = set()
    for path in folder.rglob("*"):
        if path.suffix in SUFFIXES:
            try:
                status = path.stat()
            except OSError:
                continue
            found.add((str(path.relative_to(folder)), status.st_mtime_ns, status.st_size))
    return frozenset(found)
