"""Operators at browsers of their own, and the people who write to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Locator, Page, ViewportSize, expect

from bot.store.database import Database
from bot.store.users import Role, add
from tests import browser
from tests.desk import DESK, PASSWORD
from tests.peers import OnTelegram, OnWhatsApp
from tests.wire import Platform

WIDE, PHONE = ViewportSize(width=1200, height=900), ViewportSize(width=375, height=720)
ARABIC = "رسالة من الطبيب"  # what somebody needs
OTHER_DESK = "example_urbino"
STAFF = (
    ("ada", Role.OPERATOR, (DESK,)),
    ("bruno", Role.OPERATOR, (DESK, OTHER_DESK)),
    ("carla", Role.ADMINISTRATOR, ()),
)


async def hire(address: str) -> None:
    """Two operators of one desk, one of them of another desk too, and an administrator."""
    database = Database(address)
    await database.migrate()
    async with database.writing() as connection:
        for login, role, desks in STAFF:
            await add(connection, login, login.title(), PASSWORD, role, desks)
    await database.close()


@dataclass
class Staff:
    """Somebody who works at the console."""

    page: Page
    url: str

    def enter(self, login: str) -> None:
        self.page.goto(f"{self.url}/console")
        self.log_in(login)
        expect(self.page).to_have_url(f"{self.url}/console")

    def log_in(self, login: str) -> None:
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("button.main")

    def open(self, reason: str) -> None:
        """Open the conversation in which somebody asked for this."""
        self.page.goto(f"{self.url}/console?view=all")
        self.page.locator("a.item", has_text=reason).click()

    def press(self, name: str) -> None:
        """Press a button, and wait for the page after it."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()

    def reply(self, text: str) -> None:
        self.page.fill("#text", text)
        with self.page.expect_navigation():
            self.page.press("#text", "Control+Enter")

    def fits(self) -> bool:
        """Whether nothing stands out sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))

    @property
    def said(self) -> Locator:
        return self.page.locator(".bubble .text")


@dataclass
class Office:
    """A running service, who works there, and who writes."""

    url: str
    database: str
    chromium: Browser
    telegram: Platform
    twilio: Platform
    contexts: list[BrowserContext] = field(default_factory=list)

    def page(self, size: ViewportSize, language: str, *, script: bool = True) -> Page:
        """A browser of its own."""
        context = self.chromium.new_context(viewport=size, locale=language, java_script_enabled=script)
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        return context.new_page()

    def staff(self, login: str, size: ViewportSize, language: str, *, script: bool = True) -> Staff:
        found = Staff(self.page(size, language, script=script), self.url)
        found.enter(login)
        return found

    def on_telegram(self) -> OnTelegram:
        return OnTelegram(self.url, self.telegram)

    def on_whatsapp(self) -> OnWhatsApp:
        return OnWhatsApp(self.url, self.twilio)

    def ask_in_arabic(self) -> OnTelegram:
        """Somebody on Telegram who waits for the first desk."""
        person = self.on_telegram()
        for words in ("موظف", ARABIC):
            before = len(person.read())
            person.say(words)
            person.answered(before)
        person.stand(43.91, 12.91)
        person.hears("Sportello di esempio A")
        return person

    def leave(self) -> None:
        for context in self.contexts:
            context.close()


def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Keep a screenshot of the whole page or of what is on the screen, where a folder for them is named."""
    if folder := browser.pictures():
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=whole)
