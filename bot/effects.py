"""What a conversation does to the world, as values. The store carries them out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.agenda import Reminder, Slot, Ticket


@dataclass(frozen=True, slots=True)
class Speak:
    """The person chose a language: it is no longer guessed."""

    language: str


@dataclass(frozen=True, slots=True)
class Rate:
    """The person found an answer useful, or not. The last vote of a person on an entry counts."""

    entry: str
    useful: bool


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything kept of this conversation, at once and for good."""


@dataclass(frozen=True, slots=True)
class Lose:
    """The person cannot be reached any more, until they write again."""


@dataclass(frozen=True, slots=True)
class Wonder:
    """A question was not answered, or not surely: keep its words for the editors, and no person.

    `near` are the entries that came nearest, the first first.
    """

    text: str
    language: str
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallOperator:
    """A person of a desk is asked for; from now on the conversation stands in that desk's queue.

    `entry` is the answer that was read before, `reason` what the person wrote, both perhaps empty.
    """

    desk: str
    reason: str = ""
    entry: str = ""
    interpreter: bool = False
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class Relay:
    """What the person sent is for the one they wait for or talk with; `urgent` moves them to the front."""

    urgent: bool = False


@dataclass(frozen=True, slots=True)
class HangUp:
    """The person no longer waits for, or talks with, somebody of a desk."""


@dataclass(frozen=True, slots=True)
class Thank:
    """Whether a talk with a desk helped, as the person says afterwards."""

    handover: int
    helped: bool


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep a slot for this person for some minutes, while they confirm. It ends by itself."""

    slot: Slot


@dataclass(frozen=True, slots=True)
class Book:
    """Give this person an appointment, unless they have `limit` of the service already.

    `wish` is their place on the waiting list, when the slot was offered to it; `reminders` go to their chat.
    """

    slot: Slot
    ticket: Ticket
    name: str
    language: str
    interpreter: bool
    limit: int
    wish: int | None = None
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """Give an appointment another slot, and its own reminders. The old one is withheld for `cool`."""

    code: str
    slot: Slot
    cool: timedelta
    reminders: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class CallOff:
    """Cancel an appointment. Its slot is withheld for `cool`."""

    code: str
    cool: timedelta


@dataclass(frozen=True, slots=True)
class Confirm:
    """The person says that they will come, to the appointment as it stood in `version`."""

    code: str
    version: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Put this person on the waiting list of a service at some desks."""

    service: str
    desks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leave:
    """Take this person off the waiting list; what was offered to them goes to the next."""

    wish: int


Reserve = Hold | Book | Move | CallOff | Confirm | Wait | Leave
Effect = Speak | Rate | Forget | Lose | CallOperator | Relay | HangUp | Thank | Wonder | Reserve
