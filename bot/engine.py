"""Run a flow: what it asked, what was answered, where it stops.

A flow is a function that runs from the top on every message. Questions already answered return at
once; the first open one stops the run. So the session keeps only the answers, and going back,
changing language or restarting the process are nothing but running the flow again.

A *page* is a flow with nothing to lose: other pages open on top of it, and "back" turns the leaf.
Any other flow is a *task*: what is served in between leaves it open and asks its question again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar, cast

from bot.effects import CallOperator, Effect, Forget, HangUp, Speak
from bot.messages import Content, Event, Go, Option, Reply, Sentence, Text
from bot.questions import Question, Unclear
from bot.session import Frame, Holder, Session
from bot.world import World

T = TypeVar("T")
MOST_FLOWS_IN_A_TURN = 10
MOST_KEY_BYTES = 64  # Telegram's limit for a button's data


class FlowError(Exception):
    """A flow is written wrongly."""


class Waiting(BaseException):
    """The run stops here until the person answers. Not an error: flows must not catch it."""

    def __init__(self, question: Question[object], unclear: Unclear | None = None) -> None:
        self.question = question
        self.hint = unclear.hint if unclear else None
        self.answered = bool(unclear and unclear.answered)


class Ask:
    """Ask a question, and get the answer as a value."""

    def __init__(self, frame: Frame, said: Content | None = None) -> None:
        self.answers: dict[str, str] = dict(frame.answers[: frame.given])
        self._given = dict(self.answers)
        self._known = dict(frame.answers)
        self._said = said
        self._asked = frame.asked
        self._heard = set[str]()
        self.held: tuple[Effect, ...] = ()

    def hold(self, effect: Effect) -> None:
        """Carry this out as soon as a later question is asked: only what ends by itself may be so."""
        self.held = (effect,)

    def given(self, key: str) -> str | None:
        """What the flow was started with. It may come from an old button: never trust it."""
        return self._given.get(key)

    def __call__(self, question: Question[T]) -> T:
        if question.key in self._heard:
            raise FlowError(f"Question {question.key!r} is asked twice in one flow.")
        self._heard.add(question.key)
        try:
            if self._said is not None and question.key == self._asked:
                said, self._said = self._said, None
                self._known[question.key] = question.hear(said)
            if question.key not in self._known:
                raise Waiting(question)
            value = question.read(self._known[question.key])
        except Unclear as unclear:
            raise Waiting(question, unclear) from None
        self.answers[question.key] = self._known[question.key]
        return value


@dataclass(frozen=True, slots=True)
class Done:
    """How a flow ends: a last word, what to do, and perhaps the flow that comes next.

    `again` shows the page below once more (a change of language does; a word of thanks does not);
    `event` is for the person's own calendar.
    """

    say: Sentence | tuple[Sentence, ...] = ()
    options: tuple[Option, ...] = ()
    effects: tuple[Effect, ...] = ()
    then: Go | None = None
    again: bool = False
    event: Event | None = None

    def reply(self) -> Reply | None:
        text = self.say if isinstance(self.say, tuple) else (self.say,)
        return Reply(text, self.options, event=self.event) if text else None


Run = Callable[[Ask, World], Done]


@dataclass(frozen=True, slots=True)
class Flow:
    """A conversation: its name, how it runs, what it can be started with, its line in the menu.

    `free` is the key of a question that takes any words, even those of a well-known question.
    """

    name: str
    run: Run
    takes: tuple[str, ...] = ()
    menu: Text | None = None
    order: int = 0
    page: bool = False
    free: str = ""


FLOWS: dict[str, Flow] = {}


def flow(
    name: str, *takes: str, menu: Text | None = None, order: int = 0, page: bool = False, free: str = ""
) -> Callable[[Run], Run]:
    """Register a flow. One with a menu line is offered in the menu, in the order of `order`."""

    def register(run: Run) -> Run:
        if name in FLOWS:
            raise FlowError(f"Two flows are called {name!r}.")
        FLOWS[name] = Flow(name, run, takes, menu, order, page, free)
        return run

    return register


@dataclass(frozen=True, slots=True)
class Turn:
    """What one message leads to: the session to keep, the replies to send, the effects to carry out.

    `answered` says that the message was an answer to the open question, though one that cannot be had.
    """

    session: Session
    replies: tuple[Reply, ...] = ()
    effects: tuple[Effect, ...] = ()
    answered: bool = False


def start(session: Session, go: Go) -> Session:
    """Put a flow on top. What a button carries beyond what the flow takes is dropped."""
    given = tuple(zip(FLOWS[go.flow].takes, go.given, strict=False))
    return session.push(go.flow, given)


def run(session: Session, world: World, said: Content | None = None, hint: Text | None = None) -> Turn:
    """Run the flow on top until it waits for an answer. `hint` is said before the question."""
    replies, effects = list[Reply](), list[Effect]()
    for _try in range(MOST_FLOWS_IN_A_TURN):
        ask = Ask(session.top, said)
        try:
            done = FLOWS[session.top.flow].run(ask, world)
        except Waiting as waiting:
            return _wait(session, ask, waiting, replies, effects, hint)
        below = session.pop()
        if reply := done.reply():
            replies.append(reply)
        effects += done.effects
        session, world, said = _apply(below, done.effects), _told(world, done.effects), None
        if done.then:
            session = start(session, done.then)
        elif not session.stack:
            session = session.home()
        elif done.say and not done.again and is_page(session):
            return Turn(_show(session, replies), tuple(replies), tuple(effects))
    raise FlowError(f"Flow {session.top.flow!r} ends without asking anything, again and again.")


def aside(session: Session, world: World, go: Go) -> Turn:
    """Show a page and leave the open question as it is; it is asked again after."""
    shown = run(start(replace(session, stack=()), go), world)
    asked = run(replace(session, frames=shown.session.frames), world)
    return Turn(asked.session, shown.replies + asked.replies, shown.effects + asked.effects)


def is_page(session: Session) -> bool:
    return FLOWS[session.top.flow].page


def in_task(session: Session) -> bool:
    """Whether a question is open that must not be lost."""
    return bool(session.stack) and not is_page(session)


def _wait(
    session: Session,
    ask: Ask,
    waiting: Waiting,
    replies: list[Reply],
    effects: list[Effect],
    hint: Text | None,
) -> Turn:
    reply = waiting.question.reply()
    before = tuple(text for text in (hint, waiting.hint) if text)
    options = tuple(_stamp(session.top, waiting.question.key, option) for option in reply.options)
    reply = replace(reply, text=before + reply.text, options=options, titled=reply.titled and not before)
    session = session.waiting(ask.answers, waiting.question.key)
    replies.append(reply)
    effects += () if waiting.hint else ask.held
    return Turn(_show(session, replies), tuple(replies), tuple(effects), waiting.answered)


def _stamp(frame: Frame, key: str, option: Option) -> Option:
    """Write on a button whose question it answers; links to pages stay as they are."""
    data = option.key if option.key.startswith("@") else f"{frame.id}:{key}={option.key}"
    if len(data.encode()) > MOST_KEY_BYTES:
        raise FlowError(f"The button {data!r} is longer than {MOST_KEY_BYTES} bytes.")
    return replace(option, key=data)


def unstamp(data: str, frame: Frame) -> str | None:
    """The option a button stands for, if it belongs to the question that is open in this frame."""
    prefix = f"{frame.id}:{frame.asked}="
    return data.removeprefix(prefix) if data.startswith(prefix) else None


def _show(session: Session, replies: list[Reply]) -> Session:
    """Remember the choices last on the screen: numbers that are typed mean them."""
    return replace(session, shown=replies[-1].options if replies else ())


def _apply(session: Session, effects: tuple[Effect, ...]) -> Session:
    for effect in effects:
        if isinstance(effect, Speak):
            session = replace(session, language=effect.language, chosen=True)
        elif isinstance(effect, CallOperator):
            session = replace(session, holder=Holder.QUEUE)
        elif isinstance(effect, HangUp | Forget):
            session = replace(session, holder=Holder.BOT)
    return session


def _told(world: World, effects: tuple[Effect, ...]) -> World:
    """The world as the next flow of this turn sees it."""
    spoken = [effect.language for effect in effects if isinstance(effect, Speak)]
    return replace(world, language=spoken[-1], chosen=True) if spoken else world


def menu_lines() -> tuple[Flow, ...]:
    """The flows that have a line in the menu, in order."""
    lines = (each for each in FLOWS.values() if each.menu)
    return tuple(sorted(lines, key=lambda each: (each.order, each.name)))


def menu_options() -> tuple[Option, ...]:
    return tuple(Go(each.name).option(cast(Text, each.menu)) for each in menu_lines())
