"""The editors' preview: every entry in every language and channel, faults at the top, never a crash."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

import httpx
import pytest
from click.testing import CliRunner
from markupsafe import Markup

from bot.channels import telegram, whatsapp
from bot.cli import main
from bot.knowledge.folder import LANGUAGES
from bot.knowledge.model import Knowledge
from bot.preview.pages import Preview
from bot.preview.screens import STARS, pages
from tests.conftest import ROOT, Person

ENTRY = "permits.renew"
FIRST = "permits.first"  # in its file: faults that are planted at the first place are its


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.fixture
async def client(folder: Path) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(Preview(folder).asgi())
    async with httpx.AsyncClient(transport=transport, base_url="http://preview") as client:
        yield client


def change(path: Path, there: str, planted: str) -> None:
    text, count = re.subn(
        there, lambda _found: planted, path.read_text(encoding="utf-8"), count=1, flags=re.M
    )
    assert count == 1
    path.write_text(text, encoding="utf-8")


# -- what is shown ---------------------------------------------------------------------------


async def test_the_list_names_every_entry_in_every_language(
    client: httpx.AsyncClient, knowledge: Knowledge
) -> None:
    page = await client.get("/")
    assert page.status_code == 200
    for name in knowledge.entries:
        assert f'<a href="/entries/{name}">' in page.text
        for code, language in knowledge.languages.items():
            direction = "rtl" if code == "ar" else "ltr"
            title = Markup.escape(language.entries[name].title)
            assert f'<td lang="{code}" dir="{direction}">{title}</td>' in page.text


async def test_an_entry_is_shown_in_every_language_and_channel(client: httpx.AsyncClient) -> None:
    page = await client.get(f"/entries/{ENTRY}")
    assert page.status_code == 200
    for heading in ("Web chat", "Telegram", "WhatsApp"):
        assert page.text.count(f"<h4>{heading}</h4>") == 5 * len(LANGUAGES)  # the answer and four sections
    for code in LANGUAGES:
        direction = "rtl" if code == "ar" else "ltr"
        assert f'id="{code}-answer-0" lang="{code}" dir="{direction}"' in page.text
        assert f'<div class="part" lang="{code}" dir="{direction}">' in page.text
    assert re.search(r"\d+ of 4096 characters", page.text)
    assert re.search(r"\d+ of 1600 characters", page.text)
    assert "<strong>Rinnovare il permesso</strong>" in page.text
    assert '<span class="key"><bdi>Documenti</bdi></span>' in page.text
    assert "1. Documenti" in page.text


def test_every_page_of_every_entry_can_be_shown(knowledge: Knowledge) -> None:
    now = datetime(2026, 11, 22, 12, tzinfo=UTC)
    for name, entry in knowledge.entries.items():
        shown = list(pages(name, knowledge, now))
        assert [page.key for page in shown] == ["answer", *entry.sections]
        for page in shown:
            for tongue, screen in page.screens:
                assert screen, (name, page.key, tongue)
                assert f'lang="{tongue.code}"' in screen.web
                assert screen.telegram[-1].rows
                for part in (*screen.telegram, *screen.whatsapp):
                    assert 0 < part.size <= part.limit


@pytest.mark.parametrize("section", ["", "Documenti"])
def test_what_is_shown_is_what_a_person_gets(person: Person, knowledge: Knowledge, section: str) -> None:
    person.say("menu")
    person.say("rinnovo permesso")
    if section:
        person.press(section)
    got = person.replies[-1]
    page = next(
        page
        for page in pages(ENTRY, knowledge, person.now)
        if page.key == ("documents" if section else "answer")
    )
    screen = next(screen for tongue, screen in page.screens if tongue.code == "it")
    assert screen
    assert [part.html.unescape() for part in screen.telegram] == [
        call["text"] for call in telegram.parts(got)
    ]
    sent = [Markup(STARS.sub(r"\1", text)).strip() for text in whatsapp.parts(got)]
    assert [part.html.striptags().split() for part in screen.whatsapp] == [text.split() for text in sent]
    assert [label for row in screen.telegram[-1].rows for label in row] == [
        label for _key, label in got.buttons
    ]


async def test_the_pages_have_no_script_and_no_style_of_their_own(client: httpx.AsyncClient) -> None:
    for path in ("/", f"/entries/{ENTRY}", "/entries/no.such"):
        page = await client.get(path)
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "script-src" not in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page.text)
        for file in re.findall(r'(?:href|src)="(/(?:static|preview)/[^"]+)"', page.text):
            assert (await client.get(file)).status_code == 200


async def test_a_button_leads_to_the_preview_of_what_it_opens(client: httpx.AsyncClient) -> None:
    pressed = await client.post("/say", data={"press": f"@answer {ENTRY} documents"})
    assert pressed.status_code == 303
    assert pressed.headers["location"].endswith(f"/entries/{ENTRY}#documents")
    for other in ("@operator", "@answer", "12:code=it", ""):
        assert (await client.post("/say", data={"press": other})).status_code == 204


# -- while files are being written -----------------------------------------------------------


async def test_saving_and_reloading_shows_the_change(client: httpx.AsyncClient, folder: Path) -> None:
    assert "Un titolo nuovo" not in (await client.get(f"/entries/{ENTRY}")).text
    change(folder / "it" / "permits.yaml", r"title: Rinnovare il permesso", "title: Un titolo nuovo")
    assert "Un titolo nuovo" in (await client.get(f"/entries/{ENTRY}")).text
    assert "Un titolo nuovo" in (await client.get("/")).text


async def test_the_faults_of_an_entry_are_at_its_top(client: httpx.AsyncClient, folder: Path) -> None:
    path = folder / "it" / "permits.yaml"
    change(path, r"(?<=answer: \|\n)", "      " + "parola " * 120 + "\n")
    first = (await client.get(f"/entries/{FIRST}")).text
    assert re.search(r"\d faults? of this entry", first)
    assert "answer is too long" in first
    assert first.index("answer is too long") < first.index("Web chat")
    other = (await client.get("/entries/permits.cost")).text
    assert "No faults of this entry." in other
    assert re.search(r'<a href="/">Elsewhere: \d+\.</a>', other)
    listed = (await client.get("/")).text
    assert re.search(r"\d faults?</h2>", listed)
    assert re.search(r'<td class="some">\d</td>', listed)


@pytest.mark.parametrize(
    ("there", "planted"),
    [
        (r"(?<=answer: \|\n)", "      Chiama {hotline.nobody}.\n"),
        (r"(?<=answer: \|\n)", "      Chiama {nobody} {}.\n"),
    ],
)
async def test_braces_that_stand_for_nothing_are_told(
    client: httpx.AsyncClient, folder: Path, there: str, planted: str
) -> None:
    change(folder / "it" / "permits.yaml", there, planted)
    page = await client.get(f"/entries/{FIRST}")
    assert page.status_code == 200
    assert "stands for nothing" in page.text
    assert "This cannot be shown before the faults are mended." in page.text
    assert 'id="en-answer-0"' in page.text


SPOIL: dict[str, Callable[[Path], object]] = {
    "missing": lambda path: path.unlink(),
    "empty": lambda path: path.write_text("", encoding="utf-8"),
    "not YAML": lambda path: path.write_text("title: [", encoding="utf-8"),
    "not UTF-8": lambda path: path.write_bytes(b"title: \xff\xfe"),
    "a list": lambda path: path.write_text("- a\n- <b>\n", encoding="utf-8"),
}


@pytest.mark.parametrize("spoil", SPOIL)
@pytest.mark.parametrize("file", ["it/permits.yaml", "entries.yaml", "hotlines.yaml", "ar/words.yaml"])
async def test_a_broken_file_shows_its_faults(
    client: httpx.AsyncClient, folder: Path, file: str, spoil: str
) -> None:
    SPOIL[spoil](folder / file)
    for path in ("/", f"/entries/{ENTRY}"):
        page = await client.get(path)
        assert page.status_code == 200
    assert f"<code>{file}:" in (await client.get("/")).text


async def test_names_that_lead_nowhere_are_told(client: httpx.AsyncClient, folder: Path) -> None:
    missing = await client.get("/entries/no.such")
    assert missing.status_code == 404
    assert "There is no such entry" in missing.text
    change(folder / "entries.yaml", r"related: \[", "related: [nothing.here, ")
    change(folder / "en" / "permits.yaml", r"^  permits\.lost:", "  permits.stolen:")
    assert "permits.lost is missing in this language." in (await client.get("/entries/permits.lost")).text
    long = f"permits.{'x' * 60}"
    change(folder / "entries.yaml", r"^  permits\.first:", f"  {long}:")
    page = await client.get(f"/entries/{long}")
    assert page.status_code == 200
    assert "cannot be shown" in page.text


def test_the_command_serves_the_folder_on_this_machine_only() -> None:
    with patch("uvicorn.run") as run:
        result = CliRunner().invoke(main, ["preview", "--port", "8123"])
    assert result.exit_code == 0
    assert "http://127.0.0.1:8123/" in result.output
    assert run.call_args.kwargs["host"] == "127.0.0.1"
    assert run.call_args.kwargs["port"] == 8123
