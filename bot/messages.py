"""What people say and what the bot says back: plain values, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

# -- what may stand in a sentence ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Day:
    """A date, shown as the reader's language writes it."""

    on: date


@dataclass(frozen=True, slots=True)
class Weekday:
    """A date with the name of its day and without its year, as people choose days."""

    day: date  # not `on`: kept as JSON, a value is known again by the names of its fields


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time with its weekday: `at` is aware and already in the zone it is shown in."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Link:
    """An address, shown bare: no mark may stand inside or beside it, or phones break the link."""

    url: str


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language, shown by its name in the reader's language. `code` is ISO 639."""

    code: str


@dataclass(frozen=True, slots=True)
class Listed:
    """Several things in a row, joined as the reader's language joins them."""

    items: tuple[Tongue, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that editors wrote, named by where it stands in the knowledge base.

    `of` is an entry id, or `urgent.KIND`, `smalltalk.KIND`, `outside.KIND`, `topic.ID`, `listing.ID`,
    `service.ID`, `tongue.LANGUAGE`; `part` is `title`, `name`, `question`, `answer`, `card`, `reply`,
    `about`, `note` or `section:KEY`.
    """

    of: str
    part: str


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in the source language, and the values that go in it.

    It is translated only when it is sent, so that an operator can read in Italian the very
    reply that a person got in Arabic. `count` chooses the plural form; `language` pins a
    sentence to one language whatever the conversation speaks.
    """

    msgid: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str | None = None
    count: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Sentences that belong together: a line each, one paragraph in all."""

    lines: tuple[Text | Passage, ...]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody of a desk wrote: shown as it is, in no other language."""

    words: str


Value = str | int | Day | Weekday | Moment | Link | Tongue | Listed | Passage | Text
Sentence = Text | Passage | Block | Said


def _(msgid: str, /, **values: Value) -> Text:
    """Mark a sentence for translation."""
    return Text(msgid, values)


def _n(msgid: str, plural: str, count: int, /, **values: Value) -> Text:
    """Mark a sentence whose form depends on a number, which it shows as `{count}`."""
    return Text(msgid, {**values, "count": count}, plural, count)


# -- what a person sends ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Words:
    """What was typed. `edited` says that it replaces something the person wrote before."""

    text: str
    edited: bool = False
    kind: Literal["words"] = "words"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, by the data it carries. It comes from the person's device: never trust it."""

    data: str
    kind: Literal["pressed"] = "pressed"


@dataclass(frozen=True, slots=True)
class Place:
    """A shared position in degrees (WGS 84)."""

    latitude: float
    longitude: float
    kind: Literal["place"] = "place"


@dataclass(frozen=True, slots=True)
class Opened:
    """The person opened the conversation, perhaps by a link that names an entry."""

    link: str = ""
    kind: Literal["opened"] = "opened"


MediaKind = Literal["voice", "picture", "file", "sticker", "contact", "group", "other"]


@dataclass(frozen=True, slots=True)
class Media:
    """A voice note, picture, file or other thing that is not words.

    `file` is the platform's handle, `size` in bytes and `type` (as `image/jpeg`) what it says of it.
    """

    what: MediaKind
    file: str = ""
    caption: str = ""
    size: int | None = None
    type: str = ""
    kind: Literal["media"] = "media"


@dataclass(frozen=True, slots=True)
class Left:
    """The person blocked the bot or left: nothing more can be sent until they write again."""

    kind: Literal["left"] = "left"


Content = Words | Pressed | Place | Opened | Media | Left


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a person, from any channel.

    `id` is the platform's own and makes a repeated delivery harmless. `sent_at` is aware and only
    for display; `hint` is the language of the person's app or browser, if it tells.
    """

    channel: str
    chat: str
    id: str
    sent_at: datetime
    content: Content
    hint: str | None = None


# -- what the bot answers --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Option:
    """A button: what it sends back (at most 64 bytes, Telegram's limit), and what it shows."""

    key: str
    label: Sentence


@dataclass(frozen=True, slots=True)
class Event:
    """An appointment for the person's own calendar: time and place, never the reason.

    `token` names its file and cannot be guessed; the instants are aware; `sequence` counts its changes.
    """

    token: str
    start: datetime
    until: datetime
    place: str
    sequence: int = 1


@dataclass(frozen=True, slots=True)
class Template:
    """A text that a platform has approved, for when it lets us send no other.

    `name` is its name here; `values` stand in its gaps, in order, in the reader's language.
    """

    name: Literal["knock", "reminder"]
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to a person, on any channel: paragraphs, then choices.

    `wants_place` asks the channel for a way to share the position; `urgent` marks an emergency card;
    `titled` says that the first paragraph is a title; `template` says the same where the platform lets us
    write only after the person has written.
    """

    text: tuple[Sentence, ...]
    options: tuple[Option, ...] = ()
    wants_place: bool = False
    urgent: bool = False
    titled: bool = False
    event: Event | None = None
    template: Template | None = None


@dataclass(frozen=True, slots=True)
class Go:
    """Start a flow with some of its answers given: what a button that is never stale carries."""

    flow: str
    given: tuple[str, ...] = ()

    def option(self, label: Sentence) -> Option:
        return Option("@" + " ".join((self.flow, *self.given)), label)

    @classmethod
    def read(cls, data: str) -> Go | None:
        """Read a button's data; None if it is no such button."""
        if not data.startswith("@") or not data[1:].split():
            return None
        flow, *given = data[1:].split()
        return cls(flow, tuple(given))
