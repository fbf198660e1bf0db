"""The web chat in a real browser: a small phone, three languages, no script, a bad connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests import browser
from tests.served import chromium, served

__all__ = ["chromium"]  # a fixture
pytestmark = pytest.mark.browser
PHONE = {"width": 375, "height": 720}
THREE = [
    ("it", "come rinnovo il permesso di soggiorno?", "Rinnovare il permesso", "Invia"),
    ("en", "how do I get a tax code", "Tax code", "Send"),
    ("ar", "كيف أسجل عند طبيب العائلة؟", "طبيب العائلة", "إرسال"),
]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    database = f"sqlite:///{tmp_path_factory.mktemp('browser') / 'a.db'}"
    with served(SPORTELLO_DATABASE_URL=database) as service:
        yield service.url


@pytest.fixture(params=THREE, ids=lambda each: str(each[0]))
def spoken(request: pytest.FixtureRequest) -> tuple[str, str, str, str]:
    found: tuple[str, str, str, str] = request.param
    return found


@pytest.fixture
def phone(chromium: Browser, spoken: tuple[str, str, str, str]) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, locale=spoken[0])  # type: ignore[arg-type]  # a plain dict
    yield context
    context.close()


def picture(page: Page, name: str) -> None:
    if folder := browser.pictures():
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


def test_a_question_is_answered_on_a_phone(
    phone: BrowserContext, url: str, spoken: tuple[str, str, str, str]
) -> None:
    language, question, title, send = spoken
    page = phone.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto(url)
    picture(page, f"{language}-welcome")
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    page.get_by_role("textbox").fill(question)
    page.get_by_role("button", name=send, exact=True).click()
    answer = page.locator(".bubble.bot").last
    expect(answer).to_contain_text(title)
    expect(answer).to_have_attribute("lang", language)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    expect(page.locator(".bubble.mine").last).to_be_in_viewport()
    picture(page, f"{language}-answer")
    for button in answer.get_by_role("button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= 44
    page.reload()
    expect(page.locator(".bubble.bot").last).to_contain_text(title)
    assert errors == []


@pytest.fixture
def italian(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport=PHONE, locale="it")  # type: ignore[arg-type]  # a plain dict
    yield context
    context.close()


def test_the_keyboard_is_enough(italian: BrowserContext, url: str) -> None:
    page = italian.new_page()
    page.goto(url)
    page.keyboard.press("Tab")
    for _step in range(10):
        if page.evaluate("document.activeElement.id") == "text":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("menu")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.bot").last).to_contain_text("Come ti posso aiutare?")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.bot")).to_have_count(3)
    expect(page.get_by_role("log")).to_have_attribute("aria-live", "polite")


def test_it_works_without_a_script(chromium: Browser, url: str) -> None:
    context = chromium.new_context(viewport=PHONE, locale="it", java_script_enabled=False)  # type: ignore[arg-type]  # as above
    page = context.new_page()
    page.goto(url)
    page.get_by_role("textbox").fill("come rinnovo il permesso di soggiorno?")
    page.get_by_role("button", name="Invia", exact=True).click()
    expect(page.locator(".bubble.bot").last).to_contain_text("Rinnovare il permesso")
    page.get_by_role("button", name="Documenti").click()
    expect(page.locator(".bubble.mine").last).to_contain_text("Documenti")
    context.close()


def test_a_message_that_did_not_leave_can_be_sent_again(italian: BrowserContext, url: str) -> None:
    page = italian.new_page()
    page.goto(url)
    italian.set_offline(True)
    page.get_by_role("textbox").fill("menu")
    page.get_by_role("button", name="Invia", exact=True).click()
    expect(page.locator(".bubble.failed")).to_contain_text("Non inviato.")
    picture(page, "it-offline")
    italian.set_offline(False)
    page.get_by_role("button", name="Riprova").click()
    expect(page.locator(".bubble.bot").last).to_contain_text("Come ti posso aiutare?")
    expect(page.locator(".bubble.failed")).to_have_count(0)


def test_what_is_said_in_one_tab_shows_in_the_other(italian: BrowserContext, url: str) -> None:
    one = italian.new_page()
    one.goto(url)
    one.get_by_role("textbox").fill("menu")
    one.keyboard.press("Enter")
    expect(one.locator(".bubble.bot").last).to_contain_text("Come ti posso aiutare?")
    two = italian.new_page()
    two.goto(url)
    one.get_by_role("textbox").fill("chi siete")
    one.keyboard.press("Enter")
    expect(two.locator(".bubble.bot").last).to_contain_text("Sono un programma, non una persona.")


def test_an_emergency_has_numbers_to_tap(italian: BrowserContext, url: str) -> None:
    page = italian.new_page()
    page.goto(url)
    page.get_by_role("textbox").fill("mio marito mi picchia")
    page.keyboard.press("Enter")
    card = page.locator(".bubble.urgent").last
    expect(card.locator('a[href="tel:1522"]').first).to_be_visible()
    picture(page, "it-urgent")


def test_a_position_is_shared_and_the_nearest_desk_shown(italian: BrowserContext, url: str) -> None:
    italian.grant_permissions(["geolocation"])
    italian.set_geolocation({"latitude": 43.84, "longitude": 13.02})
    page = italian.new_page()
    page.goto(url)
    page.get_by_role("textbox").fill("sportelli")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Condividi la mia posizione").click()
    expect(page.locator(".bubble.bot").last).to_contain_text("Sportello di esempio B")
    picture(page, "it-desks")
