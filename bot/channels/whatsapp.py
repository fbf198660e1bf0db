"""WhatsApp through Twilio: signed webhooks in, the REST interface out."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import requests
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.channels import pieces
from bot.channels.calendar import address
from bot.channels.channel import (
    MOST_BYTES,
    File,
    Refused,
    TryLater,
    Uncertain,
    Unfetched,
    Unreachable,
    WindowClosed,
    plain_type,
)
from bot.messages import Content, Incoming, Media, MediaKind, Place, Pressed, Words
from bot.translations import Rendered

log = logging.getLogger(__name__)
TIMEOUT_SECONDS = 15
GONE = {"21211", "21610", "63003", "63024"}
BUSY = {"14107", "20429", "63017", "63018"}
CLOSED = {"63016"}
STATUSES = {"accepted": "queued", "scheduled": "queued", "canceled": "failed"}  # to the names of the outbox
KINDS: dict[str, MediaKind] = {
    "audio": "voice",
    "image": "picture",
    "video": "file",
    "application": "file",
    "text": "contact",
}
OURS = re.compile(r"@|\d+:")  # what our buttons carry; those of a template carry what its author wrote
Hear = Callable[[Incoming], Awaitable[bool]]
Report = Callable[[str, str, str | None], Awaitable[None]]


# -- reading: pure ---------------------------------------------------------------------------


def read(form: Mapping[str, str], now: datetime) -> tuple[Incoming, ...]:
    """What a person said. People are known by the business-scoped id where WhatsApp gives one."""
    sender, sid = form.get("From", ""), form.get("MessageSid", "")
    if not sender.startswith("whatsapp:") or not sid:
        return ()
    content = _content(form)
    return (Incoming("whatsapp", sender, sid, now, content),) if content else ()


def _content(form: Mapping[str, str]) -> Content | None:
    if form.get("ReactionEmoji") or form.get("MessageType") == "reaction":
        return None
    if pressed := form.get("ButtonPayload") or form.get("ListId"):
        return (
            Pressed(pressed) if OURS.match(pressed) else Words(form.get("ButtonText") or form.get("Body", ""))
        )
    if place := _place(form):
        return place
    media = form.get("MediaContentType0", "")
    if media or form.get("NumMedia", "0") not in ("", "0"):
        sticker = media == "image/webp" or form.get("MessageType") == "sticker"
        what: MediaKind = "sticker" if sticker else KINDS.get(media.split("/")[0], "other")
        return Media(what, form.get("MediaUrl0", ""), form.get("Body", ""), None, media)
    if form.get("MessageType") == "contacts":
        return Media("contact")
    return Words(form.get("Body", ""))


def _place(form: Mapping[str, str]) -> Place | None:
    try:
        latitude, longitude = float(form["Latitude"]), float(form["Longitude"])
    except (KeyError, ValueError):
        return None
    return Place(latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


# -- sending ---------------------------------------------------------------------------------


def parts(rendered: Rendered, public_url: str = "") -> tuple[str, ...]:
    """The messages of a reply; an appointment's calendar file is a link."""
    if rendered.event:
        link = f"{rendered.saves}:\n{public_url}{address(rendered.event.token)}"
        rendered = replace(rendered, text=f"{rendered.text}\n\n{link}")
    return tuple(pieces.whatsapp(rendered))


@dataclass(frozen=True, slots=True)
class Approved:
    """A text that WhatsApp has approved: its ContentSid, and the words for its gaps, the first for {{1}}."""

    sid: str
    gaps: tuple[str, ...] = ()

    def fields(self) -> dict[str, str]:
        """As Twilio wants it: the words as a JSON object of strings that are not empty."""
        if not self.gaps:
            return {"content_sid": self.sid}
        named = {str(place): words for place, words in enumerate(self.gaps, 1)}
        return {"content_sid": self.sid, "content_variables": json.dumps(named)}


@dataclass(frozen=True, slots=True)
class WhatsApp:
    """A WhatsApp sender of a Twilio account. `public_url` is what Twilio calls, and signs."""

    client: Client
    validator: RequestValidator
    account: str
    sender: str
    public_url: str
    templates: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    name: str = "whatsapp"
    window: timedelta | None = timedelta(hours=24)

    @classmethod
    def at(
        cls,
        account: str,
        token: str,
        sender: str,
        public_url: str,
        base_url: str | None,
        templates: Mapping[str, Mapping[str, str]] | None = None,
    ) -> WhatsApp:
        """`templates` are the ContentSids of the approved texts: by what they say, then by language."""
        client = Client(account, token, http_client=TwilioHttpClient(timeout=TIMEOUT_SECONDS))
        if base_url:
            client.api.base_url = base_url.rstrip("/")
        sender = sender if sender.startswith("whatsapp:") else f"whatsapp:{sender}"
        return cls(client, RequestValidator(token), account, sender, public_url.rstrip("/"), templates or {})

    def parts(self, rendered: Rendered) -> tuple[object, ...]:
        return parts(rendered, self.public_url)

    def opening(self, rendered: Rendered) -> tuple[object, ...]:
        sid = self.templates.get(rendered.template, {}).get(rendered.language)
        return (Approved(sid, rendered.gaps),) if sid and all(rendered.gaps) else ()

    async def send(self, chat: str, part: object) -> str:
        what = part.fields() if isinstance(part, Approved) else {"body": str(part)}
        try:
            sent = await asyncio.to_thread(
                self.client.messages.create,
                to=chat,
                from_=self.sender,
                **what,
                status_callback=f"{self.public_url}/whatsapp/status",
            )
        except TwilioRestException as error:
            raise _failure(str(error.code), error.status) from None
        except TwilioException as error:
            raise Uncertain(type(error).__name__) from None
        except requests.ConnectTimeout:
            raise TryLater("connect", timedelta(seconds=10)) from None
        except requests.RequestException as error:
            raise Uncertain(type(error).__name__) from None
        return str(sent.sid)

    async def fetch(self, media: Media) -> File:
        """A person's file. Raises `Unfetched`."""
        return await asyncio.to_thread(self._fetch, media)

    def _fetch(self, media: Media) -> File:
        """Our key goes to Twilio only: `requests` drops it where Twilio sends us on to another host."""
        key = (self.client.username, self.client.password)
        if urlsplit(media.file).netloc != urlsplit(self.client.api.base_url).netloc:
            raise Unfetched("gone")
        try:
            with requests.get(media.file, auth=key, timeout=TIMEOUT_SECONDS, stream=True) as answer:
                answer.raise_for_status()
                body = bytearray()
                for piece in answer.iter_content(64 * 1024):
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise Unfetched("large")
        except requests.RequestException:
            raise Unfetched("gone") from None
        return File(bytes(body), plain_type(answer.headers.get("Content-Type", media.type)))

    # -- receiving ---------------------------------------------------------------------------

    async def webhook(self, request: Request, hear: Hear) -> Response:
        """One message. The answer is empty: replies go through the REST interface, which tells their fate."""
        form = await self._signed(request)
        if form is None:
            return Response(status_code=403)
        for incoming in read(_plain(form), datetime.now(UTC)):
            await hear(incoming)
        return Response(status_code=204)

    async def status(self, request: Request, report: Report) -> Response:
        """What became of a message of ours."""
        form = await self._signed(request)
        if form is None:
            return Response(status_code=403)
        told = _plain(form)
        sid, status = told.get("MessageSid", ""), told.get("MessageStatus", "")
        if sid and status:
            await report(sid, STATUSES.get(status, status)[:20], told.get("ErrorCode"))
        return Response(status_code=204)

    async def _signed(self, request: Request) -> FormData | None:
        """The form, if Twilio signed it for the address that it was configured with."""
        signature = request.headers.get("X-Twilio-Signature", "")
        if not signature:
            return None
        query = f"?{request.url.query}" if request.url.query else ""
        url = f"{self.public_url}{request.url.path}{query}"
        form = await request.form()
        if not self.validator.validate(url, form, signature):
            return None
        return form if form.get("AccountSid", self.account) == self.account else None


def _plain(form: FormData) -> dict[str, str]:
    return {key: value for key, value in form.items() if isinstance(value, str)}


def _failure(code: str, status: int) -> Exception:
    """Name an error of Twilio's by what we must do about it."""
    if code in GONE:
        return Unreachable(code)
    if code in CLOSED:
        return WindowClosed(code)
    if code in BUSY or status == 429:
        return TryLater(code, timedelta(seconds=5))
    if status >= 500:
        return Uncertain(code)
    if status in (401, 403):
        return TryLater(code, timedelta(minutes=5))
    return Refused(code)
