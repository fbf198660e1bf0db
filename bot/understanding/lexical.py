"""The first understanding: every phrase of every language, compared as a bag of words with rapidfuzz.

It stands behind the protocol `meaning.Understanding`; what replaces it changes nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.commands import command, table
from bot.knowledge.model import Knowledge
from bot.understanding.language import Languages
from bot.understanding.meaning import Candidate, Kind, Meaning
from bot.understanding.normalise import fold
from bot.understanding.signs import Signs

SURE = 0.68  # the first candidate is answered
CLEAR = 0.04  # and it leads the second by so much
LIKELY = 0.58  # worth suggesting
LOOKED_AT = 100  # phrases with the most words in common, which are compared letter by letter as well
MOST_SUGGESTIONS = 4
MOST_CANDIDATES = 5
SMALLTALK = 88  # of 100


class LexicalUnderstanding:
    """Fitted from the knowledge base at once; reading is pure and takes some milliseconds."""

    def __init__(self, knowledge: Knowledge) -> None:
        languages = knowledge.languages.values()
        spoken = [
            (fold(phrase), phrase, entry)
            for language in languages
            for entry, wording in language.entries.items()
            for phrase in (wording.title, wording.question, *wording.phrases)
        ]
        self._folded = [folded for folded, _phrase, _entry in spoken]
        self._spoken = [(phrase, entry) for _folded, phrase, entry in spoken]
        self._smalltalk = {
            fold(phrase): kind
            for language in languages
            for kind, talk in language.smalltalk.items()
            for phrase in talk.phrases
        }
        self._commands = table(pair for language in languages for pair in language.commands.items())
        self._signs = Signs(knowledge)
        self._languages = Languages(knowledge)

    def read(self, text: str) -> Meaning:
        folded = fold(text)
        language = self._languages.detect(text)
        if urgency := self._signs.find(folded):
            return Meaning(Kind.URGENT, 1.0, language, urgency=urgency)
        if said := command(text, self._commands):
            return Meaning(Kind.COMMAND, 1.0, language, command=said)
        if not folded:
            return Meaning(Kind.UNKNOWN, language=language)
        if talk := self._small(folded):
            return Meaning(Kind.SMALLTALK, 1.0, language, smalltalk=talk)
        return replace(decide(self._candidates(folded)), language=language)

    def _small(self, folded: str) -> str | None:
        if folded in self._smalltalk:
            return self._smalltalk[folded]
        near = process.extractOne(folded, self._smalltalk.keys(), scorer=fuzz.ratio, score_cutoff=SMALLTALK)
        return self._smalltalk[near[0]] if near and len(folded) > 5 else None

    def _candidates(self, folded: str) -> tuple[Candidate, ...]:
        """The entries in the order of their best phrase."""
        found = process.extract(folded, self._folded, scorer=fuzz.token_set_ratio, limit=LOOKED_AT)
        best: dict[str, Candidate] = {}
        for said, common, place in found:
            phrase, entry = self._spoken[place]
            score = (common + fuzz.token_sort_ratio(folded, said)) / 200
            if entry not in best or score > best[entry].score:
                best[entry] = Candidate(entry, score, phrase)
        return tuple(sorted(best.values(), key=lambda each: -each.score))


def decide(candidates: tuple[Candidate, ...]) -> Meaning:
    """Answer when the first is sure and clear, suggest when some are likely, else say so."""
    if not candidates:
        return Meaning(Kind.UNKNOWN)
    first = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    likely = tuple(each.entry for each in candidates if each.score >= LIKELY)[:MOST_SUGGESTIONS]
    shown = candidates[:MOST_CANDIDATES]
    if first.score >= SURE and first.score - second >= CLEAR:
        return Meaning(Kind.ANSWER, first.score, entry=first.entry, candidates=shown)
    kind = Kind.SUGGEST if likely else Kind.UNKNOWN
    return Meaning(kind, first.score, suggestions=likely, candidates=shown)
