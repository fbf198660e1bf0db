"""What a message means: the one small interface between understanding and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from bot.commands import SERVICES, Command
from bot.understanding.details import NO_DETAILS, Details


class Kind(StrEnum):
    ANSWER = "answer"
    SUGGEST = "suggest"
    UNKNOWN = "unknown"
    URGENT = "urgent"
    SMALLTALK = "smalltalk"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be meant, and its score (0..1)."""

    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Meaning:
    """What was understood of one message.

    `confidence` is 0..1. `language` is the code detected, of a language spoken here or not; None when the
    words do not tell.
    `urgency` is set whenever there are signs of an emergency, and then `kind` is `URGENT`.
    `details` are what it says beside its subject.
    `outside` names the class of questions that the service does not treat, when the message is of one.
    `deep` is set when the sentence model took part.
    `section` is the part of an answer that is asked for by a message that names nothing itself.
    `needs` are the entries that its parts lead to, when it surely has more than one need.
    """

    kind: Kind
    confidence: float = 0.0
    language: str | None = None
    entry: str | None = None
    suggestions: tuple[str, ...] = ()
    urgency: str | None = None
    smalltalk: str | None = None
    command: Command | None = None
    candidates: tuple[Candidate, ...] = ()
    outside: str | None = None
    deep: bool = False
    section: str | None = None
    needs: tuple[str, ...] = ()
    details: Details = NO_DETAILS

    @property
    def leads_to(self) -> str | None:
        """The id of what is opened: an entry, or the service that a command stands for."""
        return SERVICES.get(self.command) if self.command else self.entry


NOTHING = Meaning(Kind.UNKNOWN)


class Understanding(Protocol):
    """Reads a message. Fitted once from the knowledge base; calls share no state."""

    def read(self, text: str) -> Meaning: ...

    def phrases(self, text: str, entries: Sequence[str]) -> list[str]:
        """Of the phrases of each entry that which speaks most for the text."""
