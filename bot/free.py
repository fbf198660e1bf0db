"""Words that are an answer although they look like something else: a name, or a reason."""

from __future__ import annotations

from bot.commands import Command, command, table
from bot.engine import FLOWS
from bot.messages import _
from bot.session import Session
from bot.understanding.normalise import fold
from bot.world import World

MENU = _("Menu")
TURNING = (Command.BACK, Command.CANCEL)


def is_free(session: Session) -> bool:
    """Whether the open question wants to hear anything at all, in the person's own words."""
    return bool(session.stack) and session.top.asked == FLOWS[session.top.flow].free


def plain(text: str, world: World) -> Command | None:
    """The command that words are and nothing else, where any words are an answer.

    Those that apps list with a slash, "back" and "cancel", and the menu by its name: "help" is what many
    write who are asked what they need.
    """
    spoken = (pair for language in world.knowledge.languages.values() for pair in language.commands.items())
    said, found = fold(text), command(text, table(spoken))
    if found is Command.MENU and not text.strip().startswith("/"):
        names = [fold(label) for label in world.spell(MENU).values()]
        return found if any(name in said or said in name for name in names) else None
    return found if found in TURNING or text.strip().startswith("/") else None
