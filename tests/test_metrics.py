"""The page of counts: only for the bearer of its token, and without a word of anybody."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.service import running

TOKEN = "a token of the tests"


async def test_counts_are_for_the_bearer_of_the_token_and_name_nobody(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'sportello.db'}"
    async with (
        running(SPORTELLO_DATABASE_URL=address, SPORTELLO_METRICS_TOKEN=TOKEN) as service,
        httpx.AsyncClient(base_url=service.url) as client,
    ):
        chat = {"Cookie": f"sportello_chat={'c' * 32}"}
        await client.post("/say", data={"text": "a secret word", "id": "1"}, headers=chat)
        for wrong in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}):
            assert (await client.get("/metrics", headers=wrong)).status_code == 404
        page = await client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert page.status_code == 200
    assert 'sportello_messages_total{channel="web"}' in page.text
    assert "sportello_handovers_astray 0.0" in page.text
    assert 'sportello_reminders{state="undelivered"} 0.0' in page.text
    assert "secret" not in page.text
    assert "c" * 32 not in page.text


async def test_without_a_token_in_the_settings_there_is_no_page(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'sportello.db'}"
    async with running(SPORTELLO_DATABASE_URL=address) as service, httpx.AsyncClient() as client:
        told = {"Authorization": "Bearer None"}
        assert (await client.get(f"{service.url}/metrics", headers=told)).status_code == 404
