"""The knowledge base as frozen values. Reading and checking it is done next door."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from itertools import chain
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from bot.commands import Command
from bot.knowledge.places import Municipality, Places
from bot.understanding.normalise import fold

SectionKey = Literal["documents", "steps", "cost", "times", "where", "rights", "mistakes"]
UrgencyKind = Literal["violence", "medical", "trafficking", "suicide", "child"]
URGENCIES: tuple[UrgencyKind, ...] = ("violence", "trafficking", "child", "suicide", "medical")


def _web(url: str) -> str:
    if not url.startswith(("https://", "http://")) or len(url.split()) != 1:
        raise ValueError("write an address that begins with https://")
    return url


def _hours(value: object) -> object:
    """Read "09:00-13:00" as a span."""
    if isinstance(value, str) and value.count("-") == 1:
        start, end = value.split("-")
        return {"start": start.strip(), "end": end.strip()}
    return value


Web = Annotated[str, AfterValidator(_web)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
EntryId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Line = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Label = Annotated[str, StringConstraints(min_length=1, max_length=36, strip_whitespace=True)]
Prose = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Figure = int | float
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Frozen):
    """Where a fact was read: `seen` is the day it was read, `dated` the page's own date if it has one."""

    title: Line
    url: Web
    seen: date
    dated: str | None = None


class Entry(Frozen):
    """What does not depend on the language. Texts must be looked at again by `check_again`.

    `figures` are the numbers in its texts that its sources say; `figures_from` are those that another
    entry's sources say, by its id. Sums and hotlines are inserted by name and not listed.
    """

    checked: date
    check_again: date
    sources: Annotated[tuple[Source, ...], Field(min_length=1)]
    sections: tuple[SectionKey, ...] = ()
    related: tuple[EntryId, ...] = ()
    service: Id | None = None
    listings: Literal["italian_course", "course", "event"] | None = None
    figures: tuple[Figure, ...] = ()
    figures_from: Mapping[EntryId, tuple[Figure, ...]] = {}

    @property
    def listed(self) -> set[float]:
        """All figures that its texts may contain."""
        return {float(each) for each in chain(self.figures, *self.figures_from.values())}


class Wording(Frozen):
    """One entry in one language. `made_from` marks the Italian text that a translation was made from."""

    title: Label
    question: Line
    phrases: tuple[Line, ...]
    answer: Prose
    sections: Mapping[SectionKey, Prose] = {}
    made_from: Annotated[str, StringConstraints(pattern=r"^[a-p]{8}$")] | None = None


class Card(Frozen):
    """An emergency card and the signs that call it up, in one language.

    `signs` are words in order, `together` groups of words that stand near each other, `phrases` what
    people in such need write.
    """

    title: Label
    card: Prose
    signs: Annotated[tuple[Line, ...], Field(min_length=1)]
    together: tuple[Line, ...] = ()
    phrases: tuple[Line, ...] = ()
    not_: Annotated[tuple[Line, ...], Field(alias="not")] = ()


class Smalltalk(Frozen):
    phrases: Annotated[tuple[Line, ...], Field(min_length=1)]
    reply: Annotated[Prose, StringConstraints(max_length=300)]


class Outside(Frozen):
    """Examples of what the service does not treat, so that it is recognised and not answered wrongly.

    `reply` says so, kindly and in a few words.
    """

    phrases: Annotated[tuple[Line, ...], Field(min_length=5)]
    reply: Annotated[Prose, StringConstraints(max_length=300)]


class Hotline(Frozen):
    """A national number, free or public, as printed."""

    number: Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 ]{1,14}[0-9]$")]
    checked: date
    check_again: date
    source: Web
    url: Web | None = None


class Amount(Frozen):
    """A sum of money fixed by law, in euro."""

    euro: Decimal
    checked: date
    source: Web


class Span(Frozen):
    """From `start` until `end` on one day, wall time."""

    start: time
    end: time


class Service(Frozen):
    """What a person can come to a desk for, and the rules of its appointments.

    `minutes` is the length of one; at most `seats` people are received at a time (unset: as many as the
    desk has). A time can be booked until `notice_hours` before it, and `horizon_days` ahead. One person may
    have `limit` of them to come. What was freed is withheld for `cool_minutes`, and offered to the waiting
    list alone. `bring` is the entry whose documents are to be brought.
    """

    minutes: Annotated[int, Field(ge=5, le=480)] = 30
    seats: Annotated[int, Field(ge=1, le=50)] | None = None
    notice_hours: Annotated[int, Field(ge=0, le=720)] = 4
    horizon_days: Annotated[int, Field(ge=1, le=180)] = 30
    limit: Annotated[int, Field(ge=1, le=10)] = 1
    cool_minutes: Annotated[int, Field(ge=0, le=1440)] = 30
    bring: EntryId | None = None


Week = Mapping[Weekday, tuple[Annotated[Span, BeforeValidator(_hours)], ...]]


class Desk(Frozen):
    """An information desk. An `example` is shown as one and must not be taken for real.

    `patron` is the local holiday, month and day; `breaks` are hours of every day in which nobody is
    received; `service_hours` are those of a service that is not received all day; `seats` is how many
    people are received at a time.
    """

    id: Id
    name: Line
    municipality: Line
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    zone: str = "Europe/Rome"
    hours: Week
    closed: tuple[date, ...] = ()
    patron: Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")] | None = (
        None
    )
    breaks: tuple[Annotated[Span, BeforeValidator(_hours)], ...] = ()
    service_hours: Mapping[Id, Week] = {}
    seats: Annotated[int, Field(ge=1, le=50)] = 1
    languages: tuple[str, ...] = ()
    services: tuple[Id, ...] = ()
    address: Line | None = None
    phone: Line | None = None
    email: Line | None = None
    example: bool = False


Kind = Literal["italian_course", "course", "event"]
DayPart = Literal["morning", "afternoon", "evening"]
Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]  # of the Common European Framework of Reference


class Listing(Frozen):
    """A course or an event, shown until the day it ends. An `example` is shown as one."""

    id: Id
    kind: Kind
    title: Mapping[str, Label]
    about: Mapping[str, Annotated[Prose, StringConstraints(max_length=300)]]
    place: Line
    municipality: Line
    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    when: Annotated[tuple[DayPart, ...], Field(min_length=1)]
    level: Line | None = None
    until: date
    example: bool = False


class Foreign(Frozen):
    """A language that the service does not speak. `note` says in it which languages are spoken."""

    note: Line


class Omens(Frozen):
    """The signs of emergencies in a language without a folder, written as those of a `Card`."""

    groups: Mapping[str, str] = {}
    harmless: tuple[Line, ...] = ()
    signs: Mapping[UrgencyKind, Annotated[tuple[Line, ...], Field(min_length=1)]]


class Language(Frozen):
    """Everything that is written in one language."""

    topics: Mapping[str, str]
    entries: Mapping[str, Wording]
    cards: Mapping[str, Card]
    smalltalk: Mapping[str, Smalltalk]
    outside: Mapping[str, Outside]
    commands: Mapping[Command, tuple[str, ...]]
    services: Mapping[str, str]
    asks: Mapping[Command, tuple[str, ...]] = {}  # sentences that ask for a command
    small_words: frozenset[str] = frozenset()
    groups: Mapping[str, str] = {}  # expressions parted by commas, for the signs of emergencies
    harmless: tuple[str, ...] = ()
    calm: tuple[str, ...] = ()  # what only sounds like an emergency
    same: Mapping[str, tuple[str, ...]] = {}
    concepts: Mapping[str, str] = {}  # the expressions of each, parted by commas
    followups: Mapping[SectionKey, tuple[str, ...]] = {}  # what asks for a section of the last answer
    besides: tuple[str, ...] = ()  # small words that may stand beside them
    joins: tuple[str, ...] = ()  # words between two needs
    when: Mapping[DayPart, tuple[str, ...]] = {}
    levels: Mapping[Level, tuple[str, ...]] = {}


class Knowledge(Frozen):
    """The whole base. `entries` and `languages` are keyed by id and code; `topics` are in menu order."""

    topics: tuple[str, ...]
    entries: Mapping[str, Entry]
    languages: Mapping[str, Language]
    hotlines: Mapping[str, Hotline] = {}
    amounts: Mapping[str, Amount] = {}
    services: Mapping[str, Service] = {}
    desks: tuple[Desk, ...] = ()
    listings: tuple[Listing, ...] = ()
    municipalities: tuple[Municipality, ...] = ()
    tongues: Mapping[str, Foreign] = {}  # languages without a folder
    omens: Mapping[str, Omens] = {}  # in each of them

    @cached_property
    def places(self) -> Places:
        """The towns by their names."""
        return Places(self.municipalities)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every word of the phrases, and the small words, folded."""
        wordings = (each for language in self.languages.values() for each in language.entries.values())
        texts = [text for each in wordings for text in (each.question, *each.phrases)]
        texts += (word for language in self.languages.values() for word in language.small_words)
        return frozenset(word for text in texts for word in fold(text).split())

    def topic(self, topic: str) -> tuple[str, ...]:
        """The ids of a topic's entries, in the order in which they stand in the file."""
        return tuple(entry for entry in self.entries if entry.split(".")[0] == topic)
