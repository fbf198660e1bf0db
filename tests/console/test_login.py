"""Who may come into the console, and who may not."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from bot.console.gate import Gate, Visitor
from bot.console.login import Doors, inside
from bot.store import tables, users
from bot.store.database import Database
from bot.store.logins import IDLE, LOCKED, LONGEST, MOST_WRONG
from bot.store.users import Role
from tests.conftest import NOW

PASSWORD = "correct horse battery"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Door:
    """A small console: a page for everybody, and one for administrators."""

    def __init__(self, database: Database) -> None:
        self.database, self.clock = database, Clock()
        gate = Gate(database, self.clock)
        pages = [
            Route("/secret", gate.open(self.secret, frozenset({Role.ADMINISTRATOR}))),
            Route("/conversations/7/reply", gate.open(self.reply), methods=["POST"]),
            Route("/conversations/7", gate.open(self.reply)),
        ]
        app = Starlette(
            routes=[
                Route("/console", gate.open(self.reply)),
                Mount("/console", routes=[*Doors(gate).routes(), *pages]),
            ]
        )
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://console.test")

    async def secret(self, _request: Request, _visitor: Visitor) -> Response:
        return PlainTextResponse("secret")

    async def reply(self, _request: Request, visitor: Visitor) -> Response:
        return PlainTextResponse(f"{visitor.user.login} {visitor.text('text')}{visitor.draft} {visitor.csrf}")

    async def enter(self, login: str = "amina", password: str = PASSWORD, **more: str) -> httpx.Response:
        return await self.client.post("/console/login", data={"login": login, "password": password, **more})


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    async with database.writing() as connection:
        await users.add(connection, "Amina", "Amina", PASSWORD, Role.OPERATOR, ("example_pesaro",))
    found = Door(database)
    yield found
    await found.client.aclose()


async def test_the_right_password_opens_and_a_wrong_one_does_not(door: Door) -> None:
    assert (await door.client.get("/console")).headers["location"] == "/console/login?next=/console"
    wrong = await door.enter(password="wrong")
    assert wrong.status_code == 401
    assert (await door.enter(login="nobody")).text == wrong.text
    entered = await door.enter(next="/console/conversations/7")
    assert (entered.status_code, entered.headers["location"]) == (303, "/console/conversations/7")
    assert "HttpOnly" in entered.headers["set-cookie"]
    assert (await door.client.get("/console")).text.startswith("amina ")


async def test_after_too_many_wrong_tries_a_name_waits(door: Door) -> None:
    for _try in range(MOST_WRONG):
        assert (await door.enter(password="wrong")).status_code == 401
    locked = await door.enter()
    assert locked.status_code == 429
    assert "15" in locked.text
    door.clock.now += LOCKED + timedelta(seconds=1)
    assert (await door.enter()).status_code == 303


@pytest.mark.parametrize("away", [IDLE, LONGEST])
async def test_who_was_away_logs_in_again(door: Door, away: timedelta) -> None:
    await door.enter()
    end = door.clock.now + away
    while door.clock.now < end:
        assert (await door.client.get("/console")).status_code == 200
        door.clock.now = min(end, door.clock.now + (IDLE if away == IDLE else IDLE / 2))
    assert (await door.client.get("/console")).status_code == 303


async def test_a_draft_survives_an_expired_login(door: Door) -> None:
    await door.enter()
    door.clock.now += IDLE
    asked = await door.client.post("/console/conversations/7/reply", data={"text": "Buongiorno <b>"})
    assert asked.status_code == 401
    assert 'value="Buongiorno &lt;b&gt;"' in asked.text
    after = re.findall(r'name="next" value="([^"]*)"', asked.text)[0]
    assert after == "/console/conversations/7"
    await door.enter(next=after, draft="Buongiorno <b>")
    assert "Buongiorno <b>" in (await door.client.get(after)).text
    assert "Buongiorno" not in (await door.client.get(after)).text


async def test_a_form_of_another_page_or_site_changes_nothing(door: Door) -> None:
    await door.enter()
    csrf = (await door.client.get("/console")).text.split()[-1]
    forged = await door.client.post("/console/conversations/7/reply", data={"text": "x", "csrf": "forged"})
    assert forged.status_code == 403
    right = await door.client.post("/console/conversations/7/reply", data={"text": "x", "csrf": csrf})
    assert right.text.startswith("amina x")
    from_afar = {"Origin": "https://elsewhere.example"}
    form = {"login": "amina", "password": PASSWORD}
    assert (await door.client.post("/console/login", data=form, headers=from_afar)).status_code == 403


async def test_a_page_for_others_does_not_exist(door: Door) -> None:
    await door.enter()
    assert (await door.client.get("/console/secret")).status_code == 404


async def test_who_was_removed_is_out_at_once(door: Door, database: Database) -> None:
    await door.enter()
    async with database.writing() as connection:
        assert await users.change(connection, "amina", active=False)
        assert not await users.change(connection, "nobody", active=False)
    assert (await door.client.get("/console")).status_code == 303
    assert (await door.enter()).status_code == 401


async def test_logging_out_ends_it(door: Door) -> None:
    await door.enter()
    csrf, token = (
        (await door.client.get("/console")).text.split()[-1],
        door.client.cookies["sportello_console"],
    )
    await door.client.post("/console/logout", data={"csrf": csrf})
    door.client.cookies.set("sportello_console", token, path="/console")
    assert (await door.client.get("/console")).status_code == 303


async def test_the_language_is_kept_and_the_page_too(door: Door) -> None:
    await door.enter()
    csrf = (await door.client.get("/console")).text.split()[-1]
    before = {"Referer": "http://console.test/console/conversations/7"}
    spoken = await door.client.post(
        "/console/language", data={"csrf": csrf, "language": "en"}, headers=before
    )
    assert spoken.headers["location"] == "/console/conversations/7"
    assert "Password</label>" in (await door.client.get("/console/login")).text
    assert 'lang="en"' in (await door.client.get("/console/login")).text


@pytest.mark.parametrize(
    "address", ["//evil.example", "/console/../x?y=//z", "https://evil.example", "/", ""]
)
def test_a_login_leads_only_inside(address: str) -> None:
    assert inside(address).startswith("/console")
    assert "evil" not in inside(address)


async def test_a_name_is_given_once(door: Door, database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as connection:
            await users.add(connection, "AMINA", "Other", PASSWORD, Role.CLERK, ())


async def test_passwords_and_cookies_are_not_kept(door: Door, database: Database, tmp_path: Path) -> None:
    await door.enter()
    async with database.reading() as connection:
        kept = [
            *(await connection.execute(select(tables.users))).all(),
            *(await connection.execute(select(tables.logins))).all(),
        ]
    assert PASSWORD not in str(kept)
    assert door.client.cookies["sportello_console"] not in str(kept)
