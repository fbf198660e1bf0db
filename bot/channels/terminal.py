"""The terminal: for trying the service and for scripts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.channel import numbered
from bot.messages import Incoming, Opened, Words
from bot.translations import Rendered


@dataclass(slots=True)
class Terminal:
    """Writes replies as text, with numbered choices."""

    write: Callable[[str], None]
    sent: int = 0
    name: str = "terminal"
    window: timedelta | None = None

    def parts(self, rendered: Rendered) -> tuple[str, ...]:
        return (numbered(rendered),)

    def opening(self, rendered: Rendered) -> tuple[str, ...]:
        return ()

    async def send(self, chat: str, part: object) -> str:
        self.write(str(part))
        self.sent += 1
        return str(self.sent)


def read(line: str, chat: str, number: int, now: datetime, hint: str | None = None) -> Incoming:
    """One line typed; an empty one as the first opens the conversation."""
    text = line.rstrip("\n")
    content = Opened() if number == 0 and not text else Words(text)
    return Incoming("terminal", chat, str(number), now, content, hint)
