"""The web chat without a browser: pages, forms, streams, and what must be refused."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from markupsafe import Markup

from bot.channels.webtext import paragraphs
from tests.service import Running, running

ASK = {"text": "come rinnovo il permesso di soggiorno?"}


@pytest.fixture
async def service(address: str) -> AsyncIterator[Running]:
    async with running(SPORTELLO_DATABASE_URL=address) as service:
        yield service


@pytest.fixture
async def client(service: Running) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=service.url, follow_redirects=True) as client:
        yield client


def shown(html: str) -> list[str]:
    """The messages on a page, as text."""
    found = re.findall(r'<div class="bubble.*?</div>', html, re.DOTALL)
    return [Markup(each).striptags() for each in found]


async def test_a_newcomer_is_greeted_and_nothing_is_kept(client: httpx.AsyncClient) -> None:
    for language, word, direction in (
        ("it", "Ciao!", "ltr"),
        ("en-GB", "Hello!", "ltr"),
        ("ar", "مرحبا", "rtl"),
    ):
        page = await client.get("/", headers={"Accept-Language": language})
        assert word in page.text
        assert f'<html lang="{language[:2]}" dir="{direction}">' in page.text
    assert not client.cookies
    assert (await client.get("/events")).status_code == 204
    assert (await client.get("/messages?after=0")).json() == {"html": "", "after": 0}


async def test_it_works_without_a_script_and_survives_a_reload(client: httpx.AsyncClient) -> None:
    page = await client.post("/say", data=ASK)
    mine, answer = shown(page.text)
    assert mine.endswith("come rinnovo il permesso di soggiorno?")
    assert "Rinnovare il permesso" in answer
    again = await client.get("/")
    assert shown(again.text) == shown(page.text)
    data = re.findall(r'name="press" value="(@answer permits.renew [^"]*)"[^>]*>([^<]*)<', page.text)[0]
    page = await client.post("/say", data={"press": data[0]})
    assert shown(page.text)[2].endswith(data[1])
    await client.post("/say", data={"latitude": "43.9", "longitude": "12.9"})
    assert "📍" in (await client.get("/")).text


async def test_a_script_gets_only_what_is_new_and_a_resend_changes_nothing(client: httpx.AsyncClient) -> None:
    accept = {"Accept": "application/json"}
    first = (await client.post("/say", data={**ASK, "id": "resend-12345"}, headers=accept)).json()
    again = (await client.post("/say", data={**ASK, "id": "resend-12345"}, headers=accept)).json()
    assert again == first
    assert first["html"].count('class="bubble') == 1
    after = {"after": str(first["after"])}
    second = (await client.post("/say", data={"text": "menu", **after}, headers=accept)).json()
    assert "Come ti posso aiutare?" in second["html"]
    assert "Rinnovare" not in shown(second["html"])[0]
    assert (await client.get(f"/messages?after={second['after']}")).json()["html"] == ""


async def test_the_stream_tells_what_comes_and_goes_on_where_it_was(client: httpx.AsyncClient) -> None:
    await client.post("/say", data=ASK)

    async def first(url: str, headers: dict[str, str]) -> dict[str, object]:
        async with client.stream("GET", url, headers=headers) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    found: dict[str, object] = json.loads(line.removeprefix("data: "))
                    return found
        raise AssertionError("the stream ended")

    told = await first("/events?after=0", {})
    assert "Rinnovare il permesso" in str(told["html"])
    waiting = asyncio.create_task(first("/events", {"Last-Event-ID": str(told["after"])}))
    await asyncio.sleep(0.1)
    await client.post("/say", data={"text": "menu"})
    assert "Come ti posso aiutare?" in str((await waiting)["html"])


async def test_what_a_person_writes_is_only_ever_text(client: httpx.AsyncClient) -> None:
    page = await client.post("/say", data={"text": "<script>alert(1)</script> \"'&"})
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)" in page.text


async def test_pages_carry_the_headers_that_protect(client: httpx.AsyncClient) -> None:
    page = await client.get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert not re.search(r"<script(?![^>]*src=)", page.text)
    assert page.headers["x-content-type-options"] == "nosniff"
    said = await client.post("/say", data=ASK, follow_redirects=False)
    assert said.status_code == 303
    cookie = said.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


BAD: list[tuple[dict[str, str], bytes, int]] = [
    ({"Origin": "https://evil.example"}, b"text=ciao", 403),
    ({"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nbroken", 303),
    ({"Content-Type": "multipart/form-data"}, b"--x", 400),
    ({"Content-Type": "application/json"}, b"{", 303),
    ({}, b"", 303),
    ({}, b"text=" + b"a" * 10_000, 303),
    ({}, b"text=%ED%A0%80%00%FF", 303),
    ({}, b"press=%00nonsense", 303),
    ({}, b"latitude=nan&longitude=inf", 303),
    ({"Cookie": "sportello_chat=../../etc"}, b"text=ciao&id=../..", 303),
    ({}, b"text=" + b"a" * 300_000, 413),
]


@pytest.mark.parametrize(("headers", "body", "status"), BAD)
async def test_bad_requests_are_answered_and_never_break_it(
    client: httpx.AsyncClient, headers: dict[str, str], body: bytes, status: int
) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded", **headers}
    answer = await client.post("/say", content=body, headers=headers, follow_redirects=False)
    assert answer.status_code == status
    assert (await client.get("/")).status_code == 200
    assert (await client.get("/messages?after=-1")).status_code == 200


async def test_a_person_never_sees_an_error_text(
    service: Running, client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = {"Accept": "text/html", "Accept-Language": "ar"}
    page = await client.get("/nowhere", headers=browser)
    assert page.status_code == 404
    assert 'dir="rtl"' in page.text
    assert "هذه الصفحة غير موجودة." in page.text
    await service.service.database.close()
    monkeypatch.setattr(service.service.database, "writing", None)
    page = await client.post("/say", data=ASK, headers=browser)
    assert page.status_code == 503
    assert "حدث خطأ من جهتنا" in page.text
    assert (await client.post("/say", data=ASK)).content == b""


async def test_health_and_readiness(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json() == {"status": "ok"}
    ready = await client.get("/ready")
    assert (ready.status_code, ready.json()["status"]) == (200, "ok")
    for path in ("/telegram", "/whatsapp", "/whatsapp/status"):
        assert (await client.post(path)).status_code == 404  # switched off


def test_texts_become_paragraphs_lists_and_links() -> None:
    text = "Chiama 1522 o 800 290 290.\n\n- uno\n- <due>\n\nVedi https://www.a.example/x?y=1. Anno 11522"
    assert paragraphs(text, ["1522", "800 290 290"]) == (
        '<p>Chiama <a href="tel:1522" dir="ltr">1522</a> o <a href="tel:800290290" dir="ltr">800 290 290</a>.</p>'
        "<ul><li>uno</li><li>&lt;due&gt;</li></ul>"
        '<p>Vedi <a href="https://www.a.example/x?y=1" rel="noopener noreferrer" target="_blank" dir="ltr">a.example</a>'
        ". Anno 11522</p>"
    )
