"""A sentence model as the rest sees it: texts in, vectors out. Another one is another file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Embedder(Protocol):
    """Gives texts of like meaning vectors of like direction, whatever their language.

    `name` tells model and version: vectors of different ones are never mixed. `vectors` returns a row of
    length one for each text; it may be called from several threads.
    """

    name: str

    def vectors(self, texts: Sequence[str]) -> Vectors: ...
