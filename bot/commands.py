"""What a person can say at any step, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from bot.understanding.normalise import fold


class Command(StrEnum):
    """The first three turn the conversation itself; each of the others opens the flow of its name."""

    BACK = "back"
    CANCEL = "cancel"
    MENU = "menu"
    LANGUAGE = "language"
    OPERATOR = "operator"
    DESKS = "desks"
    BOOKING = "booking"
    APPOINTMENTS = "appointments"
    ABOUT = "about"
    PRIVACY = "privacy"
    FORGET = "forget"


# The ids under which editors and measurements know what a command opens.
SERVICES = {
    Command.LANGUAGE: "service.language",
    Command.OPERATOR: "service.operator",
    Command.DESKS: "service.desks",
    Command.BOOKING: "service.book",
    Command.APPOINTMENTS: "service.book",
    Command.ABOUT: "service.about",
    Command.PRIVACY: "service.privacy",
    Command.FORGET: "service.privacy",
}
# What chat apps show in their own list of commands; the words people write stand with each language.
SLASHED = {
    "/back": Command.BACK,
    "/cancel": Command.CANCEL,
    "/menu": Command.MENU,
    "/help": Command.MENU,
    "/language": Command.LANGUAGE,
    "/operator": Command.OPERATOR,
    "/desks": Command.DESKS,
    "/about": Command.ABOUT,
    "/booking": Command.BOOKING,
    "/appointments": Command.APPOINTMENTS,
    "/privacy": Command.PRIVACY,
    "/delete": Command.FORGET,
}


def table(spoken: Iterable[tuple[Command, Iterable[str]]]) -> Mapping[str, Command]:
    """Gather the words of all languages into one table of folded text."""
    return {fold(word): command for command, words in spoken for word in words}


def command(text: str, words: Mapping[str, Command]) -> Command | None:
    """Read a message that is a command and nothing else."""
    said = text.strip().casefold().split("@")[0]
    return SLASHED.get(said) or words.get(fold(text))
