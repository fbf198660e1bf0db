"""The console in a real browser: two operators, a person on a phone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.store.database import Database
from bot.store.users import Role, add
from tests import browser
from tests.desk import DESK, PASSWORD
from tests.served import chromium, served
from tests.service import Running

__all__ = ["chromium"]  # a fixture
pytestmark = pytest.mark.browser
WIDE, PHONE = {"width": 1200, "height": 900}, {"width": 375, "height": 720}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    database = f"sqlite:///{tmp_path_factory.mktemp('console') / 'a.db'}"
    asyncio.run(hire(database))
    with served(SPORTELLO_DATABASE_URL=database) as found:
        yield found


async def hire(address: str) -> None:
    """Two operators of one desk, and an administrator."""
    database = Database(address)
    await database.migrate()
    async with database.writing() as connection:
        for login, role in (("ada", Role.OPERATOR), ("bruno", Role.OPERATOR), ("carla", Role.ADMINISTRATOR)):
            await add(connection, login, login.title(), PASSWORD, role, (DESK,))
    await database.close()


@dataclass
class Staff:
    """One operator at a browser of their own."""

    page: Page
    url: str

    def enter(self, login: str) -> None:
        self.page.goto(f"{self.url}/console")
        self.page.fill("#login", login)
        self.page.fill("#password", PASSWORD)
        self.page.click("button.main")
        expect(self.page).to_have_url(f"{self.url}/console")


@pytest.fixture
def contexts(chromium: Browser) -> Iterator[list[BrowserContext]]:
    found: list[BrowserContext] = []
    yield found
    for context in found:
        context.close()


def picture(page: Page, name: str) -> None:
    if folder := browser.pictures():
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"{name}.png", full_page=True)


def test_two_operators_and_a_person(
    service: Running, chromium: Browser, contexts: list[BrowserContext]
) -> None:
    def opened(size: dict[str, int], language: str) -> Page:
        contexts.append(chromium.new_context(viewport=size, locale=language))  # type: ignore[arg-type]  # a plain dict
        return contexts[-1].new_page()

    person, ada, bruno = (
        opened(PHONE, "ar"),
        Staff(opened(WIDE, "it"), service.url),
        Staff(opened(PHONE, "en"), service.url),
    )
    ada.enter("ada")
    bruno.enter("bruno")
    person.goto(service.url)
    for words in ("كيف أسجل عند طبيب العائلة؟", "موظف", "أحتاج إلى مساعدة <b>الآن</b>"):
        person.fill("#text", words)
        person.press("#text", "Enter")
        expect(person.locator(".bubble.mine").last).to_contain_text(words)
        person.wait_for_timeout(700)
    picture(person, "console-person-waits")
    expect(ada.page.locator(".list li")).to_have_count(1)
    picture(ada.page, "console-queue")
    ada.page.click(".list a.item")
    bruno.page.click(".list a.item")
    ada.page.click("text=Prendi questa conversazione")
    expect(ada.page.locator("#text")).to_be_visible()
    bruno.page.click("text=Take this conversation")
    expect(bruno.page.get_by_role("alert")).to_contain_text("Ada has taken this conversation.")
    picture(bruno.page, "console-lost-race")
    expect(person.locator(".bubble").last).to_contain_text("Ada")
    ada.page.fill("#text", "مرحبا، سأساعدك")
    ada.page.press("#text", "Control+Enter")
    expect(person.locator(".bubble").last).to_contain_text("سأساعدك")
    ada.page.click("text=Invia una risposta approvata")
    ada.page.fill("#q", "tessera sanitaria")
    ada.page.click("details[open] form[role=search] button")
    picture(ada.page, "console-answers")
    ada.page.locator("button:has-text('Invia in arabo')").first.click()
    expect(person.locator(".bubble").last).not_to_contain_text("سأساعدك")
    person.fill("#text", "شكرا")
    person.press("#text", "Enter")
    expect(ada.page.locator(".bubble.person").last).to_contain_text("شكرا", timeout=15_000)
    ada.page.fill("#note", "Solo per colleghi")
    ada.page.click("text=Salva la nota")
    expect(ada.page.locator(".bubble.note")).to_contain_text("Solo per colleghi")
    picture(ada.page, "console-talk")
    ada.page.get_by_role("button", name="Chiudi").click()
    expect(person.locator(".bubble").last).to_contain_text("Ada")
    picture(person, "console-person-closed")
    expect(person.locator(".bubble")).not_to_contain_text(["Solo per colleghi"])
