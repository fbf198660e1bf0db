"""How likely each language is by a text's letters: py3langid, cut down to the languages named here.

The library unpacks tables of 97 languages for half a second; those of ours are kept with what was fitted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import MODEL_FILE, LanguageIdentifier

Arrays = Mapping[str, NDArray[Any]]


class Letters:
    """The library's tables; its automaton finds runs of bytes, each of which speaks for languages."""

    def __init__(self, arrays: Arrays) -> None:
        """Take what `arrays` gave. Raises KeyError and ValueError if it is not that."""
        self._arrays = arrays
        self._identifier = LanguageIdentifier(
            arrays["letters_chances"],
            arrays["letters_before"],
            arrays["letters_codes"].tolist(),
            _single(arrays["letters_moves"]),
            _single(arrays["letters_found"]),
            tk_row=arrays["letters_rows"].tolist(),
        )

    @classmethod
    def of(cls, codes: Iterable[str]) -> Letters:
        """The library's tables of these languages: half a second. Raises ValueError if it lacks one."""
        every = LanguageIdentifier.from_model_file(MODEL_FILE)
        every.set_languages(codes)
        return cls(
            {
                "letters_chances": np.ascontiguousarray(every.nb_ptc),
                "letters_before": every.nb_pc,
                "letters_codes": np.array(every.nb_classes),
                "letters_moves": np.array(every.tk_nextmove, dtype=np.int32),
                "letters_found": np.array(every.tk_output, dtype=np.int32),
                "letters_rows": np.array(every.tk_row),
            }
        )

    def arrays(self) -> Arrays:
        """Everything as plain arrays."""
        return self._arrays

    def rank(self, text: str) -> list[tuple[str, float]]:
        """The languages and the logarithms of their chances, the likeliest first."""
        ranked: list[tuple[str, float]] = self._identifier.rank(text)
        return ranked


def _single(numbers: NDArray[np.int32]) -> memoryview[int]:
    """The same numbers, of which single ones are had faster; an array may lie at an odd place in its file."""
    return numbers.view(np.uint8).data.cast("i")
