"""The vectors of phrases, kept on disk by the phrase's hash: only new phrases are computed."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import numpy as np

from bot.arrays import keep_arrays, read_arrays
from bot.understanding.embedder import Embedder, Vectors

log = logging.getLogger(__name__)
AT_ONCE = 16  # phrases: about half a second, after which a stop is heard
KEEP_EVERY = 1024  # phrases: what an interruption costs at most


class Stopped(Exception):
    """The service ends, and nobody waits for the vectors any more."""


@dataclass(slots=True)
class VectorStore:
    """Vectors of one embedder in one folder. Those of phrases that are gone stay: 0.8 kB each."""

    embedder: Embedder
    folder: Path
    stop: Event = field(default_factory=Event)

    @property
    def path(self) -> Path:
        return self.folder / f"vectors-{self.embedder.name}.npz"

    def of(self, phrases: Sequence[str]) -> Vectors:
        """A row for each phrase: minutes for thousands of new ones. Raises `Stopped` when `stop` is set."""
        known = self._read()
        missing = sorted({phrase for phrase in phrases if digest(phrase) not in known})
        for begin in range(0, len(missing), AT_ONCE):
            if self.stop.is_set():
                self._keep(known)
                raise Stopped
            if begin % KEEP_EVERY == 0:
                log.info(
                    "vectors of phrases: %d of %d are still to be made", len(missing) - begin, len(missing)
                )
                self._keep(known)
            part = missing[begin : begin + AT_ONCE]
            rows = self.embedder.vectors(part).astype(np.float16)
            known |= zip(map(digest, part), rows, strict=True)
        if missing:
            self._keep(known)
        return np.array([known[digest(phrase)] for phrase in phrases], dtype=np.float32)

    def _read(self) -> dict[bytes, Vectors]:
        kept = read_arrays(self.path) or {}
        if not {"digests", "vectors"} <= kept.keys():
            return {}
        return {row.tobytes(): vector for row, vector in zip(kept["digests"], kept["vectors"], strict=False)}

    def _keep(self, known: dict[bytes, Vectors]) -> None:
        if known:
            digests = np.array([np.frombuffer(each, dtype=np.uint8) for each in known])
            keep_arrays(self.path, {"digests": digests, "vectors": np.array(list(known.values()))})


def digest(phrase: str) -> bytes:
    """Sixteen bytes that stand for a phrase."""
    return hashlib.blake2b(phrase.encode(), digest_size=16).digest()
