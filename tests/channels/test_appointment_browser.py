"""An appointment in the web chat, on a phone, in three languages: booked, reminded, confirmed, moved, cancelled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import browser
from tests.appointment import EVE, THREE, Words
from tests.clock import Clock
from tests.conftest import NOW
from tests.served import chromium, served
from tests.service import Running

__all__ = ["chromium"]  # a fixture
pytestmark = pytest.mark.browser
MOST_EXCHANGES = 10


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setattr("bot.rounds.LOOK_SECONDS", 0.2)
    with served(SPORTELLO_DATABASE_URL=f"sqlite:///{tmp_path / 'a.db'}") as running:
        yield running


@dataclass
class Phone:
    """A page on a phone; each step waits for its answer."""

    page: Page
    words: Words
    steps: int = 0

    def say(self, text: str) -> None:
        self.page.get_by_role("textbox").fill(text)
        self._step(lambda: self.page.keyboard.press("Enter"))

    def press(self, label: str) -> None:
        button = self.page.get_by_role("button", name=label, exact=True).last
        self._step(button.click)

    def _step(self, act: object) -> None:
        self.steps += 1
        mine = self.page.locator(".bubble.mine")
        count = mine.count()
        act()  # type: ignore[operator]
        expect(mine).to_have_count(count + 1)
        expect(self.page.locator(".bubble.mine ~ .bubble.bot").last).to_be_visible()
        expect(self.page.locator(".bubble").last).to_have_class("bubble bot")

    def hears(self, text: str) -> None:
        last = self.page.locator(".bubble.bot").last
        expect(last).to_contain_text(self.words.begins(text))
        expect(last.get_by_text(self.words.begins(text))).to_be_in_viewport()
        expect(last).to_have_attribute("lang", self.words.language)

    def done(self) -> int:
        steps, self.steps = self.steps, 0
        return steps

    def picture(self, name: str) -> None:
        """Look at the screen: nothing stands out sideways, and each side speaks from its own."""
        sides = "each => each.map(one => one.getBoundingClientRect()).map(box => box.left + box.right > innerWidth)"
        mine = set(self.page.locator(".bubble.mine").evaluate_all(sides))
        assert mine == {self.words.language != "ar"}
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        if folder := browser.pictures():
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{self.words.language}-{name}.png")


def to_mine(phone: Phone) -> None:
    phone.say(phone.words.menu)
    phone.press(phone.words.label("More choices"))
    phone.press(phone.words.label("My appointments"))
    phone.picture("mine")
    phone.say("1")


@pytest.mark.parametrize("words", THREE, ids=lambda each: each.language)
def test_an_appointment_on_a_phone(chromium: Browser, service: Running, words: Words) -> None:
    clock = Clock(NOW).rules(service.service)
    context = chromium.new_context(viewport={"width": 375, "height": 720}, locale=words.language)
    phone = Phone(context.new_page(), words)
    phone.page.goto(service.url)
    phone.say(words.menu)
    phone.press(words.label("More choices"))
    phone.press(words.label("Book an appointment"))
    phone.press(words.service)
    phone.press(words.desk)
    phone.picture("days")
    phone.say(words.day)
    phone.picture("times")
    phone.say(words.time)
    phone.say("1")
    phone.say(words.name)
    phone.picture("sure")
    phone.press(words.label("Yes"))
    phone.hears("Your appointment is booked.")
    assert phone.done() <= MOST_EXCHANGES
    phone.picture("booked")
    clock.now = EVE
    phone.hears("Remember your appointment.\n{moment}\n{place}, {municipality}")
    phone.picture("reminder")
    phone.press(words.label("I will come"))
    phone.hears("Thank you. The desk expects you.\n{moment}")
    phone.picture("confirmed")
    phone.done()
    to_mine(phone)
    phone.press(words.label("Move it to another time"))
    phone.say(words.later)
    phone.say(words.time)
    phone.picture("move")
    phone.press(words.label("Yes"))
    phone.hears("Your appointment is moved.")
    assert phone.done() <= MOST_EXCHANGES
    phone.picture("moved")
    clock.now = EVE + timedelta(days=1)
    phone.hears("Remember your appointment.\n{moment}\n{place}, {municipality}")
    phone.press(words.label("Cancel this appointment"))
    phone.picture("cancel")
    phone.press(words.label("Yes"))
    phone.hears("Your appointment is cancelled.")
    phone.picture("cancelled")
    context.close()
