"""What a message means here: read with what was shown just before."""

from __future__ import annotations

from dataclasses import replace
from itertools import takewhile

from bot.engine import Turn, is_page
from bot.knowledge.model import Knowledge
from bot.messages import Go, Passage, Text, _
from bot.session import Session
from bot.understanding.meaning import Kind, Meaning
from bot.world import World

OFFERING = ("suggest", "needs", "unknown")  # pages of a question that is still open
MOST_OFFERED = 4
ELSE = _("If you meant something else, it may be among the first choices below.")
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
    `permits.cost` is, or else to the answer that was open below; with none, it is shown again.
    """
    names = [name for name in shown(session) if name in world.knowledge.entries]
    section = world.meaning.section
    if section is None or not names:
        return None
    found = (go for name in names if (go := about(name, section, world.knowledge)))
    return next(found, Go("answer", (names[0], section)))


def about(name: str, section: str, knowledge: Knowledge) -> Go | None:
    """What an entry has for a section: its own text, or a related entry named after it."""
    entry = knowledge.entries[name]
    if section in entry.sections:
        return Go("answer", (name, section))
    related = (other for other in entry.related if other in knowledge.entries)
    other = next((other for other in related if other.partition(".")[2].startswith(section)), None)
    return Go("answer", (other,)) if other else None


def shown(session: Session) -> list[str]:
    """The entries that lie open, the one on the screen first. A word of thanks does not push them away."""
    frames = (frame for frame in reversed(session.stack) if frame.flow != "smalltalk")
    answers = takewhile(lambda frame: frame.flow == "answer", frames)
    return [dict(frame.answers).get("entry", "") for frame in answers]


def also(turn: Turn, world: World) -> Turn:
    """Offer the other need of a message whose first was answered; or what else an unclear one may mean."""
    meaning = world.meaning
    other = tuple(name for name in meaning.needs if name != meaning.entry)[:1]
    return _offer(turn, world, other, ALSO) if other else _offer(turn, world, meaning.suggestions, ELSE)


def _offer(turn: Turn, world: World, names: tuple[str, ...], text: Text) -> Turn:
    """Put entries before the choices of an answer."""
    known = [name for name in names if name in world.knowledge.entries]
    if not known or not is_page(turn.session):
        return turn
    *before, last = turn.replies
    offered = tuple(Go("answer", (name,)).option(Passage(name, "question")) for name in known)
    keys = {option.key for option in offered}
    rest = tuple(option for option in last.options if option.key not in keys)
    last = replace(last, text=(*last.text, text), options=(*offered, *rest))
    return replace(turn, session=replace(turn.session, shown=last.options), replies=(*before, last))
