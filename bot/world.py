"""What a flow may know: a snapshot, read before the turn; and how it asks for more."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, cast

from bot.knowledge.model import Knowledge
from bot.messages import Sentence
from bot.understanding.meaning import NOTHING, Meaning

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Query(Generic[T]):
    """Something that is read only when a flow asks for it. A subclass names what, `T` is what comes."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of one conversation: how many messages, since when (aware UTC; None if nothing)."""

    messages: int
    since: datetime | None


@dataclass(frozen=True, slots=True)
class KeptOfMe(Query[Kept]):
    """What is kept of the conversation that is running."""


@dataclass(frozen=True, slots=True)
class Line:
    """How long a wait at a desk may be: the person's own place (from 1), and minutes if they can be told."""

    place: int
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class LineAt(Query[Line]):
    """The line at a desk, as it would be for somebody who asks now."""

    desk: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """This person's own open handover: its desk, place in the line, last word, whether it is taken."""

    desk: str
    line: Line
    heard_at: datetime
    taken: bool = False


@dataclass(frozen=True, slots=True)
class MyStanding(Query[Standing | None]):
    """What this person waits for; None if for nobody."""


@dataclass(frozen=True, slots=True)
class Staffed(Query[frozenset[str]]):
    """The ids of the desks that have somebody who answers in the chat."""


class Looking(BaseException):
    """The run stops here until the query is read. Not an error: flows must not catch it."""

    def __init__(self, query: Query[object]) -> None:
        self.query = query


def says_nothing(_sentence: Sentence) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class World:
    """What one turn may look at.

    `now` is aware UTC. `meaning` is what understanding made of this message. `spell` writes a
    sentence in every language, so that a label typed in any of them is known. `language` is the
    conversation's, for the few flows that show a page differently once it was `chosen`, or while
    nobody could `guess` it yet. `seen` are the entries that were read, the last one last.
    """

    now: datetime
    knowledge: Knowledge
    meaning: Meaning = NOTHING
    spell: Callable[[Sentence], Mapping[str, str]] = says_nothing
    languages: tuple[str, ...] = ("it", "en", "ar")
    language: str = "it"
    chosen: bool = False
    guessed: bool = True
    seen: tuple[str, ...] = ()
    looked: Mapping[Query[object], object] = field(default_factory=dict)

    def look(self, query: Query[T]) -> T:
        """Return what was read for the query, or stop the run until it has been read."""
        key = cast(Query[object], query)
        if key not in self.looked:
            raise Looking(key)
        return cast(T, self.looked[key])
