"""Who cannot see well, has no mouse or no script, or was away: the console works for them."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize, expect
from sqlalchemy import update

from bot.store import tables
from bot.store.database import Database
from bot.store.logins import LONGEST
from tests.conftest import ROOT
from tests.console.office import ARABIC, PHONE, WIDE, Office, Staff, picture
from tests.postgres import MUST_RUN
from tests.served import apart

pytestmark = pytest.mark.browser
AXE = ROOT / ".npm" / "node_modules" / "axe-core" / "axe.min.js"
GRAVE = {"serious", "critical"}
WORDS = {
    "it": ("Prendi questa conversazione", "Invia", "Chiudi"),
    "en": ("Take this conversation", "Send", "Close"),
}


@pytest.fixture(scope="module")
def axe() -> Path:
    if not AXE.exists():
        why = "axe-core is not installed (`.ci/run` does it, with npm)"
        if os.environ.get(MUST_RUN):
            pytest.fail(why)
        pytest.skip(why)
    return AXE


def faults(page: Page, axe: Path) -> list[str]:
    """What axe finds grave on a page, and where."""
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    places = [(each, node) for each in found if each["impact"] in GRAVE for node in each["nodes"]]
    return [f"{page.url}: {each['id']}: {node['html']}" for each, node in places]


def test_axe_sees_what_it_is_asked_for(office: Office, axe: Path) -> None:
    page = office.page(WIDE, "en")
    page.set_content("<img src='/x.png'>")
    assert any("image-alt" in fault for fault in faults(page, axe))


@pytest.mark.parametrize(("language", "size"), [("it", PHONE), ("en", WIDE)])
def test_axe_finds_no_grave_fault(office: Office, axe: Path, language: str, size: ViewportSize) -> None:
    office.ask_in_arabic().say("a" + "\u0301" * 500)
    page = office.page(size, language)
    page.goto(f"{office.url}/console")
    found = faults(page, axe)
    carla = Staff(page, office.url)
    carla.enter("carla")
    found += faults(page, axe)
    carla.open(ARABIC)
    found += faults(page, axe)
    take, _send, close = WORDS[language]
    carla.press(take)
    expect(page.locator(".bubble.person .text").last).to_contain_text("\u0301" * 500)
    assert carla.fits()
    picture(page, f"console-marks-{language}")
    page.locator("summary").evaluate_all("all => all.forEach(each => each.parentElement.open = true)")
    found += faults(page, axe)
    carla.press(close)
    page.goto(f"{office.url}/console/audit")
    expect(page.locator("tbody tr")).not_to_have_count(0)
    found += faults(page, axe)
    picture(page, f"console-audit-{language}")
    assert carla.fits()
    for path in ("", "/week", "/new"):
        page.goto(f"{office.url}/console/agenda{path}")
        page.locator("summary").evaluate_all("all => all.forEach(each => each.parentElement.open = true)")
        found += faults(page, axe)
        assert carla.fits(), path
    picture(page, f"console-agenda-{language}")
    page.goto(f"{office.url}/console/conversations/99")
    assert found + faults(page, axe) == []


def test_without_a_script_the_essentials_work(office: Office) -> None:
    office.ask_in_arabic()
    ada = office.staff("ada", WIDE, "it", script=False)
    ada.open(ARABIC)
    take, send, close = WORDS["it"]
    ada.press(take)
    ada.page.fill("#text", "Buongiorno")
    ada.press(send)
    expect(ada.said.last).to_have_text("Buongiorno")
    office.on_telegram().hears("Buongiorno")
    ada.press(close)
    expect(ada.page.locator(".facts")).to_contain_text("chiusa")


def reach(page: Page, name: str) -> None:
    """Walk with the tabulator key until the thing with this name has the focus."""
    for _step in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate("(e => e.innerText || e.name || '')(document.activeElement)")
        if str(focused).strip().startswith(name):
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{name} is not reached")


def follow(page: Page, key: str = "Enter") -> None:
    with page.expect_navigation():
        page.keyboard.press(key)


def test_the_keyboard_is_enough(office: Office) -> None:
    office.ask_in_arabic()
    page = office.page(WIDE, "en")
    page.goto(f"{office.url}/console")
    page.keyboard.type("ada")
    page.keyboard.press("Tab")
    page.keyboard.type("long enough to be one")
    follow(page)
    for name in ("No topic", "Take this"):
        reach(page, name)
        follow(page)
    reach(page, "text")
    page.keyboard.type("Hello")
    follow(page, "Control+Enter")
    office.on_telegram().hears("Hello")
    reach(page, "Close")
    follow(page)
    expect(page.locator(".facts")).to_contain_text("closed")


async def away(address: str) -> None:
    """All logins are too old."""
    database = Database(address)
    async with database.writing() as connection:
        await connection.execute(update(tables.logins).values(made_at=datetime.now(UTC) - LONGEST))
    await database.close()


def test_a_reply_outlives_an_expired_login(office: Office) -> None:
    office.ask_in_arabic()
    ada = office.staff("ada", WIDE, "it")
    ada.open(ARABIC)
    ada.press(WORDS["it"][0])
    ada.page.fill("#text", "Un testo lungo <b>")
    apart(away(office.database))
    ada.press(WORDS["it"][1])
    expect(ada.page.get_by_role("alert")).to_contain_text("è conservato")
    picture(ada.page, "console-expired")
    ada.log_in("ada")
    expect(ada.page.locator("#text")).to_have_value("Un testo lungo <b>")
    ada.press(WORDS["it"][1])
    office.on_telegram().hears("Un testo lungo <b>")
    expect(ada.page.locator("#text")).to_have_value("")
