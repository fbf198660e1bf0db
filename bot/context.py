"""What a message means here: read with what was shown just before."""

from __future__ import annotations

from dataclasses import replace

from bot.engine import Turn
from bot.messages import Go, Passage, _
from bot.session import Session
from bot.understanding.meaning import Kind, Meaning
from bot.world import World

OFFERING = ("suggest", "needs", "unknown")  # pages of a question that is still open
MOST_OFFERED = 4
ALSO = _("You asked about something else too. It is the first choice below.")


def here(session: Session, meaning: Meaning) -> Meaning:
    """The meaning without suggestions that were refused a moment ago: the next ones come in their place."""
    if meaning.kind is not Kind.SUGGEST or meaning.needs:
        return meaning
    known = dict.fromkeys((*meaning.suggestions, *(each.entry for each in meaning.candidates)))
    left = tuple(name for name in known if name not in refused(session))[:MOST_OFFERED]
    return replace(meaning, kind=Kind.SUGGEST if left else Kind.UNKNOWN, suggestions=left)


def refused(session: Session) -> frozenset[str]:
    """The entries that were offered since something else than an offer was shown."""
    names = set[str]()
    for frame in reversed(session.stack):
        if frame.flow not in OFFERING:
            break
        names.update(name for _key, name in frame.answers)
    return frozenset(names)


def follow_up(session: Session, world: World) -> Go | None:
    """Where a question leads that names nothing itself: to its section of the answer on the screen.

    An answer without that section hands over to a related one that is about nothing else, as
    `permits.cost` is; with none, it is shown again.
    """
    name, section = shown(session), world.meaning.section
    if section is None or name not in world.knowledge.entries:
        return None
    entry = world.knowledge.entries[name]
    about = (other for other in entry.related if other.partition(".")[2].startswith(section))
    if section not in entry.sections and (other := next(about, None)):
        return Go("answer", (other,))
    return Go("answer", (name, section))


def shown(session: Session) -> str:
    """The entry on the screen; empty if there is none. A word of thanks does not push it away."""
    frames = (frame for frame in reversed(session.stack) if frame.flow != "smalltalk")
    top = next(frames, None)
    return dict(top.answers).get("entry", "") if top and top.flow == "answer" else ""


def also(turn: Turn, world: World) -> Turn:
    """Offer the other need of a message whose first was answered."""
    meaning = world.meaning
    other = next((name for name in meaning.needs if name != meaning.entry), "")
    if other not in world.knowledge.entries or turn.session.top.flow != "answer":
        return turn
    *before, last = turn.replies
    offered = Go("answer", (other,)).option(Passage(other, "question"))
    rest = tuple(option for option in last.options if option.key != offered.key)
    last = replace(last, text=(*last.text, ALSO), options=(offered, *rest))
    return replace(turn, session=replace(turn.session, shown=last.options), replies=(*before, last))
