"""WhatsApp: tables of what comes in, signatures, and a fake Twilio at the end of the wire."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from bot.channels.channel import Refused, SendError, TryLater, Uncertain, Unreachable, WindowClosed
from bot.channels.whatsapp import WhatsApp, read
from bot.messages import Content, Incoming, Media, Place, Pressed, Words
from bot.translations import Rendered
from tests.conftest import NOW
from tests.wire import ACCOUNT, AUTH, SENDER, Platform, platform, twilio_error

PERSON = "whatsapp:+15005550009"
PUBLIC = "https://bot.example.org"
FORM = {"From": PERSON, "To": SENDER, "MessageSid": "SM1", "AccountSid": ACCOUNT, "NumMedia": "0", "Body": ""}

TABLE: list[tuple[dict[str, str], Content | None]] = [
    ({"Body": "ciao"}, Words("ciao")),
    ({"Body": ""}, Words("")),
    ({"Body": "x" * 5000}, Words("x" * 5000)),
    ({"Body": "Menu", "ButtonPayload": "@menu", "ButtonText": "Menu"}, Pressed("@menu")),
    ({"Body": "Menu", "ListId": "@menu", "ListTitle": "Menu"}, Pressed("@menu")),
    ({"Body": "Vengo", "ButtonPayload": "come_1", "ButtonText": "Vengo"}, Words("Vengo")),
    ({"Body": "Vengo", "ButtonPayload": "Vengo"}, Words("Vengo")),
    ({"Body": "9:30", "ButtonPayload": "12:time0=a"}, Pressed("12:time0=a")),
    ({"Latitude": "43.9", "Longitude": "12.9", "MessageType": "location"}, Place(43.9, 12.9)),
    ({"Latitude": "north", "Longitude": "12.9", "Body": "hm"}, Words("hm")),
    ({"Latitude": "93.9", "Longitude": "12.9", "Body": "hm"}, Words("hm")),
    ({"NumMedia": "1", "MediaContentType0": "audio/ogg", "MediaUrl0": "u"}, Media("voice", "u", type="audio/ogg")),
    ({"NumMedia": "1", "MediaContentType0": "image/jpeg", "MediaUrl0": "u", "Body": "che è?"}, Media("picture", "u", "che è?", type="image/jpeg")),
    ({"NumMedia": "1", "MediaContentType0": "image/webp", "MediaUrl0": "u"}, Media("sticker", "u", type="image/webp")),
    ({"NumMedia": "1", "MediaContentType0": "application/pdf", "MediaUrl0": "u"}, Media("file", "u", type="application/pdf")),
    ({"NumMedia": "1", "MediaContentType0": "text/vcard", "MediaUrl0": "u"}, Media("contact", "u", type="text/vcard")),
    ({"NumMedia": "1", "MediaContentType0": "model/thing", "MediaUrl0": "u"}, Media("other", "u", type="model/thing")),
    ({"MessageType": "contacts"}, Media("contact")),
    ({"MessageType": "reaction"}, None),
    ({"From": "sms:+1", "Body": "ciao"}, None),
    ({"MessageSid": "", "Body": "ciao"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("fields", "content"), TABLE)
def test_a_form_is_read(fields: dict[str, str], content: Content | None) -> None:
    assert [each.content for each in read({**FORM, **fields}, NOW)] == ([content] if content else [])


def test_people_without_a_number_are_known_by_their_id() -> None:
    (incoming,) = read({**FORM, "From": "whatsapp:US.13491208655302741918", "Body": "ciao"}, NOW)
    assert (incoming.chat, incoming.id) == ("whatsapp:US.13491208655302741918", "SM1")


@pytest.fixture
def fake() -> Iterator[Platform]:
    with platform() as running:
        yield running


@pytest.fixture
def whatsapp(fake: Platform) -> WhatsApp:
    return WhatsApp.at(ACCOUNT, AUTH, SENDER.removeprefix("whatsapp:"), PUBLIC, fake.url)


async def test_a_reply_is_numbered_text_with_a_callback(whatsapp: WhatsApp, fake: Platform) -> None:
    (part,) = whatsapp.parts(Rendered("Ciao", (("@menu", "Menu"),)))
    assert (await whatsapp.send(PERSON, part)).startswith("SM")
    (call,) = fake.sent()
    assert call == {
        "To": PERSON,
        "From": SENDER,
        "Body": "Ciao\n\n1. Menu",
        "StatusCallback": f"{PUBLIC}/whatsapp/status",
    }
    (part,) = whatsapp.parts(Rendered("Titolo\n\nTesto", titled=True))
    assert part == "*Titolo*\n\nTesto"
    assert all(len(str(each)) <= 1600 for each in whatsapp.parts(Rendered("parola " * 1000)))


TEMPLATES = {"reminder": {"ar": "HX" + "1" * 32}, "knock": {"ar": "HX" + "2" * 32}}


async def test_outside_the_window_an_approved_template_with_plain_words(fake: Platform) -> None:
    whatsapp = WhatsApp.at(ACCOUNT, AUTH, SENDER, PUBLIC, fake.url, TEMPLATES)
    reminder = Rendered(
        "...", language="ar", template="reminder", gaps=("الأربعاء 25 نوفمبر، 09:00", "A “B”, Pesaro")
    )
    for shown in (reminder, Rendered("...", language="ar", template="knock")):
        (part,) = whatsapp.opening(shown)
        assert (await whatsapp.send(PERSON, part)).startswith("SM")
    first, second = fake.sent()
    assert first["ContentSid"] == "HX" + "1" * 32
    assert json.loads(first["ContentVariables"]) == {"1": "الأربعاء 25 نوفمبر، 09:00", "2": "A “B”, Pesaro"}
    assert second["ContentSid"] == "HX" + "2" * 32
    assert not {"Body", "ContentVariables"} & set(second)


@pytest.mark.parametrize(
    "shown",
    [
        Rendered("...", language="it", template="reminder", gaps=("a", "b")),
        Rendered("...", language="ar", template="reminder", gaps=("a", "")),
        Rendered("...", language="ar"),
    ],
    ids=["language", "gap", "none"],
)
def test_without_an_approved_template_nothing_opens_a_window(shown: Rendered) -> None:
    assert WhatsApp.at(ACCOUNT, AUTH, SENDER, PUBLIC, None, TEMPLATES).opening(shown) == ()


ERRORS: list[tuple[Response, SendError]] = [
    (twilio_error(400, 21610), Unreachable("21610")),
    (twilio_error(400, 21211), Unreachable("21211")),
    (twilio_error(400, 63016), WindowClosed("63016")),
    (twilio_error(429, 20429), TryLater("20429", timedelta(seconds=5))),
    (twilio_error(401, 20003), TryLater("20003", timedelta(minutes=5))),
    (twilio_error(400, 21617), Refused("21617")),
    (twilio_error(503, 20500), Uncertain("20500")),
]


@pytest.mark.parametrize(("answer", "expected"), ERRORS)
async def test_an_error_is_named_by_what_to_do(
    whatsapp: WhatsApp, fake: Platform, answer: Response, expected: SendError
) -> None:
    fake.faults = [answer]
    with pytest.raises(type(expected)) as caught:
        await whatsapp.send(PERSON, "ciao")
    assert caught.value.code == expected.code
    if isinstance(expected, TryLater):
        assert isinstance(caught.value, TryLater)
        assert caught.value.wait == expected.wait


async def test_nobody_at_the_other_end_is_uncertain() -> None:
    nobody = WhatsApp.at(ACCOUNT, AUTH, SENDER, PUBLIC, "http://127.0.0.1:9")
    with pytest.raises(Uncertain):
        await nobody.send(PERSON, "ciao")


def signed(path: str, form: dict[str, str], token: str = AUTH, public: str = PUBLIC) -> dict[str, str]:
    return {"X-Twilio-Signature": RequestValidator(token).compute_signature(f"{public}{path}", form)}


async def test_only_what_twilio_signed_is_read(whatsapp: WhatsApp) -> None:
    heard: list[Incoming] = []
    told: list[tuple[str, str, str | None]] = []

    async def hear(incoming: Incoming) -> bool:
        heard.append(incoming)
        return True

    async def report(sid: str, status: str, error: str | None) -> None:
        told.append((sid, status, error))

    async def webhook(request: Request) -> Response:
        return await whatsapp.webhook(request, hear)

    async def status(request: Request) -> Response:
        return await whatsapp.status(request, report)

    routes = [
        Route("/whatsapp", webhook, methods=["POST"]),
        Route("/whatsapp/status", status, methods=["POST"]),
    ]
    transport = httpx.ASGITransport(Starlette(routes=routes))
    async with httpx.AsyncClient(transport=transport, base_url="http://inner:8000") as client:
        form = {**FORM, "Body": "ciao", "ProfileName": ""}
        wrong = [
            {},
            {"X-Twilio-Signature": ""},
            {"X-Twilio-Signature": "d3Jvbmc="},
            signed("/whatsapp", form, token="2" * 32),
            signed("/whatsapp", form, public="http://bot.example.org"),
            signed("/whatsapp", {**form, "Body": "tampered"}),
        ]
        for headers in wrong:
            assert (await client.post("/whatsapp", data=form, headers=headers)).status_code == 403
            assert (await client.post("/whatsapp/status", data=form, headers=headers)).status_code == 403
        other = {**form, "AccountSid": "AC" + "9" * 32}
        assert (
            await client.post("/whatsapp", data=other, headers=signed("/whatsapp", other))
        ).status_code == 403
        assert heard == []
        answer = await client.post("/whatsapp", data=form, headers=signed("/whatsapp", form))
        assert (answer.status_code, answer.content) == (204, b"")
        assert [each.content for each in heard] == [Words("ciao")]
        answer = await client.post("/whatsapp?a=b%20c", data=form, headers=signed("/whatsapp?a=b%20c", form))
        assert answer.status_code == 204
        callback = {
            "MessageSid": "SM2",
            "MessageStatus": "accepted",
            "ErrorCode": "63016",
            "AccountSid": ACCOUNT,
        }
        for each in (callback, {"AccountSid": ACCOUNT}):
            headers = signed("/whatsapp/status", each)
            assert (await client.post("/whatsapp/status", data=each, headers=headers)).status_code == 204
        assert told == [("SM2", "queued", "63016")]
