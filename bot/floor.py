"""Who has the floor: what becomes of a message while a desk is awaited, or somebody of it answers.

While a desk is awaited the bot still serves: commands, buttons and clear questions work, and all that is
written is for the one who will answer, too. While somebody answers, the bot is silent and everything is
for them, "menu" too. Only an emergency card is always shown, and "stop" is asked about: it may be an answer.
"""

from __future__ import annotations

from dataclasses import replace

from bot.commands import Command
from bot.effects import Relay
from bot.engine import Turn, run, start
from bot.messages import Go, Incoming, Left, Pressed, Reply, Words, _
from bot.session import Holder, Session
from bot.world import World

NOTED = _("I have kept this for the person who will answer you.")
STOP = Reply(
    (_("Do you want to stop talking with this person? Otherwise just go on writing."),),
    (Go("stop").option(_("Stop talking with this person")),),
)


def seen(session: Session) -> tuple[str, ...]:
    """The entries that stand open in the conversation."""
    return tuple(frame.answers[0][1] for frame in session.stack if frame.flow == "answer" and frame.answers)


def talking(session: Session, message: Incoming, world: World) -> Turn | None:
    """A message while somebody of the desk answers: silence; None for what the bot must do all the same."""
    if session.holder is not Holder.OPERATOR or world.meaning.urgency:
        return None
    match message.content:
        case Left():
            return None
        case Pressed(data) if may_press(session, data):
            return None
        case Words() if world.meaning.command is Command.CANCEL:
            return Turn(replace(session, shown=STOP.options), (STOP,))
        case _:
            return Turn(session)


def may_press(session: Session, data: str) -> bool:
    """What ends the talk, a word on how it was, "I will come", and what an emergency card leads to."""
    go = Go.read(data)
    on_card = bool(session.stack) and session.top.flow == "urgent"
    on_screen = data in (option.key for option in session.shown)
    return bool(go and go.flow in ("stop", "thank", "confirm")) or (on_card and on_screen)


def noted(session: Session, world: World) -> Turn:
    """Words for the one who will answer: say that they are kept, and where in the line the person is."""
    if not session.stack or session.top.flow != "waiting":
        session = start(session if session.stack else session.home(), Go("waiting"))
    return run(session, world, hint=NOTED)


def kept(turn: Turn) -> Turn:
    """A question that the bot can answer meanwhile: the one who will answer reads it as well."""
    first, *rest = turn.replies
    first = replace(first, text=(NOTED, *first.text), titled=False)
    return replace(turn, replies=(first, *rest))


def relay(session: Session, message: Incoming, world: World, turn: Turn) -> Turn:
    """Tell the desk that the person said something, as long as the person still waits or talks."""
    held = Holder.BOT not in (session.holder, turn.session.holder)
    if not held or isinstance(message.content, Left):
        return turn
    return replace(turn, effects=(*turn.effects, Relay(urgent=bool(world.meaning.urgency))))
