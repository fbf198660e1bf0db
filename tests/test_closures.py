"""Appointments that need somebody: a desk is closed over them, or a reminder did not arrive. None is lost."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.agenda import AHEAD, Slot, instant, reminders
from bot.channels.channel import Unreachable
from bot.effects import Book, Confirm
from bot.hear import Brain
from bot.hours import national_holidays
from bot.reminders import Reminders
from bot.store.appointments import Register, ticket
from bot.store.database import Database
from tests.desk import DESK, Desk
from tests.service import running
from tests.test_cli import sportello

ROME = ZoneInfo("Europe/Rome")
NAME = "Nur el-Din"
FRIDAY, PATRON = 4, "09-24"


def coming() -> Slot:
    """Nine o'clock on a working day that is still to come."""
    day = datetime.now(ROME).date() + timedelta(days=2)
    while day.weekday() > FRIDAY or day in national_holidays(day.year) or f"{day:%m-%d}" == PATRON:
        day += timedelta(days=1)
    start = instant(day, time(9), ROME)
    return Slot(DESK, "permits", start, start + timedelta(minutes=30), 2)


async def booked(address: str) -> str:
    """An appointment in an empty database; gives its code."""
    database, named = Database(address), ticket()
    await database.migrate()
    async with database.writing() as connection:
        register = Register(database, connection, datetime.now(UTC), "web", "1")
        await register.book(Book(coming(), named, NAME, "it", False, 1))
    await database.close()
    return named.code


def close(folder: Path) -> None:
    """As an editor does: the first desk is closed on the day of the appointment."""
    file = folder / "desks.yaml"
    day, text = coming().start.astimezone(ROME).date(), file.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    at = next(place for place, line in enumerate(lines) if re.match(rf"\s*- id: {DESK}\b", line))
    indent = " " * (len(lines[at]) - len(lines[at].lstrip()) + 2)
    assert "closed:" not in "".join(lines[at : at + 40]).split("- id:", 2)[1]
    lines.insert(at + 1, f"{indent}closed: [{day}]\n")
    file.write_text("".join(lines), encoding="utf-8")


def test_the_doctor_and_the_agenda_name_them(folder: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    code = asyncio.run(booked(address))
    settings = {"SPORTELLO_DATABASE_URL": address, "SPORTELLO_KNOWLEDGE": str(folder)}
    assert sportello("doctor", **settings).output.endswith("All is well.\n")
    close(folder)
    told = sportello("doctor", **settings)
    assert told.exit_code == 1
    assert (
        f"appointment {code} at {DESK}, {coming().start.astimezone(ROME):%Y-%m-%d} 09:00: outside"
        in told.output
    )
    assert NAME not in told.output
    (line,) = (line for line in sportello("agenda", DESK, **settings).output.splitlines() if code in line)
    assert line.endswith("OUTSIDE THE DESK'S HOURS")


def test_the_doctor_names_those_of_a_desk_that_is_gone(folder: Path, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    code = asyncio.run(booked(address))
    file = folder / "desks.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace(DESK, "other_name"), encoding="utf-8")
    told = sportello("doctor", SPORTELLO_DATABASE_URL=address, SPORTELLO_KNOWLEDGE=str(folder))
    assert f"appointment {code} at {DESK}: this desk is no longer listed." in told.output


async def test_the_log_counts_them_at_take_over_and_names_nobody(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    code = await booked(address)
    async with running(SPORTELLO_DATABASE_URL=address, SPORTELLO_KNOWLEDGE=str(folder)) as service:
        with caplog.at_level(logging.WARNING, "bot.app"):
            close(folder)
            for _try in range(300):
                if "1 appointments at 1 desks" in caplog.text:
                    break
                await asyncio.sleep(0.1)
    assert "1 appointments at 1 desks are outside the hours now" in caplog.text
    assert not any(secret in caplog.text for secret in (code, NAME))
    assert service.service.refresh.refused == []


async def unreached(address: str, brain: Brain) -> str:
    """An appointment whose person said that they will come, and then could not be reached; gives its code."""
    desk = Desk(Database(address), brain, datetime.now(UTC))
    await desk.database.migrate()
    await desk.say("hello")
    await desk.outbox.drain()
    named, slot = ticket(), coming()
    async with desk.database.writing() as connection:
        register = Register(desk.database, connection, desk.now, "wire", "1")
        await register.book(
            Book(slot, named, NAME, "it", False, 1, reminders=reminders(slot, ROME, desk.now))
        )
        await register.confirm(Confirm(named.code, 1))
    desk.now, desk.wire.errors = slot.start - AHEAD, [Unreachable("63024")]
    assert await Reminders(desk.database, desk.ear).round() == 1
    await desk.outbox.drain()
    await desk.database.close()
    return named.code


def test_reminders_that_did_not_arrive_are_told_at_the_desk(brain: Brain, tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    code = asyncio.run(unreached(address, brain))
    told = sportello("doctor", SPORTELLO_DATABASE_URL=address)
    assert f"reminders: 1 at {DESK} were not delivered (unreachable)." in told.output
    assert NAME not in told.output
    shown = sportello("agenda", DESK, SPORTELLO_DATABASE_URL=address).output
    (line,) = (line for line in shown.splitlines() if code in line)
    assert line.endswith("confirmed  A REMINDER WAS NOT DELIVERED")
