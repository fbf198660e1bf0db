"""The words of a knowledge base, read once: how often each language uses them, stems, and concepts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.model import Knowledge, Language
from bot.understanding.concepts import expressions
from bot.understanding.normalise import fold, words_of
from bot.understanding.stems import stem

Uses = Mapping[str, Mapping[str, int]]  # word -> language -> how often


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """`phrases` are the words of what is taught, in their one form, with `stems`; `texts` those of all texts.

    A word is stemmed as a word of the language that uses it most. `concepts` are the expressions of all
    concepts, folded.
    """

    phrases: Uses
    texts: Uses
    stems: Mapping[str, str]
    concepts: Sequence[str] = ()

    @classmethod
    def of(
        cls, taught: Iterable[tuple[str, str]], same: Mapping[str, str], knowledge: Knowledge | None = None
    ) -> Vocabulary:
        """Count `taught`, pairs of a language and a phrase, and all texts of the knowledge base."""
        phrases: dict[str, Counter[str]] = {}
        for language, text in taught:
            for word in split(text, same):
                phrases.setdefault(word, Counter())[language] += 1
        texts: dict[str, Counter[str]] = {}
        for code, each in knowledge.languages.items() if knowledge else ():
            for word, times in words_of(_texts(each)).items():
                texts.setdefault(word, Counter())[code] += times
        stems = {word: stem(word, owner(counts)) for word, counts in phrases.items()}
        return cls(phrases, texts, stems, tuple(expressions(knowledge)) if knowledge else ())

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Everything as plain arrays."""
        return {
            "stems": _written(self.stems.values()),
            "concepts": _written(self.concepts),
            **_arrays("phrases", self.phrases),
            **_arrays("texts", self.texts),
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Vocabulary:
        """What `arrays` gave. Raises KeyError and ValueError if it is not that."""
        phrases, texts = _uses("phrases", arrays), _uses("texts", arrays)
        stems = dict(zip(phrases, _read(arrays["stems"]), strict=True))
        return cls(phrases, texts, stems, tuple(_read(arrays["concepts"])))


def split(text: str, same: Mapping[str, str]) -> list[str]:
    """Folded words; small words of dialects and of short messages in their one form."""
    return [part for word in fold(text).split() for part in same.get(word, word).split()]


def owner(counts: Mapping[str, int]) -> str:
    """The language that uses a word most."""
    return max(sorted(counts), key=counts.__getitem__)


def _texts(language: Language) -> Iterator[str]:
    for wording in language.entries.values():
        yield from (wording.title, wording.question, wording.answer)
        yield from wording.phrases
        yield from wording.sections.values()


def _arrays(name: str, uses: Uses) -> dict[str, NDArray[np.generic]]:
    codes = sorted({code for counts in uses.values() for code in counts})
    counts = [[each.get(code, 0) for code in codes] for each in uses.values()]
    return {
        f"{name}_words": _written(uses),
        f"{name}_codes": _written(codes),
        f"{name}_counts": np.array(counts, dtype=np.int32).reshape(len(uses), len(codes)),
    }


def _uses(name: str, arrays: Mapping[str, NDArray[Any]]) -> Uses:
    codes, counts = _read(arrays[f"{name}_codes"]), arrays[f"{name}_counts"].tolist()
    return {
        word: {code: count for code, count in zip(codes, row, strict=True) if count}
        for word, row in zip(_read(arrays[f"{name}_words"]), counts, strict=True)
    }


def _written(words: Iterable[str]) -> NDArray[np.uint8]:
    """Words as one text: no word has a line's end in it."""
    return np.frombuffer("".join(f"{word}\n" for word in words).encode(), dtype=np.uint8)


def _read(written: NDArray[np.uint8]) -> list[str]:
    return written.tobytes().decode().split("\n")[:-1]
