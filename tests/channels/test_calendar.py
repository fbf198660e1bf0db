"""The calendar file: a link that goes on telling what became of the appointment, a document on Telegram."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from icalendar import Calendar as File

from bot.channels import telegram, whatsapp
from bot.cli import main
from bot.messages import Event
from bot.translations import Rendered
from tests.service import environment, running

AT = datetime(2026, 11, 24, 8, 30, tzinfo=UTC)
EVENT = Event("a-token-that-is-long", AT, AT + timedelta(minutes=30), "Desk A, Pesaro")
RENDERED = Rendered("Booked", (("@menu", "Menu"),), "ar", event=EVENT, saves="Calendar")


def test_telegram_sends_the_file_after_the_words() -> None:
    words, file = telegram.parts(RENDERED)
    assert words["text"] == "Booked"
    assert "reply_markup" in words
    (found,) = File.from_ical(file["document"].input_file_content).walk("VEVENT")
    assert found.decoded("DTSTART") == AT
    assert str(found["SUMMARY"]) == "موعد: Desk A, Pesaro"
    assert str(found["STATUS"]) == "CONFIRMED"


def test_whatsapp_gives_a_link() -> None:
    (text,) = whatsapp.parts(RENDERED, "https://chat.example.org")
    assert "Calendar:\nhttps://chat.example.org/calendar/a-token-that-is-long.ics\n" in text


async def test_the_link_tells_what_became_of_the_appointment(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'a.db'}"
    async with (
        running(SPORTELLO_DATABASE_URL=address) as service,
        httpx.AsyncClient(base_url=service.url, headers={"Accept-Language": "en"}) as client,
    ):
        for text in ("appointment", "1", "1", "1", "1", "1", "Nur", "yes"):
            page = (await client.post("/say", data={"text": text}, follow_redirects=True)).text
        assert "Your appointment is booked." in page
        path = page.split('href="/calendar/')[1].split('"')[0]
        file = await client.get(f"/calendar/{path}")
        assert file.headers["content-type"] == "text/calendar; charset=utf-8"
        (found,) = File.from_ical(file.content).walk("VEVENT")
        assert str(found["STATUS"]) == "CONFIRMED"
        assert "permit" not in file.text.lower()
        for text in ("my appointments", "1", "2", "yes"):
            await client.post("/say", data={"text": text})
        (found,) = File.from_ical((await client.get(f"/calendar/{path}")).content).walk("VEVENT")
        assert str(found["STATUS"]) == "CANCELLED"
        assert (await client.get("/calendar/guessed.ics")).status_code == 404


@pytest.fixture
def counter(tmp_path: Path) -> CliRunner:
    return CliRunner(env={"SPORTELLO_DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}"})


def test_the_desk_books_shows_and_cancels(counter: CliRunner, folder: Path) -> None:
    with environment({}):
        day = (datetime.now(UTC) + timedelta(days=8)).date()
        while day.weekday() != 1 or (day.month == 12 and day.day == 8):  # a Tuesday that is no holiday
            day += timedelta(days=1)
        book = ["book", "example_pesaro", "permits", f"{day}", "09:30", "--name", "Nur", "--interpreter"]
        done = counter.invoke(main, book)
        assert done.exit_code == 0, done.output
        code = done.output.split()[-1]
        shown = counter.invoke(main, ["agenda", "example_pesaro", "--day", f"{day}"]).output
        assert f"{day} 09:30-10:00  {code}  permits  Nur (it interpreter)" in shown
        late = counter.invoke(main, ["book", "example_pesaro", "permits", f"{day}", "09:31", "--name", "Nur"])
        assert "That time is not free. Free on that day: 09:00" in late.output
        desks = folder / "desks.yaml"
        text = desks.read_text(encoding="utf-8").replace('patron: "09-24"', f"closed: [{day}]")
        desks.write_text(text, encoding="utf-8")
        closed = ["agenda", "example_pesaro", "--day", f"{day}"]
        assert "OUTSIDE" in counter.invoke(main, closed, env={"SPORTELLO_KNOWLEDGE": str(folder)}).output
        assert counter.invoke(main, ["cancel", code.lower()]).output == "Cancelled.\n"
        assert counter.invoke(main, ["cancel", code]).exit_code == 1
        assert "Desks: example_pesaro" in counter.invoke(main, ["agenda", "nowhere"]).output
