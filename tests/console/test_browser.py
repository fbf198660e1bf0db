"""The console in a real browser: two operators, and people on three channels and in three languages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.console.office import ARABIC, OTHER_DESK, PHONE, WIDE, Office, Staff, picture
from tests.peers import OnTelegram, OnWhatsApp

pytestmark = pytest.mark.browser
ENGLISH, ITALIAN = "my <b>contract</b> of work", "il rinnovo del permesso"


def photo(page: Page, words: str) -> bytes:
    """A picture as a phone sends it."""
    page.set_viewport_size({"width": 320, "height": 200})
    page.set_content(f"<h1>{words}</h1>")
    return page.screenshot(type="jpeg")


def write(person: Page, words: str) -> None:
    """Say something in the web chat, and wait for the answer."""
    answers = person.locator(".bubble:not(.mine)")
    before = answers.count()
    person.fill("#text", words)
    person.press("#text", "Enter")
    expect(person.locator(".bubble.mine").last).to_contain_text(words)
    expect(answers.nth(before)).to_be_visible()


def ask_in_italian(office: Office) -> Page:
    person = office.page(PHONE, "it")
    person.goto(office.url)
    for words in ("come rinnovo il permesso di soggiorno?", "operatore", ITALIAN, "Pesaro"):
        write(person, words)
    return person


def ask_in_english(office: Office) -> OnWhatsApp:
    person = office.on_whatsapp()
    for words in ("talk to a person", ENGLISH, "Pesaro"):
        before = len(person.read())
        person.say(words)
        person.answered(before)
    person.hears("Sportello di esempio A")
    return person


def lose_the_race(winner: Staff, loser: Staff) -> None:
    for each in (winner, loser):
        each.open(ARABIC)
    winner.press("Prendi questa conversazione")
    loser.press("Take this conversation")
    expect(loser.page.get_by_role("alert")).to_contain_text("Ada has taken this conversation.")
    picture(loser.page, "console-lost-race")
    assert loser.fits()


def help_in_arabic(ada: Staff, person: OnTelegram, image: bytes) -> None:
    """By somebody who reads Italian."""
    person.hears("Ada")
    person.show(image, "هذه هي الرسالة")
    shown = ada.page.locator(".bubble.person img")
    expect(shown).to_be_visible()
    assert shown.evaluate("each => each.decode().then(() => each.naturalWidth)") == 320
    ada.page.fill("#note", "Solo per colleghi")
    ada.press("Salva la nota")
    expect(ada.page.locator(".bubble.note")).to_contain_text("Solo per colleghi")
    ada.page.click("text=Invia una risposta approvata")
    ada.page.fill("#q", "tessera sanitaria")
    ada.press("Cerca")
    picture(ada.page, "console-answers")
    before = len(person.read())
    with ada.page.expect_navigation():
        ada.page.locator("button:has-text('Invia in arabo')").first.click()
    assert "ا" in person.answered(before)
    shown.evaluate("each => each.decode()")
    expect(ada.page.locator("#text")).to_be_in_viewport()
    picture(ada.page, "console", whole=False)
    expect(ada.page.get_by_role("link", name="Posizione sulla mappa")).to_be_visible()
    picture(ada.page, "console-talk")
    ada.page.fill("#note", "Una bozza")
    ada.reply("Buon lavoro <script>1</script>")
    assert person.hears("Buon lavoro").endswith("<script>1</script>")
    expect(ada.said.last).to_have_text("Buon lavoro <script>1</script>")
    expect(ada.page.locator("#note")).to_have_value("Una bozza")
    stay_open(ada, person)


def stay_open(ada: Staff, person: OnTelegram) -> None:
    """What was opened to be read stays so when a message comes."""
    opened = ada.page.locator(".bubble details").last
    opened.locator("summary").click()
    person.say("شكرا")
    expect(ada.page.locator(".bubble.person .text").last).to_have_text("شكرا")
    assert opened.get_attribute("open") is not None


def pass_on(ada: Staff, bruno: Staff, person: OnWhatsApp, image: bytes) -> None:
    """Taken at one desk, given to another, answered there, on a phone."""
    ada.open(ENGLISH)
    ada.press("Prendi questa conversazione")
    person.hears("Ada")
    ada.page.select_option("#desk", OTHER_DESK)
    ada.press("Passa")
    person.hears("Another desk")
    expect(ada.page).to_have_url(f"{ada.url}/console")
    bruno.open(ENGLISH)
    bruno.press("Take this conversation")
    person.hears("Bruno")
    person.show(image)
    expect(bruno.page.locator(".bubble.person img")).to_be_visible()
    bruno.reply("I have seen your contract")
    person.hears("I have seen your contract")
    picture(bruno.page, "console-phone")
    assert bruno.fits()


def test_two_operators_and_three_people(office: Office) -> None:
    ada, bruno = office.staff("ada", WIDE, "it"), office.staff("bruno", PHONE, "en")
    letter = photo(office.page(PHONE, "ar"), "رسالة")
    italian, arabic, english = ask_in_italian(office), office.ask_in_arabic(), ask_in_english(office)
    expect(ada.page.locator(".list li")).to_have_count(3)
    picture(ada.page, "console-queue")
    picture(bruno.page, "console-queue-phone")
    assert bruno.fits()
    lose_the_race(ada, bruno)
    help_in_arabic(ada, arabic, letter)
    pass_on(ada, bruno, english, letter)
    bruno.open(ITALIAN)
    bruno.press("Take this conversation")
    expect(italian.locator(".bubble").last).to_contain_text("Bruno")
    bruno.reply("Buongiorno, la aiuto volentieri")
    expect(italian.locator(".bubble").last).to_contain_text("Buongiorno")
    picture(italian, "console-person-helped")
    bruno.press("Close")
    expect(italian.locator(".bubble").last).to_contain_text("Bruno")
    write(italian, "menu")
    ada.open(ARABIC)
    ada.press("Chiudi")
    bruno.open(ENGLISH)
    bruno.press("Close")
    for person in (arabic, english):
        before = len(person.read())
        person.say("menu")
        person.answered(before)
    assert not any("colleghi" in text for text in arabic.read())
    picture(bruno.page, "console-closed")
