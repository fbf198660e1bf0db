"""What every channel is, and how a sending can fail, named by what the sender must do."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from bot.messages import Media
from bot.translations import Rendered


class SendError(Exception):
    """A message did not go out. `code` is the platform's number or name for it, never its prose."""

    def __init__(self, code: str = "") -> None:
        super().__init__(code)
        self.code = code


class Unreachable(SendError):
    """The person blocked us or is gone: stop until they write again."""


class TryLater(SendError):
    """The platform did not take it: try again after a while."""

    def __init__(self, code: str, wait: timedelta) -> None:
        super().__init__(code)
        self.wait = wait


class Uncertain(SendError):
    """Nobody knows whether it went out: repeat it once, a loss is worse than a repeat."""


class WindowClosed(SendError):
    """The platform lets us write only after the person has written."""


class Refused(SendError):
    """It will never be taken as it is: our fault, for the log."""


MOST_BYTES = 20 * 1024 * 1024  # of a person's file; Telegram gives no more
SHOWN = ("image/jpeg", "image/png", "image/webp", "image/gif", "audio/", "video/mp4", "application/pdf")


class Unfetched(Exception):
    """A person's file cannot be had: `why` is `gone`, `large` or `type`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class File:
    """What a person sent, in memory. `type` is one of `SHOWN`, else `application/octet-stream`."""

    body: bytes
    type: str


class Source(Protocol):
    """A platform that keeps people's files for us."""

    async def fetch(self, media: Media) -> File:
        """A person's file. Raises `Unfetched`."""


def plain_type(told: str) -> str:
    """The type a browser may be told: what it would not just show or play is only to be saved."""
    told = told.split(";")[0].strip().lower()
    return told if told.startswith(SHOWN) else "application/octet-stream"


class Channel(Protocol):
    """One platform. `parts` is pure: how a reply is divided into the platform's messages."""

    @property
    def name(self) -> str: ...

    @property
    def window(self) -> timedelta | None:
        """How long after a person's message we may write to them; None for always."""

    def parts(self, rendered: Rendered) -> Sequence[object]: ...

    def opening(self, rendered: Rendered) -> Sequence[object]:
        """What says the same while the window is closed: an approved template; empty if there is none."""

    async def send(self, chat: str, part: object) -> str:
        """Send one part and return the platform's id of it. Raises a `SendError`."""


def utf16(text: str) -> int:
    """Length in UTF-16 code units, in which Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Cut a text into pieces of at most `limit`: between paragraphs, lines, words, at worst letters."""
    pieces = []
    while length(text) > limit:
        end = limit
        while length(text[:end]) > limit:
            end -= 1
        cut = max(
            (text.rfind(mark, 1, end) for mark in ("\n\n", "\n", " ")), key=lambda at: (at > end // 2, at)
        )
        if cut <= 0:
            cut = _between_letters(text, end)
        pieces.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*pieces, text] if text or not pieces else pieces


def _between_letters(text: str, end: int) -> int:
    """The last place up to `end` that parts no letter from its marks and no emoji from its joiner."""
    at = end
    while at > 1 and (
        unicodedata.category(text[at]) in ("Mn", "Me", "Mc", "Cf", "Sk") or text[at - 1] == "\u200d"
    ):
        at -= 1
    return at if at > 1 else end


def numbered(rendered: Rendered) -> str:
    """A reply for channels without buttons: its choices as numbered lines, the number first."""
    lines = [f"{place}. {label}" for place, (_key, label) in enumerate(rendered.buttons, 1)]
    if rendered.rtl:
        lines = [f"\u200f{line}" for line in lines]
    return "\n\n".join(each for each in (rendered.text, "\n".join(lines)) if each)
