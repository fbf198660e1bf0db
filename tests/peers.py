"""People who write from Telegram and WhatsApp: their platforms' own calls, signed as the platforms sign them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import httpx
from twilio.request_validator import RequestValidator

from tests.wire import ACCOUNT, AUTH, SENDER, TOKEN, Platform

PUBLIC = "http://chat.test"  # where the platforms believe the service to be
SOON = 60.0  # seconds that a reply may take on a slow machine


def settings(telegram: Platform, twilio: Platform) -> dict[str, str]:
    """A service whose platforms are these two."""
    return {
        "SPORTELLO_PUBLIC_URL": PUBLIC,
        "SPORTELLO_TELEGRAM_TOKEN": TOKEN,
        "SPORTELLO_TELEGRAM_BASE_URL": f"{telegram.url}/bot",
        "SPORTELLO_TELEGRAM_BASE_FILE_URL": f"{telegram.url}/file/bot",
        "SPORTELLO_TWILIO_ACCOUNT_SID": ACCOUNT,
        "SPORTELLO_TWILIO_AUTH_TOKEN": AUTH,
        "SPORTELLO_TWILIO_WHATSAPP_FROM": SENDER.removeprefix("whatsapp:"),
        "SPORTELLO_TWILIO_BASE_URL": twilio.url,
    }


@dataclass
class Peer:
    """Somebody who writes to the service at `url`, through a platform."""

    url: str
    platform: Platform
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def read(self) -> list[str]:
        """All that the platform took for this person."""
        raise NotImplementedError

    def say(self, text: str) -> None:
        raise NotImplementedError

    def press(self, label: str) -> None:
        raise NotImplementedError

    def hears(self, words: str) -> str:
        """Wait for a message with these words, and return it."""
        end = time.monotonic() + SOON
        while not (found := [text for text in self.read() if words in text]):
            assert time.monotonic() < end, f"{words!r} did not come, but {self.read()}"
            time.sleep(0.05)
        return found[-1]

    def answered(self, before: int) -> str:
        """Wait until more messages came than before, and return the last."""
        end = time.monotonic() + SOON
        while len(self.read()) <= before:
            assert time.monotonic() < end, "no answer came"
            time.sleep(0.05)
        return self.read()[-1]


@dataclass
class OnTelegram(Peer):
    """A private chat; the secret of the webhook is the one that the service has set."""

    language: str = "ar"
    chat: int = 700000001

    def read(self) -> list[str]:
        return [form["text"] for form in self.platform.sent() if form["chat_id"] == str(self.chat)]

    def say(self, text: str) -> None:
        self._send({"text": text})

    def press(self, label: str) -> None:
        """The button with this label, below the last message that has it."""
        for form in reversed(self.platform.sent()):
            rows = json.loads(form.get("reply_markup", "{}")).get("inline_keyboard", [])
            carried = {button["text"]: button["callback_data"] for row in rows for button in row}
            if form["chat_id"] == str(self.chat) and label in carried:
                return self._press(carried[label])
        raise AssertionError(f"no message has a button {label!r}")

    def _press(self, data: str) -> None:
        number, who = next(self.numbers), {"id": self.chat, "first_name": "P"}
        message = {"message_id": 1, "date": int(time.time()), "chat": {**who, "type": "private"}}
        sender = {**who, "is_bot": False, "language_code": self.language}
        query = {"id": str(number), "from": sender, "message": message, "chat_instance": "1", "data": data}
        self._update({"update_id": number, "callback_query": query})

    def stand(self, latitude: float, longitude: float) -> None:
        self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def show(self, picture: bytes, caption: str = "") -> None:
        name = f"picture{next(self.numbers)}"
        self.platform.files[name] = (picture, "image/jpeg")
        size = {
            "file_id": name,
            "file_unique_id": name,
            "width": 320,
            "height": 200,
            "file_size": len(picture),
        }
        self._send({"photo": [size], "caption": caption})

    def _send(self, fields: dict[str, Any]) -> None:
        number, who = next(self.numbers), {"id": self.chat, "first_name": "P"}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {**who, "type": "private"},
            **fields,
        }
        message["from"] = {**who, "is_bot": False, "language_code": self.language}
        self._update({"update_id": number, "message": message})

    def _update(self, update: dict[str, Any]) -> None:
        secret = self.platform.wait(1, "setWebhook", SOON)[-1]["secret_token"]
        told = {"X-Telegram-Bot-Api-Secret-Token": secret}
        httpx.post(f"{self.url}/telegram", json=update, headers=told, timeout=SOON).raise_for_status()


@dataclass
class OnWhatsApp(Peer):
    """A number that writes through Twilio."""

    number: str = "whatsapp:+15005550009"

    def read(self) -> list[str]:
        return [
            form.get("Body") or form["ContentVariables"]
            for form in self.platform.sent()
            if form["To"] == self.number
        ]

    def say(self, text: str) -> None:
        self._send({"Body": text, "NumMedia": "0"})

    def press(self, label: str) -> None:
        """Write the number of this choice in the last message."""
        lines = [line.strip("\u200f").partition(". ") for line in self.read()[-1].splitlines()]
        (number,) = (number for number, _dot, shown in lines if shown == label)
        self.say(number)

    def show(self, picture: bytes) -> None:
        name = f"ME{next(self.numbers):032x}"
        self.platform.files[name] = (picture, "image/jpeg")
        address = f"{self.platform.url}/2010-04-01/Accounts/{ACCOUNT}/Messages/MM0/Media/{name}"
        self._send({"Body": "", "NumMedia": "1", "MediaUrl0": address, "MediaContentType0": "image/jpeg"})

    def _send(self, fields: dict[str, str]) -> None:
        sid = f"SM{next(self.numbers):032x}"
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": self.number, "To": SENDER, **fields}
        signature = RequestValidator(AUTH).compute_signature(f"{PUBLIC}/whatsapp", form)
        told = {"X-Twilio-Signature": signature}
        httpx.post(f"{self.url}/whatsapp", data=form, headers=told, timeout=SOON).raise_for_status()
