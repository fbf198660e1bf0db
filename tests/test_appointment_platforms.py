"""An appointment from the first word to the last, on Telegram and WhatsApp, in three languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.appointment import CONTENT, EVE, THREE, Words
from tests.clock import Clock
from tests.conftest import NOW
from tests.peers import OnTelegram, OnWhatsApp, Peer, settings
from tests.served import served
from tests.wire import Platform, platform

MOST_EXCHANGES = 10


@dataclass
class Town:
    """A running service at a time set by hand, and the platforms on which people write to it."""

    url: str
    clock: Clock
    telegram: Platform
    twilio: Platform

    def person(self, kind: str, language: str) -> Peer:
        if kind == "telegram":
            return OnTelegram(self.url, self.telegram, language=language)
        return OnWhatsApp(self.url, self.twilio)


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.setattr("bot.rounds.LOOK_SECONDS", 0.2)
    database = f"sqlite:///{tmp_path / 'a.db'}"
    templates = {"SPORTELLO_TWILIO_REMINDERS": json.dumps(CONTENT)}
    with ExitStack() as stack:
        telegram, twilio = stack.enter_context(platform()), stack.enter_context(platform())
        wanted = {"SPORTELLO_DATABASE_URL": database, **settings(telegram, twilio), **templates}
        service = stack.enter_context(served(**wanted))
        yield Town(service.url, Clock(NOW).rules(service.service), telegram, twilio)


@dataclass
class Talk:
    """One person's conversation: each step waits for its answer."""

    person: Peer
    steps: int = 0

    def say(self, text: str) -> str:
        return self._step(lambda: self.person.say(text))

    def press(self, label: str) -> str:
        return self._step(lambda: self.person.press(label))

    def _step(self, act: Callable[[], None]) -> str:
        self.steps += 1
        before = len(self.person.read())
        act()
        return self.person.answered(before).strip("\u200f")

    def done(self) -> int:
        steps, self.steps = self.steps, 0
        return steps


def book(talk: Talk, words: Words) -> str:
    talk.say(words.menu)
    talk.press(words.label("More choices"))
    talk.press(words.label("Book an appointment"))
    talk.press(words.service)
    talk.press(words.desk)
    talk.say(words.day)
    talk.say(words.time)
    talk.say("1")
    talk.say(words.name)
    return talk.press(words.label("Yes"))


def to_mine(talk: Talk, words: Words) -> None:
    talk.say(words.menu)
    talk.press(words.label("More choices"))
    text = talk.press(words.label("My appointments"))
    assert "09:" in text
    talk.say("1")


def move(talk: Talk, words: Words) -> str:
    to_mine(talk, words)
    talk.press(words.label("Move it to another time"))
    talk.say(words.later)
    talk.say(words.time)
    return talk.press(words.label("Yes"))


def cancel(talk: Talk, words: Words) -> str:
    to_mine(talk, words)
    talk.press(words.label("Cancel this appointment"))
    return talk.press(words.label("Yes"))


def remembered(town: Town, talk: Talk, words: Words, at: datetime) -> str:
    """The next word of the service, which nobody asked for."""
    before = len(talk.person.read())
    town.clock.now = at
    return talk.person.answered(before).strip("\u200f")


@pytest.mark.parametrize("kind", ["telegram", "whatsapp"])
@pytest.mark.parametrize("words", THREE, ids=lambda each: each.language)
def test_book_be_reminded_confirm_move_and_cancel(town: Town, words: Words, kind: str) -> None:
    talk = Talk(town.person(kind, words.language))
    if kind == "whatsapp":  # it does not tell the language of the app
        talk.say(words.hello)
        talk.done()
    assert book(talk, words).startswith(words.begins("Your appointment is booked."))
    assert talk.done() <= MOST_EXCHANGES
    told = remembered(town, talk, words, EVE)
    if kind == "telegram":
        assert told.startswith(words.begins("Remember your appointment.\n{moment}\n{place}, {municipality}"))
        talk.press(words.label("I will come"))
    else:
        template = town.twilio.sent()[-1]
        assert template["ContentSid"] == CONTENT[words.language]
        assert "09:30" in json.loads(template["ContentVariables"])["1"]
        assert json.loads(template["ContentVariables"])["2"] == words.desk
        talk.say(words.label("I will come"))
    thanks = words.begins("Thank you. The desk expects you.\n{moment}")
    assert talk.person.read()[-1].strip("\u200f").startswith(thanks)
    talk.done()
    assert move(talk, words).startswith(words.begins("Your appointment is moved."))
    assert talk.done() <= MOST_EXCHANGES
    again = remembered(town, talk, words, EVE + timedelta(days=1))  # the reminder of the new time
    assert "09:30" in again
    assert cancel(talk, words).startswith(words.begins("Your appointment is cancelled."))
    assert talk.done() <= MOST_EXCHANGES
