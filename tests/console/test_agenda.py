"""The desks' agendas in the console, as browsers without a script see them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest
from icalendar import Calendar
from sqlalchemy import select
from starlette.applications import Starlette

from bot.agenda import Slot, reminders
from bot.bell import Bell
from bot.channels.channel import Unreachable
from bot.console.console import Console
from bot.effects import Book, Confirm
from bot.hear import Brain
from bot.reminders import Reminders
from bot.store import tables
from bot.store.appointments import ticket
from bot.store.conversations import Conversation
from bot.store.database import Database
from bot.store.seats import Status, appointments
from bot.store.users import Role
from tests.conftest import NOW
from tests.desk import DESK, PASSWORD, Desk

START = NOW.replace(hour=8, minute=0) + timedelta(days=1)  # Tuesday, nine o'clock in Italy
DAY = "2026-11-24"
HERE = "/console/agenda"


class Window:
    """A desk with its console, and somebody who is logged in there."""

    def __init__(self, database: Database, brain: Brain) -> None:
        self.desk, self.database = Desk(database, brain), database
        app = Starlette(routes=Console(database, brain, Bell(), clock=self.desk.clock).routes())
        transport = httpx.ASGITransport(app)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://console.test")

    async def enter(self, login: str, role: Role, *desks: str, language: str = "en") -> None:
        await self.desk.user(login, *desks, role=role)
        self.client.headers["Accept-Language"] = language
        form = {"login": login, "password": PASSWORD}
        assert (await self.client.post("/console/login", data=form)).status_code == 303

    async def post(self, path: str, form: Mapping[str, str] | None = None) -> httpx.Response:
        page = (await self.client.get(HERE)).text
        csrf = re.findall(r'name="csrf" value="([^"]+)"', page)[0]
        return await self.client.post(HERE + path, data={**(form or {}), "csrf": csrf})

    async def see(self, path: str = f"?desk={DESK}&day={DAY}") -> str:
        found = await self.client.get(HERE + path)
        assert found.status_code == 200
        return found.text

    async def booked(self, chat: str = "1", *, after: int = 0) -> int:
        """Somebody who writes in English, or Italian, has an appointment; gives its row."""
        await self.desk.say("hello", chat)
        start = START + timedelta(minutes=after)
        slot = Slot(DESK, "permits", start, start + timedelta(minutes=30), 2)
        async with self.database.writing() as connection:
            register = Conversation(self.database, connection, "wire", chat).register(NOW)
            coming = reminders(slot, ZoneInfo("Europe/Rome"), NOW)
            await register.book(Book(slot, ticket(), f"Nur <b>{chat}", "ar", True, 1, reminders=coming))
            query = select(appointments.c.id).where(appointments.c.chat == chat)
            return int((await connection.execute(query)).scalar_one())

    async def states(self) -> list[str]:
        async with self.database.reading() as connection:
            query = select(appointments.c.state).order_by(appointments.c.id)
            return list((await connection.execute(query)).scalars())

    async def recorded(self) -> list[str]:
        async with self.database.reading() as connection:
            query = select(tables.audit.c.action).order_by(tables.audit.c.id)
            return list((await connection.execute(query)).scalars())

    async def told(self) -> list[str]:
        """What the service itself said last, to whom it concerns."""
        async with self.database.reading() as connection:
            query = select(tables.outbox.c.reply).where(tables.outbox.c.author == "notice")
            return [str(reply) for reply in (await connection.execute(query)).scalars()]


@pytest.fixture
async def window(database: Database, brain: Brain) -> AsyncIterator[Window]:
    found = Window(database, brain)
    yield found
    await found.client.aclose()


@pytest.mark.parametrize(
    ("language", "words"), [("en", ("expected", "Interpreter wanted")), ("it", ("atteso", "Giorno"))]
)
async def test_a_clerk_sees_the_day_and_the_week(
    window: Window, language: str, words: tuple[str, ...]
) -> None:
    await window.enter("clerk", Role.CLERK, DESK, language=language)
    await window.booked()
    assert (await window.client.get("/console")).headers["location"] == HERE
    for path in ("", "/week"):
        shown = await window.see(f"{path}?desk={DESK}&day={DAY}")
        assert "Nur &lt;b&gt;1" in shown
        assert "09:00–09:30" in shown
        assert all(word in shown for word in words)
    assert "Nur" not in await window.see(f"?desk={DESK}&day=nonsense")
    assert "agenda" in await window.recorded()


async def test_another_desk_does_not_exist(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, "example_fano")
    row = await window.booked()
    assert (await window.client.get(f"{HERE}?desk={DESK}")).status_code == 404
    assert (await window.client.get(f"{HERE}/{row}")).status_code == 404
    for path in (f"/{row}/cancel", f"/{row}/mark", "/block", "/book", "/make_feed", "/revoke_feed"):
        assert (await window.post(path, {"desk": DESK, "state": "excused"})).status_code == 404
    assert await window.states() == [Status.BOOKED]
    assert (await window.recorded()).count("refused") == 8


async def test_an_editor_has_no_agenda(window: Window) -> None:
    await window.enter("editor", Role.EDITOR, DESK)
    assert (await window.client.get(HERE)).status_code == 404


async def test_who_came_is_marked_on_the_day_and_can_be_taken_back(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, DESK)
    row = await window.booked()
    assert (await window.post(f"/{row}/mark", {"state": "seen"})).status_code == 409
    window.desk.now = START
    await window.enter("other", Role.OPERATOR, DESK)
    for state in ("seen", "absent", "booked", "absent", "excused"):
        assert (await window.post(f"/{row}/mark", {"state": state})).status_code == 303
        assert await window.states() == [state]
    assert (await window.post(f"/{row}/mark", {"state": "seen"})).status_code == 409
    assert {"seen", "absent", "excused"} <= set(await window.recorded())


async def test_who_is_cancelled_is_told_once(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, DESK)
    row = await window.booked()
    assert (await window.post(f"/{row}/cancel")).status_code == 303
    assert (await window.post(f"/{row}/cancel")).status_code == 404
    assert await window.states() == [Status.CANCELLED_BY_DESK]
    (said,) = await window.told()
    assert "has to cancel your appointment" in said
    assert "Nur" not in said


async def test_who_is_moved_is_told(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, DESK)
    row = await window.booked()
    shown = await window.see(f"/{row}")
    key = re.findall(rf'value="({DESK}/[0-9]+)"', shown)[3]
    assert (await window.post(f"/{row}/move", {"slot": key})).status_code == 303
    assert await window.states() == [Status.MOVED, Status.BOOKED]
    assert "has moved your appointment" in (await window.told())[0]
    assert (await window.post(f"/{row + 1}/move", {"slot": "nowhere/1"})).status_code == 409


async def test_who_says_they_will_come_and_whom_no_reminder_reached(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, DESK)
    row = await window.booked()
    await window.booked("2")
    assert "says: I will come" not in await window.see() + await window.see(f"/{row}")
    async with window.database.writing() as connection:
        register = Conversation(window.database, connection, "wire", "1").register(NOW)
        (mine,) = await register.mine()
        await register.confirm(Confirm(mine.ticket.code, mine.version))
    window.desk.now = START - timedelta(hours=2)
    window.desk.wire.errors = [Unreachable("63024")]
    assert await Reminders(window.database, window.desk.ear).round() == 2
    await window.desk.outbox.drain()
    await window.enter("other", Role.CLERK, DESK)
    for path in (f"?desk={DESK}&day={DAY}", f"/week?desk={DESK}&day={DAY}"):
        shown = await window.see(path)
        assert shown.count("says: I will come") == 1
        assert shown.count("A reminder did not reach the person.") == 1
    assert "says: I will come" in await window.see(f"/{row}")
    await window.post(f"/{row}/mark", {"state": "seen"})
    assert "says: I will come" not in await window.see()


async def test_booking_at_the_counter(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, DESK)
    free = await window.see(f"/new?desk={DESK}&service=permits")
    key = re.findall(rf'value="({DESK}/[0-9]+)"', free)[0]
    form = {"desk": DESK, "service": "permits", "slot": key, "name": " Nur ", "language": "ar"}
    assert (await window.post("/book", {**form, "name": " "})).status_code == 409
    after = await window.post("/book", form)
    assert after.status_code == 303
    shown = (await window.client.get(after.headers["location"])).text
    assert re.search(r"<dd><strong>[A-Z0-9]{6}</strong></dd>", shown)
    assert (await window.post("/book", {**form, "slot": "old"})).status_code == 409


async def test_a_blocked_time_refuses_what_is_new_and_marks_what_was_booked(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, DESK)
    await window.booked()
    form = {"desk": DESK, "day": DAY}
    for _twice in range(2):
        assert (await window.post("/block", form)).status_code == 303
    assert await window.states() == [Status.BOOKED, Status.BLOCKED, Status.BLOCKED]
    assert "does not receive at this time" in await window.see()
    assert f"{DESK}/20261124" not in await window.see(f"/new?desk={DESK}&service=permits")
    wrong = await window.post("/block", {**form, "from": "12:00", "until": "11:00"})
    assert "must end after" in (await window.client.get(wrong.headers["location"])).text
    rows = re.findall(r"agenda/(\d+)/unblock", await window.see())
    for row in rows:
        assert (await window.post(f"/{row}/unblock")).status_code == 303
    assert await window.states() == [Status.BOOKED]
    assert "does not receive at this time" not in await window.see()


async def test_a_calendar_tells_times_and_counts_until_it_is_ended(window: Window) -> None:
    await window.enter("clerk", Role.CLERK, DESK)
    await window.booked("1")
    await window.booked("2")
    addresses = []
    for _twice in range(2):
        made = (await window.post("/make_feed", {"desk": DESK})).text
        addresses += re.findall(r"<code>([^<]+)</code>", made)
    old, new = addresses
    window.client.cookies.clear()
    assert (await window.client.get(old)).status_code == 404
    file = await window.client.get(new)
    (event,) = Calendar.from_ical(file.text).walk("VEVENT")
    assert str(event["summary"]) == "2 appuntamenti"
    assert f"DTSTART:{START:%Y%m%dT%H%M%SZ}" in file.text
    assert "Nur" not in file.text
    await window.client.post("/console/login", data={"login": "clerk", "password": PASSWORD})
    assert (await window.post("/revoke_feed", {"desk": DESK})).status_code == 303
    assert (await window.client.get(new)).status_code == 404
