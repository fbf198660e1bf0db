"""A monkey talks to the bot: it presses what it sees, says the command words, or types anything."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from bot.effects import Hold
from bot.engine import FLOWS, Ask, Done, Flow, FlowError, flow, run
from bot.hear import Brain
from bot.messages import Go, Option, Text, _
from bot.questions import Choice, Offer
from bot.session import MOST_FRAMES, Session
from bot.world import World
from tests.conftest import NOW, Person

COMMANDS = ("menu", "indietro", "cancel", "اللغة", "person", "/start", "privacy", "desks", "annulla")
ANYTHING = (
    st.sampled_from(COMMANDS) | st.text(max_size=40) | st.sampled_from(("1", "٣", "pesaro", "sì", "حجز"))
)


def step(data: st.DataObject, person: Person) -> None:
    """One thing a monkey does."""
    press: bool = data.draw(st.booleans())
    if person.labels and press:
        label: str = data.draw(st.sampled_from(person.labels))
        person.press(label)
    else:
        text: str = data.draw(ANYTHING)
        person.say(text)


def walk(data: st.DataObject, brain: Brain) -> Person:
    """Take the conversation somewhere."""
    person = Person(brain)
    person.say("hello")
    for _step in range(data.draw(st.integers(0, 6))):
        step(data, person)
    event(f"flow {person.session.top.flow if person.session.stack else 'none'}")
    return person


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_bot_always_replies_and_forgets_nothing(brain: Brain, data: st.DataObject) -> None:
    person = walk(data, brain)
    before = person.saved
    text = data.draw(ANYTHING)
    replies = person.say(text)
    assert replies
    assert all(reply.strip() for reply in replies)
    assert Session.from_json(person.saved).to_json() == person.saved
    twin = Person(brain, saved=before)
    assert twin.say(text) == replies
    assert twin.saved == person.saved


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_menu_is_always_one_word_away(brain: Brain, data: st.DataObject) -> None:
    person = walk(data, brain)
    person.say("menu")
    assert [frame.flow for frame in person.session.stack] == ["menu"]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_back_undoes_a_step(brain: Brain, data: st.DataObject) -> None:
    person = walk(data, brain)
    before = person.session
    step(data, person)
    after = person.session
    deeper = len(after.stack) == len(before.stack) + 1 and after.stack[:-1] == before.stack
    event(f"went deeper: {deeper}")
    if deeper and len(after.stack) < MOST_FRAMES:
        person.say("back")
        assert person.session.stack == before.stack


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_nothing_happens_in_the_middle_of_a_flow(brain: Brain, data: st.DataObject) -> None:
    person = walk(data, brain)
    person.effects.clear()
    frames = [frame for frame in person.session.stack if not FLOWS[frame.flow].page]
    step(data, person)
    final = [effect for effect in person.effects if not isinstance(effect, Hold)]  # a hold ends by itself
    if final and frames and person.session.stack:
        assert person.session.top.id != frames[-1].id


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_no_button_data_can_break_it(brain: Brain, text: str) -> None:
    from bot.messages import Pressed

    person = Person(brain)
    person.open()
    for data in (text, f"@{text}", f"1:page={text}", f"@answer {text}", f"@desks {text}"):
        assert person.send(Pressed(data))


def test_a_command_is_understood_in_every_language_at_every_step(brain: Brain) -> None:
    for language in brain.knowledge.languages.values():
        for command, words in language.commands.items():
            for word in words:
                person = Person(brain)
                person.open()
                person.say("desks")
                person.say(word)
                assert person.session.top.flow != "unknown", (command, word)


# -- the engine itself, with flows of the test's own ------------------------------------------


@dataclass(frozen=True)
class Thing:
    key: str

    def option(self) -> Option:
        return Option(self.key, Text(self.key))


@pytest.fixture
def world(brain: Brain) -> World:
    return World(NOW, brain.knowledge)


@pytest.fixture
def with_flow(monkeypatch: pytest.MonkeyPatch) -> object:
    def add(name: str, run: object, *takes: str, page: bool = False) -> None:
        monkeypatch.setitem(FLOWS, name, Flow(name, run, takes, page=page))  # type: ignore[arg-type]  # a lambda

    return add


def test_an_answer_is_not_taken_for_a_question_added_by_a_deploy(world: World, with_flow) -> None:  # type: ignore[no-untyped-def]  # the fixture above
    from bot.messages import Words

    def old(ask: Ask, world: World) -> Done:
        ask(AskNumber)
        return Done(_("Done."))

    def new(ask: Ask, world: World) -> Done:
        ask(Choice("consent", _("May we?"), [Thing("yes")]))
        return old(ask, world)

    AskNumber = Choice("number", _("Which?"), [Thing("one"), Thing("two")])
    with_flow("deployed", old)
    asked = run(Session().home().push("deployed"), world)
    with_flow("deployed", new)
    after = run(asked.session, world, Words("one"))
    assert after.session.top.asked == "consent"
    assert after.session.top.answers == ()


def test_a_choice_that_is_gone_meanwhile_is_asked_again(world: World, with_flow) -> None:  # type: ignore[no-untyped-def]  # the fixture above
    from bot.messages import Pressed

    offered = [Thing("nine"), Thing("ten")]

    def book(ask: Ask, world: World) -> Done:
        slot = ask(Choice("slot", _("When?"), list(offered), _("That time is not free.")))
        ask(Choice("sure", _("Sure?"), [Thing("yes")]))
        return Done(Text(f"Booked {slot.key}."))

    with_flow("book", book)
    at = run(run(Session().home().push("book"), world).session, world, Pressed("nine")).session
    assert at.top.answers == (("slot", "nine"),)
    offered.pop(0)
    again = run(at, world, Pressed("yes"))
    assert [text.msgid for text in again.replies[0].text if isinstance(text, Text)] == [
        "That time is not free.",
        "When?",
    ]
    assert again.session.top.answers == ()
    assert run(again.session, world, Pressed("ten")).session.top.answers == (("slot", "ten"),)


def test_faults_of_flows_are_told(world: World, with_flow) -> None:  # type: ignore[no-untyped-def]  # the fixture above
    def twice(ask: Ask, world: World) -> Done:
        ask(AskAgain)
        ask(AskAgain)
        return Done()

    AskAgain = Choice("same", _("Again?"), [Thing("a")])
    with_flow("twice", twice)
    from bot.messages import Pressed

    session = run(Session().home().push("twice"), world).session
    with pytest.raises(FlowError, match="asked twice"):
        run(session, world, Pressed("a"))
    with_flow(
        "long", lambda ask, world: ask(Offer((_("Long"),), (Option("@answer " + "x" * 64, _("Menu")),)))
    )
    with pytest.raises(FlowError, match="longer than 64"):
        run(Session().home().push("long"), world)
    with_flow("round", lambda ask, world: Done(then=Go("round")))
    with pytest.raises(FlowError, match="again and again"):
        run(Session().home().push("round"), world)
    with pytest.raises(FlowError, match="Two flows"):
        flow("menu")(lambda ask, world: Done())


def test_a_flow_that_was_removed_is_dropped_from_old_sessions(brain: Brain) -> None:
    person = Person(brain)
    person.saved = Session().home().push("gone").to_json()
    assert person.say("back")[0].startswith("How can I help you?")


def test_history_is_not_endless(brain: Brain) -> None:
    person = Person(brain)
    person.say("menu")
    for _time in range(30):
        person.say("how do I get a tax code")
        person.press("Documents")
    assert len(person.session.stack) <= MOST_FRAMES
    assert person.session.stack[0].flow == "menu"
    assert len(person.saved) < 10_000
