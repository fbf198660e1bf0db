"""A saved file is served soon; a broken one is refused and named; conversations go on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.service import Running, running

FILE = "it/documents.yaml"


@pytest.fixture
async def service(folder: Path, tmp_path: Path) -> AsyncIterator[Running]:
    database = f"sqlite:///{tmp_path / 'a.db'}"
    async with running(SPORTELLO_DATABASE_URL=database, SPORTELLO_KNOWLEDGE=str(folder)) as service:
        yield service


async def until(client: httpx.AsyncClient, path: str, wanted: str) -> str:
    """Ask a page again and again until it says what is wanted."""
    text = ""
    for _try in range(200):
        text = (await client.get(path)).text
        if wanted in text:
            return text
        await asyncio.sleep(0.1)
    raise AssertionError(f"{wanted!r} did not come: {text[:500]}")


async def test_what_is_saved_is_served_and_what_is_broken_is_not(service: Running, folder: Path) -> None:
    path = folder / FILE
    good = path.read_text(encoding="utf-8")
    title = "    title: Codice fiscale\n"
    assert title in good
    async with httpx.AsyncClient(base_url=service.url, follow_redirects=True) as client:
        await client.post("/say", data={"text": "come ottengo il codice fiscale?"})
        path.write_text(good.replace(title, "    title: Il codice fiscale nuovo\n"), encoding="utf-8")
        await until(client, "/", "Il codice fiscale nuovo")

        path.write_text(good.replace(title, "    title: ''\n"), encoding="utf-8")
        ready = await until(client, "/ready", "is empty")
        assert f"{FILE}:" in ready
        assert (await client.get("/ready")).status_code == 200
        page = (await client.post("/say", data={"text": "documenti"})).text
        assert "Il codice fiscale nuovo" in page

        (folder / "it" / "documents.yaml").write_text(good, encoding="utf-8")
        await until(client, "/ready", 'entries"')
        page = await until(client, "/", "Codice fiscale")
        assert "Il codice fiscale nuovo" not in page
