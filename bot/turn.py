"""One message in, one turn out: the only place that decides what a message is for.

The order is the rule: an emergency, then a command, then a choice that is on the screen, then the
answer to the open question, then a question of the person's own. Pure: the same session, message
and world always give the same turn.
"""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz import fuzz

from bot.commands import Command
from bot.context import also, follow_up, here
from bot.effects import Lose
from bot.engine import FLOWS, Turn, in_task, is_page, run, start, unstamp
from bot.floor import kept, noted, relay, seen, talking
from bot.flows.listings import opening
from bot.foreign import told
from bot.free import is_free, plain
from bot.messages import Go, Incoming, Left, Media, Opened, Option, Place, Pressed, Reply, Words, _
from bot.serving import again, serve
from bot.session import Frame, Holder, Session
from bot.tongues import labelled, offer
from bot.understanding.meaning import Kind, Meaning
from bot.understanding.normalise import digits, fold, number
from bot.wonder import wondered
from bot.world import World

SURE = 0.9  # of an answer that may interrupt a question which takes free text
NEARLY = 88  # of 100: a label typed with one slip

OLD_BUTTON = _("That button belongs to an earlier message. This is where we are now:")
MEDIA = {
    "voice": _("I cannot listen to voice notes yet. Please write your question in a few words."),
    "picture": _("I cannot look at pictures yet. Please write your question in a few words."),
    "file": _("I cannot open files yet. Please write your question in a few words."),
    "sticker": _("I can only read words. Please write your question."),
    "contact": _("I do not need contacts, and I have not kept this one. Please write your question."),
    "group": _("I only answer in private, to protect you. Write to me in a private chat."),
    "other": _("I cannot read this kind of message. Please write your question in a few words."),
}
NO_WORDS = _("I found no words in your message. Write your question, or choose:")


def turn(session: Session, message: Incoming, world: World) -> Turn:
    """Take one message. Never raises for anything a person can send."""
    session = sound(session)
    guess = guess_language(session, message, world)
    session = replace(session, language=guess or session.language)
    known = guess is not None or session.chosen or session.version > 0
    world = replace(world, language=session.language, chosen=session.chosen, guessed=known)
    world = replace(world, seen=seen(session), meaning=here(session, world.meaning))
    taken = talking(session, message, world) or take(session, message, world)
    taken = relay(session, message, world, taken)
    effects = taken.effects + wondered(session, taken.session, message, world)
    return Turn(replace(taken.session, version=session.version + 1), merged(taken.replies), effects)


def tell(session: Session, world: World, go: Go) -> Turn:
    """Say something unasked: an open task is asked again after it."""
    session = sound(session)
    world = replace(world, language=session.language, chosen=session.chosen)
    told = serve(session, world, go)
    return Turn(replace(told.session, version=session.version + 1), merged(told.replies), told.effects)


def remind(session: Session, world: World, go: Go) -> Turn:
    """Say something unasked and leave all that is open as it is: only typed numbers now mean its choices.

    It is one message and asks nothing again, for it may be all that a platform lets us send. While somebody
    of a desk answers, the session stays untouched.
    """
    session = sound(session)
    world = replace(world, language=session.language, chosen=session.chosen)
    said = run(start(replace(session, stack=()), go), world)
    free = session.holder is not Holder.OPERATOR
    return replace(said, session=replace(session, shown=said.session.shown) if free else session)


def sound(session: Session) -> Session:
    """The session without the flows that a newer version of the program has removed."""
    return replace(session, stack=tuple(frame for frame in session.stack if frame.flow in FLOWS))


def guess_language(session: Session, message: Incoming, world: World) -> str | None:
    """Follow the language of the words, at first that of the app, until one is chosen."""
    if session.chosen:
        return None
    first = session.version == 0
    hint = (message.hint or "").lower()[:2] if first else ""
    heard = message.content.text if isinstance(message.content, Words) else ""
    telling = len(heard.split()) > 1 and not answering(session, world)
    written = labelled(session.shown, session.language, heard, world) or world.meaning.language
    guesses = (written if first or telling else None, hint)
    return next((code for code in guesses if code in world.languages), None)


def answering(session: Session, world: World) -> bool:
    """Whether the words are for the open question: names of people and desks tell no language."""
    own = (Kind.ANSWER, Kind.URGENT, Kind.COMMAND)
    return in_task(session) and world.meaning.kind not in own


def merged(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Join a reply without choices to the one after it: one message cannot arrive in the wrong order."""
    joined = list[Reply]()
    for reply in replies:
        if joined and not joined[-1].options and not joined[-1].urgent:
            reply = replace(reply, text=joined.pop().text + reply.text, titled=False)
        joined.append(reply)
    return tuple(joined)


def take(session: Session, message: Incoming, world: World) -> Turn:
    content = message.content
    match content:
        case Left():
            return Turn(session, effects=(Lose(),))
        case Opened(link):
            entry = link.replace("-", ".", 1)
            if entry in world.knowledge.entries:
                return serve(session, world, Go("answer", (entry,)))
            return run(replace(session, stack=()).push("welcome"), world)
        case Media(what, _file, caption):
            if fold(caption):
                return say(session, world, caption)
            if is_free(session):
                return run(session, world, content)
            if session.holder is Holder.QUEUE:
                return noted(session, world)
            return again(session, world, MEDIA[what])
        case Pressed(data):
            return press(session, world, data)
        case Place():
            return answer(session, world, content)
        case Words(text):
            return say(session, world, text)


def say(session: Session, world: World, text: str) -> Turn:
    """Words: the order of what they are read as is the order of this function."""
    meaning = world.meaning
    if meaning.urgency:
        return serve(session, world, Go("urgent", (meaning.urgency,)))
    if not fold(text) and not meaning.smalltalk:
        return again(session, world, NO_WORDS)
    free = is_free(session)
    if not free and (go := follow_up(session, world)):
        return serve(session, world, go)
    sure = meaning.command if meaning.confidence == 1 else None  # else what is open is tried first
    if said := plain(text, world) if free else sure:
        return command(session, world, said)
    if option := chosen(session.shown, text, world):
        return press(session, world, option.key)
    if meaning.command and not free and not in_task(session):
        return command(session, world, meaning.command)
    return run(session, world, Words(text)) if free else answer(session, world, Words(text))


def chosen(shown: tuple[Option, ...], text: str, world: World) -> Option | None:
    """The choice on the screen that is meant by a number or by a label typed in any language."""
    place = number(text)
    if place is not None:
        return shown[place - 1] if 0 < place <= len(shown) else None
    said = fold(text)
    labels = [(fold(label), option) for option in shown for label in world.spell(option.label).values()]
    for label, option in labels:
        if label == said:
            return option
    near = [
        (fuzz.ratio(label, said), place)
        for place, (label, _option) in enumerate(labels)
        if len(said) > 3 and digits(label) == digits(said)
    ]
    score, place = max(near, default=(0.0, 0))
    return labels[place][1] if score >= NEARLY else None


def press(session: Session, world: World, data: str) -> Turn:
    """A button: a link is followed, an answer is taken, an old one gets a kind new offer."""
    go = Go.read(data)
    if go and go.flow in FLOWS:
        return follow(session, world, go)
    option = unstamp(data, session.top) if session.stack else None
    if option is None:
        return again(session, world, OLD_BUTTON)
    return run(session, world, Pressed(option))


def follow(session: Session, world: World, go: Go) -> Turn:
    if go.flow == "menu" and not go.given:
        return run(session.home(), world)
    return serve(session, world, go)


def answer(session: Session, world: World, content: Words | Place) -> Turn:
    """What is no command and no choice: the answer to the open question, or something else."""
    meaning = world.meaning
    sure = meaning.kind is Kind.ANSWER and meaning.confidence >= SURE
    if session.holder is Holder.QUEUE and (not session.stack or is_page(session)):
        clear = isinstance(content, Words) and meaning.kind is Kind.ANSWER
        return kept(understood(session, world, None)) if clear else noted(session, world)
    if isinstance(content, Words) and (sure or not session.stack):
        return understood(session, world, None)
    if session.stack:
        given = run(session, world, content)
        if advanced(session.top, given.session.top) or given.effects or given.answered:
            return given
        if isinstance(content, Words) and (is_page(session) or any(map(str.isalpha, content.text))):
            return understood(session, world, given)
        if isinstance(content, Words):
            return given
    return serve(session, world, Go("desks", (coordinates(content),)))


def coordinates(content: Words | Place) -> str:
    return f"{content.latitude:.5f},{content.longitude:.5f}" if isinstance(content, Place) else ""


def advanced(before: Frame, after: Frame) -> bool:
    """Whether an answer was taken: the flow has moved on."""
    return (before.id, before.answers) != (after.id, after.answers)


def understood(session: Session, world: World, refused: Turn | None) -> Turn:
    return told(meant(session, world, refused), world)


def meant(session: Session, world: World, refused: Turn | None) -> Turn:
    """A question of the person's own. `refused` is what the open question said to it."""
    meaning = world.meaning
    likely = meaning.confidence < 1  # a name may only sound like small talk
    match meaning.kind:
        case Kind.COMMAND if meaning.command:
            return command(session, world, meaning.command)
        case Kind.ANSWER if meaning.entry and meaning.entry in world.knowledge.entries:
            served = also(serve(session, world, opening(meaning.entry, world)), world)
            return offer_language(served, session, meaning, world)
        case Kind.SMALLTALK if not session.stack and meaning.smalltalk == "greeting":
            return run(session.push("welcome"), world)
        case Kind.SMALLTALK if meaning.smalltalk and not (likely and refused and in_task(session)):
            return serve(session, world, Go("smalltalk", (meaning.smalltalk,)))
        case Kind.SUGGEST if not (refused and in_task(session)):
            return serve(session, world, Go("needs" if meaning.needs else "suggest", meaning.suggestions))
        case _ if refused and in_task(session):
            return refused
        case _ if meaning.outside:
            return serve(session, world, Go("outside", (meaning.outside,)))
        case _:
            return serve(session, world, Go("unknown"))


def offer_language(turn: Turn, session: Session, meaning: Meaning, world: World) -> Turn:
    """A language that was chosen is kept; that the person wrote in another is answered by an offer."""
    code = meaning.language
    if not session.chosen or code is None or code == session.language or code not in world.languages:
        return turn
    last = turn.replies[-1]
    replies = (*turn.replies[:-1], replace(last, options=(*last.options, offer(code))))
    return replace(turn, session=replace(turn.session, shown=replies[-1].options), replies=replies)


def command(session: Session, world: World, said: Command) -> Turn:
    match said:
        case Command.MENU:
            return run(session.home(), world)
        case Command.BACK:
            return back(session, world)
        case Command.CANCEL:
            return cancel(session, world)
        case _ if session.stack and session.top.flow == said.value:
            return run(session, world)
        case _:
            return serve(session, world, Go(said.value))


def back(session: Session, world: World) -> Turn:
    """Undo the last answer; with none to undo, turn back to what was there before."""
    if not session.stack:
        return run(session.home(), world)
    if frame := session.top.back():
        return run(replace(session, stack=(*session.stack[:-1], frame)), world)
    below = session.pop()
    return run(below if below.stack else session.home(), world)


def cancel(session: Session, world: World) -> Turn:
    if not session.stack or is_page(session):
        if session.holder is Holder.QUEUE:
            return serve(session, world, Go("stop"))
        return run(session.home(), world, hint=_("All right."))
    below = session.pop()
    return run(below if below.stack else session.home(), world, hint=_("All right, I have stopped this."))
