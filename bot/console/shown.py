"""What operators read of a conversation: everything in their own language, and as the person has it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

from bot.channels.channel import Channel
from bot.knowledge.model import Knowledge
from bot.messages import (
    Content,
    Left,
    Media,
    MediaKind,
    Opened,
    Option,
    Place,
    Pressed,
    Reply,
    Said,
    Words,
)
from bot.store.inbox import Item, Line
from bot.store.tables import Author, State
from bot.translations import Voice, is_rtl
from bot.understanding.normalise import number

MAP = "https://www.openstreetmap.org/"
MARGIN = timedelta(minutes=1)  # before the platform's window closes: what leaves now must still arrive


@dataclass(frozen=True, slots=True)
class Talk:
    """One handover as the pages show it. `window` is None on a platform without one, zero when it is over."""

    item: Item
    topic: str
    tongue: str
    desk: str
    waited: timedelta
    window: timedelta | None = None
    mine: bool = False

    @property
    def rtl(self) -> bool:
        return is_rtl(self.item.language)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the person's: what it is, and the row of its message."""

    kind: MediaKind
    row: int


@dataclass(frozen=True, slots=True)
class Bubble:
    """One line of a conversation. `who` is person, bot, operator or note.

    `original` is what the person reads; `sign` stands for what has no words: button, opened, left, media,
    place (`text` is then its address on a map).
    """

    id: str
    who: str
    at: datetime
    text: str = ""
    original: str = ""
    name: str = ""
    understood: str = ""
    state: str = ""
    urgent: bool = False
    edited: bool = False
    media: Attached | None = None
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads conversations out in an operator's language. `voice` speaks it."""

    voice: Voice

    @property
    def knowledge(self) -> Knowledge:
        return self.voice.knowledge

    def talk(self, item: Item, now: datetime, channel: Channel | None = None, user: int = 0) -> Talk:
        desks = {desk.id: desk.name for desk in self.knowledge.desks}
        window = channel.window if channel else None
        left = max(item.heard_at + window - MARGIN - now, timedelta(0)) if window else None
        return Talk(
            item,
            self.title(item.entry),
            self.voice.tongue(item.language),
            desks.get(item.desk, item.desk),
            now - item.asked_at,
            left,
            item.owner == user,
        )

    def title(self, entry: str | None) -> str:
        wording = self.knowledge.languages[self.voice.language].entries.get(entry or "")
        return wording.title if wording else ""

    def bubbles(self, lines: Iterable[Line]) -> Iterator[Bubble]:
        """A conversation line by line; what a press or a number meant is looked up in the reply before it."""
        offered: tuple[Option, ...] = ()
        for line in lines:
            match line.side:
                case "reply" if line.reply:
                    offered = line.reply.options or offered
                    yield self._reply(line, line.reply)
                case "note":
                    yield Bubble(f"n{line.row}", "note", line.at, line.note, name=line.by or "")
                case _ if line.content:
                    yield self._heard(line, line.content, offered)

    def _reply(self, line: Line, reply: Reply) -> Bubble:
        mine, theirs = (
            self._whole(self.voice, reply),
            self._whole(Voice(line.language, self.knowledge), reply),
        )
        own = any(isinstance(sentence, Said) for sentence in reply.text)
        late = line.author is Author.REMINDER and line.state is State.WITHHELD
        return Bubble(
            f"r{line.row}",
            "operator" if line.author is Author.OPERATOR else "bot",
            line.at,
            mine,
            "" if own or line.language == self.voice.language else theirs,
            line.by or "",
            state="useless" if late else line.state or "",
            urgent=reply.urgent,
        )

    def _whole(self, voice: Voice, reply: Reply) -> str:
        rendered = voice.reply(reply)
        choices = "\n".join(f"[{label}]" for _key, label in rendered.buttons)
        return "\n\n".join(part for part in (rendered.text, choices) if part)

    def _heard(self, line: Line, content: Content, offered: tuple[Option, ...]) -> Bubble:
        meaning = line.meaning or {}
        understood = self.title(meaning.get("entry"))
        if understood and (confidence := meaning.get("confidence")):
            understood = f"{understood} ({round(100 * confidence)} %)"
        text, sign = self._words(content, offered)
        return Bubble(
            f"p{line.row}",
            "person",
            line.at,
            text,
            understood=understood,
            urgent=bool(meaning.get("urgency")),
            edited=isinstance(content, Words) and content.edited,
            media=Attached(content.what, line.row) if isinstance(content, Media) and content.file else None,
            sign=sign,
        )

    def _words(self, content: Content, offered: tuple[Option, ...]) -> tuple[str, str]:
        """The words of a message, or the sign for one that has none."""
        match content:
            case Words(text):
                place = number(text)
                meant = offered[place - 1] if place and place <= len(offered) else None
                return (f"{text}\n{self._choice(meant)}" if meant else text), ""
            case Pressed(data):
                found = next((each for each in offered if each.key == data), None)
                return (self._choice(found), "") if found else ("", "button")
            case Place(latitude, longitude):
                return f"{MAP}?mlat={latitude}&mlon={longitude}#map=17/{latitude}/{longitude}", "place"
            case Media():
                return content.caption, "" if content.caption or content.file else "media"
            case Opened():
                return "", "opened"
            case Left():
                return "", "left"
            case _:
                assert_never(content)

    def _choice(self, option: Option) -> str:
        return f"[{self.voice.label(option.label)}]"
