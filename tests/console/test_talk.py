"""A conversation's page: what it shows, what it refuses, what it does once."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select
from starlette.applications import Starlette

from bot.agenda import Notice, Reminder, Slot
from bot.bell import Bell
from bot.channels.telegram import Telegram
from bot.console.audit import MOST
from bot.console.console import Console
from bot.effects import Book, CallOff
from bot.hear import Brain
from bot.messages import Media
from bot.reminders import Reminders
from bot.store import users
from bot.store.appointments import Register, ticket
from bot.store.database import Database
from bot.store.tables import audit
from bot.store.users import Role
from tests.desk import PASSWORD, Desk
from tests.wire import TOKEN


class Page:
    """A conversation in the browser of one operator."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        files = Telegram.at(TOKEN, "secret", "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot")
        console = Console(
            desk.database, desk.brain, Bell(), {"wire": desk.wire}, {"wire": files}, clock=desk.clock
        )
        app = httpx.ASGITransport(Starlette(routes=console.routes()))
        self.client = httpx.AsyncClient(transport=app, base_url="http://console.test")

    async def enter(self, login: str) -> None:
        answer = await self.client.post("/console/login", data={"login": login, "password": PASSWORD})
        assert answer.status_code == 303

    async def look(self, number: int | None = None, **query: str) -> httpx.Response:
        address = "/console" if number is None else f"/console/conversations/{number}"
        return await self.client.get(address, params=query)

    async def fields(self, number: int) -> dict[str, str]:
        """What every form of the page carries."""
        shown = (await self.look(number)).text
        return {name: re.findall(f'name="{name}" value="([^"]*)"', shown)[-1] for name in ("csrf", "version")}

    async def send(self, number: int, act: str, form: dict[str, str], **more: str) -> httpx.Response:
        return await self.client.post(f"/console/conversations/{number}/{act}", data={**form, **more})

    async def do(self, number: int, act: str, **more: str) -> httpx.Response:
        return await self.send(number, act, await self.fields(number), **more)


@pytest.fixture
async def page(database: Database, brain: Brain) -> AsyncIterator[Page]:
    desk = Desk(database, brain)
    await desk.user("ada")
    await desk.user("bruno", "example_urbino")
    await desk.user("carla", role=Role.ADMINISTRATOR)
    found = Page(desk)
    await found.enter("ada")
    yield found
    await found.client.aclose()


async def held(page: Page) -> int:
    """A conversation that the operator has taken."""
    number = await page.desk.ask()
    assert (await page.do(number, "claim")).status_code == 303
    return number


async def sent(page: Page) -> list[str]:
    """What the platform took since the operator came."""
    await page.desk.outbox.drain()
    texts = [text for _chat, text in page.desk.wire.taken]
    return texts[[("answers you here" in text) for text in texts].index(True) + 1 :]


async def actions(page: Page) -> list[tuple[str, int | None]]:
    async with page.desk.database.reading() as connection:
        rows = await connection.execute(select(audit.c.action, audit.c.handover).order_by(audit.c.id))
        return [(row.action, row.handover) for row in rows]


async def test_a_reply_sent_twice_goes_out_once(page: Page) -> None:
    number = await held(page)
    form = await page.fields(number)
    for _press in range(2):
        answer = await page.send(number, "reply", form, text="Good morning")
        assert (answer.status_code, answer.headers["location"][-5:]) == (303, "#sent")
    assert await sent(page) == ["Good morning"]
    assert (await page.do(number, "reply", text="Good morning")).status_code == 303
    assert await sent(page) == ["Good morning"] * 2  # meant: the page was seen in between


async def test_a_form_that_is_too_old_is_told_and_its_text_kept(page: Page) -> None:
    number = await held(page)
    form = await page.fields(number)
    await page.send(number, "reply", form, text="first")
    answer = await page.send(number, "reply", form, text="second <b>")
    assert answer.status_code == 409
    assert "second &lt;b&gt;</textarea>" in answer.text
    assert 'role="alert"' in answer.text
    assert await sent(page) == ["first"]


async def test_markup_is_shown_as_text(page: Page) -> None:
    markup = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'"
    number = await held(page)
    await page.desk.say(markup)
    await page.do(number, "note", text=markup)
    await page.do(number, "reply", text=markup)
    shown = (await page.look(number, q=markup)).text
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert shown.count("&lt;script&gt;alert(1)") >= 4
    assert "<script>alert" not in (await page.look(view="all", q=markup)).text


async def test_500_combining_marks_are_only_a_text(page: Page) -> None:
    number = await held(page)
    marks = "a" + "\u0301" * 500
    await page.desk.say(marks)
    await page.do(number, "reply", text=marks)
    assert (await page.look(number)).text.count(marks) == 2
    assert await sent(page) == [marks]


async def test_a_file_of_50_megabytes_is_told_to_be_too_large(page: Page) -> None:
    number = await held(page)
    await page.desk.send(Media("file", "big", "", 50_000_000, "application/pdf"))
    address = re.findall(r"/console/conversations/\d+/files/\d+", (await page.look(number)).text)[0]
    answer = await page.client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "troppo grande" in answer.text


async def test_who_is_of_another_desk_sees_nothing_and_it_is_kept(page: Page) -> None:
    number = await held(page)
    form = await page.fields(number)
    page.client.cookies.clear()
    await page.enter("bruno")
    csrf = re.findall(r'name="csrf" value="([^"]*)"', (await page.look()).text)[0]
    before = len(await actions(page))
    assert (await page.look(number)).status_code == 404
    for act in ("claim", "reply", "close", "note", "block", "requeue"):
        assert (await page.send(number, act, {**form, "csrf": csrf}, text="x")).status_code == 404
    for part in ("said", "facts", "files/1"):
        assert (await page.client.get(f"/console/conversations/{number}/{part}")).status_code == 404
    assert (await page.client.get("/console/audit")).status_code == 404
    assert (await actions(page))[before:] == [("refused", number)] * 7
    assert await sent(page) == []


async def test_a_conversation_is_given_only_to_a_desk_that_somebody_serves(page: Page) -> None:
    number = await held(page)
    shown = (await page.look(number)).text
    assert re.findall(r'<option value="(\w+)"', shown) == ["example_urbino"]
    for desk in ("example_fano", "no_such_desk"):
        assert (await page.do(number, "transfer", desk=desk)).status_code == 404
    given = await page.do(number, "transfer", desk="example_urbino")
    assert (given.status_code, given.headers["location"]) == (303, "/console")
    assert (await page.look(number)).status_code == 404
    assert ("transfer", number) in await actions(page)


async def test_who_was_removed_can_say_nothing_more(page: Page) -> None:
    number = await held(page)
    form = await page.fields(number)
    async with page.desk.database.writing() as connection:
        await users.change(connection, "ada", active=False)
    assert (await page.look(number)).headers["location"].startswith("/console/login")
    assert (await page.send(number, "reply", form, text="one more")).status_code == 401
    assert await sent(page) == []


async def test_administrators_read_who_did_what_but_no_words(page: Page) -> None:
    number = await held(page)
    await page.do(number, "reply", text="secret words")
    await page.do(number, "note", text="secret note")
    page.client.cookies.clear()
    await page.enter("carla")
    shown = (await page.client.get("/console/audit")).text
    rows = re.findall(r"<td><bdi>(\w+)</bdi></td><td>([^<]*)", shown)
    assert [action for _name, action in rows[:2]] == ["ha scritto una nota", "ha letto la conversazione"]
    assert {name for name, _action in rows} == {"Ada"}
    assert "secret" not in shown
    ids = dict(re.findall(r'<option value="(\d+)"[^>]*>(\w+)', shown))
    nobody = next(each for each, name in ids.items() if name == "Bruno")
    assert "<tbody>" not in (await page.client.get("/console/audit", params={"user": nobody})).text
    assert (await page.client.get("/console/audit?user=x&before=99999999999999999999")).status_code == 200


async def test_a_long_register_is_read_page_by_page(page: Page) -> None:
    carla = next(each for each in await everybody(page) if each.login == "carla")
    async with page.desk.database.writing() as connection:
        for number in range(MOST + 5):
            await users.record(connection, carla, "view", page.desk.now, number + 1)
    page.client.cookies.clear()
    await page.enter("carla")
    address, seen = "/console/audit", []
    while address:
        shown = (await page.client.get(address)).text
        seen += [int(each) for each in re.findall(r'/conversations/(\d+)">', shown)]
        address = next(iter(re.findall(r'href="(/console/audit\?[^"]*before[^"]*)"', shown)), "").replace(
            "&amp;", "&"
        )
    assert seen == list(range(MOST + 5, 0, -1))


async def everybody(page: Page) -> list[users.User]:
    async with page.desk.database.reading() as connection:
        return await users.everybody(connection)


async def test_an_editor_is_told_that_there_is_no_page_yet(page: Page) -> None:
    await page.desk.user("dora", role=Role.EDITOR)
    page.client.cookies.clear()
    await page.enter("dora")
    answer = await page.look()
    assert (answer.status_code, "/console/agenda" in answer.text) == (200, False)
    assert (await page.look(1)).status_code == 404


async def test_a_reminder_stands_in_the_conversation_and_says_why_it_was_not_sent(page: Page) -> None:
    number, desk = await held(page), page.desk
    start = desk.now + timedelta(days=2)
    slot = Slot("example_pesaro", "permits", start, start + timedelta(minutes=30), 2)
    coming, named = (Reminder(Notice.SOON, desk.now + timedelta(seconds=1), start),), ticket()
    async with desk.database.writing() as connection:
        register = Register(desk.database, connection, desk.now, "wire", "1")
        await register.book(Book(slot, named, "Nur", "en", False, 1, reminders=coming))
    desk.now += timedelta(seconds=1)
    assert await Reminders(desk.database, desk.ear).round() == 1
    assert "Remember your appointment." in (await page.look(number)).text
    async with desk.database.writing() as connection:
        await Register(desk.database, connection, desk.now).call_off(CallOff(named.code, timedelta(0)))
    assert not any("Remember" in text for text in await sent(page))
    assert "non inviato: non serviva più" in (await page.look(number)).text
