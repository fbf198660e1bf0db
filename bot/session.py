"""What the bot remembers of a conversation: what was said, never where we are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import TypeAdapter

from bot.messages import Option

MOST_FRAMES = 12  # how far "back" reaches; older pages are forgotten
FORMAT = 1


class Holder(StrEnum):
    """Who answers a person: the bot, the bot while a desk is awaited, or somebody of the desk alone."""

    BOT = "bot"
    QUEUE = "queue"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Frame:
    """A flow in progress: the answers so far, in order, and the key of the question on the screen.

    `id` is unique in the conversation, so that a button knows its own question; the first
    `given` answers came with the start of the flow and cannot be taken back one by one.
    """

    id: int
    flow: str
    answers: tuple[tuple[str, str], ...] = ()
    given: int = 0
    asked: str | None = None

    def back(self) -> Frame | None:
        """The frame with its last answer undone; None if there is none to undo."""
        if len(self.answers) <= self.given:
            return None
        return replace(self, answers=self.answers[:-1], asked=None)


@dataclass(frozen=True, slots=True)
class Session:
    """One person's conversation.

    `chosen` says that the language was chosen and not guessed; `shown` are the choices last on the
    screen, which typed numbers mean; `version` counts the turns; `frames` numbers the frames. `holder` is
    kept beside the session as well: only who locks the conversation may change it.
    """

    language: str = "it"
    chosen: bool = False
    stack: tuple[Frame, ...] = ()
    shown: tuple[Option, ...] = ()
    frames: int = 0
    version: int = 0
    holder: Holder = Holder.BOT
    format: int = FORMAT

    @property
    def top(self) -> Frame:
        return self.stack[-1]

    def push(self, flow: str, given: tuple[tuple[str, str], ...] = ()) -> Session:
        frame = Frame(self.frames + 1, flow, given, len(given))
        stack = (*self.stack, frame)
        if len(stack) > MOST_FRAMES:
            stack = (stack[0], *stack[2:])
        return replace(self, stack=stack, frames=frame.id)

    def pop(self) -> Session:
        return replace(self, stack=self.stack[:-1])

    def home(self) -> Session:
        return replace(self, stack=()).push("menu")

    def waiting(self, answers: Mapping[str, str], asked: str) -> Session:
        top = replace(self.top, answers=tuple(answers.items()), asked=asked)
        return replace(self, stack=(*self.stack[:-1], top))

    def to_json(self) -> str:
        return _SESSION.dump_json(self).decode()

    @classmethod
    def from_json(cls, text: str) -> Session:
        """Read a session back, whichever version of the program wrote it.

        Raises `pydantic.ValidationError` for what no version wrote. A newer format will bring its
        own step here; fields that were added since have defaults.
        """
        return _SESSION.validate_json(text)


_SESSION = TypeAdapter(Session)
