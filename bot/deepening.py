"""Adds the sentence model to what was fitted from words: in the background, and at once when all is kept."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from threading import Event

from bot.arrays import UNREADABLE, keep_arrays, read_arrays
from bot.embedding import embedder
from bot.knowledge.model import Knowledge
from bot.understanding import head as head_module
from bot.understanding.cascade import Cascade
from bot.understanding.embedder import Embedder
from bot.understanding.head import Head
from bot.understanding.labels import Example, examples
from bot.understanding.meaning import Understanding
from bot.understanding.reader import Reader
from bot.vectors import Stopped, VectorStore

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Deepening:
    """Blocks while it works: run it in a thread, and set `stop` to end it.

    `find` gives the embedder, or None where there is none; it is asked once.
    """

    folder: Path
    find: Callable[[], Embedder | None] = embedder
    stop: Event = field(default_factory=Event)
    _found: list[Embedder | None] = field(default_factory=list)

    def deepen(self, knowledge: Knowledge, understanding: Understanding) -> Understanding:
        """The same understanding with the sentence model; as it was where there is none, or after `stop`."""
        if not self._found:
            self._found.append(self.find())
        found = self._found[0]
        if found is None or not isinstance(understanding, Reader):
            return understanding
        try:
            head = self._head(knowledge, found)
        except Stopped:
            return understanding
        log.info("the sentence model takes part in understanding: %s", found.name)
        return Cascade(knowledge, understanding, found, head)

    def _head(self, knowledge: Knowledge, found: Embedder) -> Head:
        taught = list(examples(knowledge))
        path = self.folder / f"head-{key(taught, found)}.npz"
        try:
            if arrays := read_arrays(path):
                return Head.of_arrays(arrays)
        except UNREADABLE as error:
            log.warning("a kept head is no head and is fitted anew", extra={"code": type(error).__name__})
        vectors = VectorStore(found, self.folder, self.stop).of([each.phrase for each in taught])
        head = Head.fit(vectors, [each.label for each in taught])
        keep_arrays(path, head.arrays())
        return head


def key(taught: list[Example], found: Embedder) -> str:
    """A name for all that a head depends on: phrases, embedder, code, library."""
    digest = hashlib.sha256(f"{found.name} {version('scikit-learn')}".encode())
    for example in taught:
        digest.update(repr(example).encode())
    digest.update(Path(head_module.__file__).read_bytes())
    return digest.hexdigest()[:20]
