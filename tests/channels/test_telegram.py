"""Telegram: tables of what comes in and goes out, and a fake Bot API at the end of the wire."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import ReplyKeyboardMarkup

from bot.channels.channel import Refused, SendError, TryLater, Uncertain, Unreachable
from bot.channels.telegram import Telegram, parse, parts, read
from bot.messages import Content, Incoming, Left, Media, Opened, Place, Pressed, Words
from bot.translations import Rendered
from tests.wire import TOKEN, Platform, platform, telegram_error

CHAT = {"id": 700000001, "type": "private", "first_name": "T"}
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "G"}
USER = {"id": 700000001, "is_bot": False, "first_name": "T", "language_code": "pt-br"}
FILE = {"file_id": "F", "file_unique_id": "U"}


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1790000000, "chat": CHAT, "from": USER, **fields}


def update(**fields: Any) -> dict[str, Any]:
    return {"update_id": 42, **fields}


PLACE = {"latitude": 0.0, "longitude": 12.5}
MEMBER = {"user": {"id": 1, "is_bot": True, "first_name": "B"}, "status": "kicked", "until_date": 0}
TABLE: list[tuple[dict[str, Any], Content | None]] = [
    (update(message=message(text="ciao")), Words("ciao")),
    (update(message=message(text="/start")), Opened("")),
    (update(message=message(text="/start permits-renew")), Opened("permits-renew")),
    (update(message=message(text="/menu")), Words("/menu")),
    (update(edited_message=message(text="ciao!", edit_date=1790000001)), Words("ciao!", edited=True)),
    (update(message=message(location=PLACE)), Place(0.0, 12.5)),
    (update(edited_message=message(location=PLACE)), None),
    (update(message=message(voice={**FILE, "duration": 3})), Media("voice", "F")),
    (update(message=message(photo=[{**FILE, "width": 1, "height": 1}], caption="cos'è?")), Media("picture", "F", "cos'è?", type="image/jpeg")),
    (update(message=message(document=FILE)), Media("file", "F")),
    (update(message=message(sticker={**FILE, "width": 1, "height": 1, "is_animated": False, "is_video": False, "type": "regular"})), Media("sticker")),
    (update(message=message(contact={"phone_number": "1", "first_name": "X"})), Media("contact")),
    (update(message=message(dice={"emoji": "🎲", "value": 3})), Media("other")),
    (update(message={**message(text="hello"), "chat": GROUP}), None),
    (update(message={**message(text="/start@bot"), "chat": GROUP}), Media("group")),
    (update(message={**message(new_chat_members=[USER])}), None),
    (update(callback_query={"id": "9", "from": USER, "chat_instance": "1", "data": "@menu", "message": message(text="x")}), Pressed("@menu")),
    (update(callback_query={"id": "9", "from": USER, "chat_instance": "1", "data": "@menu"}), Pressed("@menu")),
    (update(my_chat_member={"chat": CHAT, "from": USER, "date": 1, "old_chat_member": {**MEMBER, "status": "member"}, "new_chat_member": MEMBER}), Left()),
    (update(poll_answer={"poll_id": "1", "option_ids": [], "option_persistent_ids": [], "user": USER}), None),
    (update(something_new={"a": 1}), None),
]  # fmt: skip


@pytest.mark.parametrize(("data", "content"), TABLE)
def test_an_update_is_read(data: dict[str, Any], content: Content | None) -> None:
    parsed = parse(json.dumps(data).encode(), None)
    assert parsed is not None
    found = read(parsed)
    assert [each.content for each in found] == ([content] if content else [])
    for each in found:
        assert (each.channel, each.id, each.hint) == ("telegram", "42", "pt-br")
        assert each.sent_at.tzinfo is not None


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"update_id": 1, "message": {}}',
        b'"x"',
        b"[" * 5000,
        b'{"update_id": 1, "message": {"chat": 5}}',
    ],
)
def test_what_is_no_update_is_none(body: bytes) -> None:
    assert parse(body, None) is None


def test_buttons_hang_on_the_last_part_and_short_ones_share_a_row() -> None:
    buttons = (("@menu", "Menu"), ("1:code=it", "Italiano"), ("@desks", "Trova uno sportello vicino a te"))
    first, last = parts(Rendered("a" * 4000 + " " + "b" * 500, buttons))
    assert "reply_markup" not in first
    rows = last["reply_markup"].inline_keyboard
    assert [[button.text for button in row] for row in rows] == [
        ["Menu", "Italiano"],
        ["Trova uno sportello vicino a te"],
    ]
    assert rows[0][1].callback_data == "1:code=it"


def test_a_position_is_asked_for_with_a_button() -> None:
    (call,) = parts(Rendered("Dove?", (("@menu", "Menu"),), share="Condividi"))
    markup = call["reply_markup"]
    assert isinstance(markup, ReplyKeyboardMarkup)
    assert markup.keyboard[0][0].request_location
    assert markup.keyboard[1][0].text == "Menu"


@pytest.fixture
def fake() -> Iterator[Platform]:
    with platform() as running:
        yield running


@pytest.fixture
async def telegram(fake: Platform) -> AsyncIterator[Telegram]:
    account = Telegram.at(TOKEN, "secret", f"{fake.url}/bot", f"{fake.url}/file/bot")
    yield account
    await account.close()


async def test_a_reply_is_sent_as_plain_text(telegram: Telegram, fake: Platform) -> None:
    (part,) = telegram.parts(Rendered("<b>1 & 2</b>", (("@menu", "Menu"),)))
    assert await telegram.send("700000001", part)
    (call,) = fake.sent()
    assert (call["chat_id"], call["text"]) == ("700000001", "<b>1 & 2</b>")
    assert "parse_mode" not in call
    assert json.loads(call["reply_markup"])["inline_keyboard"][0][0] == {
        "text": "Menu",
        "callback_data": "@menu",
    }


ERRORS: list[tuple[Response, SendError]] = [
    (telegram_error(403, "Forbidden: bot was blocked by the user"), Unreachable("403")),
    (telegram_error(400, "Bad Request: chat not found"), Unreachable("400")),
    (telegram_error(400, "Bad Request: message text is empty"), Refused("400")),
    (
        telegram_error(
            400, "Bad Request: group chat was upgraded to a supergroup chat", migrate_to_chat_id=-1
        ),
        Unreachable("403"),
    ),
    (
        telegram_error(429, "Too Many Requests: retry after 7", retry_after=7),
        TryLater("429", timedelta(seconds=7)),
    ),
    (telegram_error(500, "Internal Server Error"), Uncertain("network")),
    (telegram_error(401, "Unauthorized"), TryLater("InvalidToken", timedelta(seconds=30))),
]


@pytest.mark.parametrize(("answer", "expected"), ERRORS)
@pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")  # retry_after is still a number
async def test_an_error_is_named_by_what_to_do(
    telegram: Telegram, fake: Platform, answer: Response, expected: SendError
) -> None:
    fake.faults = [answer]
    with pytest.raises(type(expected)) as caught:
        await telegram.send("1", {"text": "x"})
    assert caught.value.code == expected.code
    if isinstance(expected, TryLater):
        assert isinstance(caught.value, TryLater)
        assert caught.value.wait == expected.wait


async def test_nobody_at_the_other_end_is_uncertain() -> None:
    nobody = Telegram.at(TOKEN, "secret", "http://127.0.0.1:9/bot", "http://127.0.0.1:9/file/bot")
    with pytest.raises(Uncertain):
        await nobody.send("1", {"text": "x"})
    await nobody.close()


async def test_a_webhook_call_is_proved_before_it_is_read(telegram: Telegram) -> None:
    heard: list[Incoming] = []

    async def hear(incoming: Incoming) -> bool:
        heard.append(incoming)
        return True

    async def webhook(request: Request) -> Response:
        return await telegram.webhook(request, hear)

    app = Starlette(routes=[Route("/telegram", webhook, methods=["POST"])])
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bot")
    body = json.dumps(update(message=message(text="ciao"))).encode()
    for secret in (None, "", "wrong", "secret\xe9"):
        told = b"X-Telegram-Bot-Api-Secret-Token"
        headers = [(told, secret.encode("latin-1"))] if secret is not None else []
        assert (await client.post("/telegram", content=body, headers=headers)).status_code == 403
    assert heard == []
    right = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
    assert (await client.post("/telegram", content=body, headers=right)).status_code == 200
    assert (await client.post("/telegram", content=b"{nonsense", headers=right)).status_code == 200
    assert [each.content for each in heard] == [Words("ciao")]
    await client.aclose()


async def test_polling_confirms_only_what_was_kept(telegram: Telegram, fake: Platform) -> None:
    fake.updates = [
        {**update(message=message(text=f"m{number}")), "update_id": number} for number in range(1, 4)
    ] + [
        {
            **update(callback_query={"id": "9", "from": USER, "chat_instance": "1", "data": "@menu"}),
            "update_id": 4,
        }
    ]
    heard: list[str] = []
    failed: list[str] = []

    async def hear(incoming: Incoming) -> bool:
        if incoming.id == "2" and not failed:
            failed.append(incoming.id)
            raise RuntimeError("the database is away")
        heard.append(incoming.id)
        return True

    task = asyncio.create_task(telegram.listen(hear, None))
    await asyncio.to_thread(fake.wait, 1, "answerCallbackQuery")
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert heard == ["1", "2", "3", "4"]
    assert [name for name, _form in fake.calls[:2]] == ["getMe", "deleteWebhook"]


async def test_a_public_address_is_told_to_telegram(telegram: Telegram, fake: Platform) -> None:
    async def hear(incoming: Incoming) -> bool:
        return True

    listed = {"it": [("menu", "Argomenti")], "ar": [("menu", "المواضيع")]}
    await replace(telegram, commands=listed).listen(hear, "https://bot.example.org/")
    told = [
        (each.get("language_code", ""), json.loads(each["commands"])) for each in fake.sent("setMyCommands")
    ]
    assert [code for code, _commands in told] == ["", "it", "ar"]
    assert told[2][1] == [{"command": "menu", "description": "المواضيع"}]
    (call,) = fake.sent("setWebhook")
    assert (call["url"], call["secret_token"]) == ("https://bot.example.org/telegram", "secret")
    assert json.loads(call["allowed_updates"]) == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]
