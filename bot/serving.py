"""How a flow that was asked for is shown, beside what is open already."""

from __future__ import annotations

from dataclasses import replace

from bot.engine import FLOWS, Turn, aside, is_page, run, start
from bot.messages import Go, Text, _
from bot.session import Session
from bot.world import World


def serve(session: Session, world: World, go: Go) -> Turn:
    """Open a flow: a page in the middle of a task is only shown, everything else goes on top."""
    if not session.stack:
        return introduce(run(start(session.home(), go), world))
    if session.top.flow == "welcome":
        return run(start(session.home(), go), world)
    if FLOWS[go.flow].page and not is_page(session):
        return aside(session, world, go)
    return run(start(session, go), world)


def introduce(turn: Turn) -> Turn:
    """Whoever opens with a question gets the answer at once; who we are comes after it."""
    *before, last = turn.replies
    note = _(
        "I am an automatic information service, free and without registration. "
        "Write “privacy” to read what is kept."
    )
    last = replace(last, text=(*last.text, note))
    return replace(turn, replies=(*before, last))


def again(session: Session, world: World, hint: Text) -> Turn:
    """Say something, then offer again what is open: a page only its choices, a task its question."""
    if not session.stack:
        return run(session.push("welcome"), world, hint=hint)
    shown = run(session, world)
    last = shown.replies[-1]
    text = (hint,) if is_page(session) and last.options else (hint, *last.text)
    last = replace(last, text=text, titled=False)
    return replace(shown, replies=(*shown.replies[:-1], last))
