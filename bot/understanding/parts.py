"""The parts of a message: what it asks at the end of a story, and two needs in one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot.knowledge.model import Knowledge
from bot.understanding.decide import MOST_SUGGESTIONS
from bot.understanding.meaning import Kind, Meaning
from bot.understanding.normalise import clean, fold

MARKS = re.compile(r"[.!?;,:\n؟،؛…]+")
SENTENCES = re.compile(r"(?<=[.!?؟…])\s+|\n+")
QUESTION = ("?", "؟")
AND = "و"  # written together with the word that follows
LEAST_WORDS = 2  # of a part: one word alone is part of a list
MOST_PARTS = 4  # that are read
SURE = 0.7  # the least confidence of a part that counts


def asked(text: str) -> str:
    """What a story asks: its sentences with a question mark, or else the last; "" if it is one sentence."""
    sentences = [each for each in SENTENCES.split(text.strip()) if each]
    questions = [each for each in sentences if each.endswith(QUESTION)] or sentences[-1:]
    return " ".join(questions) if len(sentences) > len(questions) else ""


class Parts:
    """Where a message may be cut: at marks, and before words that join two sentences."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._joins: dict[str, list[list[str]]] = {}  # by the first word, the longest first
        joins = {fold(join) for language in knowledge.languages.values() for join in language.joins}
        for join in sorted((join.split() for join in joins), key=len, reverse=True):
            self._joins.setdefault(join[0], []).append(join)

    def of(self, text: str) -> list[str]:
        """The parts that are long enough to be read; none if the message is one piece."""
        parts = [part for sentence in MARKS.split(clean(text)) for part in self._cut(sentence.split())]
        long = [part for part in parts if len(part.split()) >= LEAST_WORDS]
        return long[:MOST_PARTS] if len(long) > 1 else []

    def _cut(self, words: Sequence[str]) -> Iterator[str]:
        """Cut before joining words, which are dropped."""
        folded = [fold(word) for word in words]
        begun = place = 0
        while place < len(words):
            if skipped := self._join(folded[place:]):
                yield " ".join(words[begun:place])
                begun = place = place + skipped
                continue
            if folded[place].startswith(AND) and len(folded[place]) > 3 and place > begun:
                yield " ".join(words[begun:place])
                begun = place
            place += 1
        yield " ".join(words[begun:])

    def _join(self, words: Sequence[str]) -> int:
        """How many words the join has that stands first here; 0 if none does."""
        joins = self._joins.get(words[0], ())
        return next((len(join) for join in joins if list(words[: len(join)]) == join), 0)


def together(whole: Meaning, parts: Sequence[str], read: Callable[[str], Meaning]) -> Meaning:
    """Add what the parts lead to, if two surely lead to different answers.

    What answers the message as a whole stays its answer; only where there is none the parts come first.
    """
    needs = _needs(parts, read)
    if len(needs) < 2:
        return whole
    if whole.kind is Kind.ANSWER:
        return replace(whole, needs=needs) if whole.entry in needs else whole
    names = dict.fromkeys((*needs, *whole.suggestions))
    return replace(
        whole, kind=Kind.SUGGEST, suggestions=tuple(names)[:MOST_SUGGESTIONS], outside=None, needs=needs
    )


def _needs(parts: Sequence[str], read: Callable[[str], Meaning]) -> tuple[str, ...]:
    """The different entries that parts surely lead to. Nothing is read once there cannot be two."""
    needs: dict[str, None] = {}
    for place, part in enumerate(parts):
        if len(needs) + len(parts) - place < 2:
            break
        meaning = read(part)
        if meaning.kind is Kind.ANSWER and meaning.entry and meaning.confidence >= SURE:
            needs[meaning.entry] = None
    return tuple(needs)
