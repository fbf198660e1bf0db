"""The other side of the wire: small servers that play Telegram and Twilio, on loopback, in a thread."""

from __future__ import annotations

import base64
import json
import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TOKEN = "123456:" + "A" * 35
CONTENT = re.compile(r"HX[0-9a-f]{32}")
ACCOUNT, AUTH, SENDER = "AC" + "0" * 32, "1" * 32, "whatsapp:+15005550006"


@dataclass
class Platform:
    """What a fake platform was told, and what it is to answer next."""

    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: list[Response | None] = field(default_factory=list)  # None drops the connection late
    updates: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, tuple[bytes, str]] = field(default_factory=dict)  # what people sent: bytes, type
    url: str = ""

    def sent(self, method: str = "sendMessage") -> list[dict[str, str]]:
        return [form for name, form in self.calls if name == method]

    def wait(self, count: int, method: str = "sendMessage", seconds: float = 20) -> list[dict[str, str]]:
        """Wait until so many calls were made; return them all."""
        end = time.monotonic() + seconds
        while len(self.sent(method)) < count and time.monotonic() < end:
            time.sleep(0.02)
        return self.sent(method)

    # -- Telegram ----------------------------------------------------------------------------

    async def telegram(self, request: Request) -> Response:
        method = request.path_params["method"]
        async with request.form() as told:
            form = {key: str(value) for key, value in told.items()}
        self.calls.append((method, form))
        if method == "sendMessage" and self.faults and (fault := self.faults.pop(0)):
            return fault
        if why := telegram_refuses(method, form):
            return telegram_error(400, why)
        return JSONResponse({"ok": True, "result": self._result(method, form)})

    def _result(self, method: str, form: dict[str, str]) -> object:
        match method:
            case "getMe":
                return {"id": 123456, "is_bot": True, "first_name": "Test", "username": "test_bot"}
            case "getUpdates":
                self.updates = [u for u in self.updates if u["update_id"] >= int(form.get("offset", "0"))]
                if not self.updates:
                    time.sleep(0.05)
                return self.updates[:100]
            case "sendMessage":
                chat = {"id": int(form["chat_id"]), "type": "private"}
                return {"message_id": len(self.calls), "date": 1, "chat": chat, "text": form["text"]}
            case "sendDocument":
                chat = {"id": int(form["chat_id"]), "type": "private"}
                return {"message_id": len(self.calls), "date": 1, "chat": chat}
            case "getFile":
                name = form["file_id"]
                return {"file_id": name, "file_unique_id": name, "file_path": f"photos/{name}"}
            case _:
                return True

    async def telegram_file(self, request: Request) -> Response:
        assert request.path_params["token"] == TOKEN
        return self._file(request.path_params["name"])

    def _file(self, name: str) -> Response:
        body, kind = self.files.get(name, (b"", ""))
        return Response(body, media_type=kind) if kind else Response(status_code=404)

    # -- Twilio ------------------------------------------------------------------------------

    async def twilio(self, request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        assert knows_key(request)
        self.calls.append(("sendMessage", form))
        if self.faults and (fault := self.faults.pop(0)):
            return fault
        if code := twilio_refuses(form):
            return twilio_error(400, code)
        sid = f"SM{len(self.calls):032x}"
        return JSONResponse({"sid": sid, "status": "queued", "body": form.get("Body", "")}, status_code=201)

    async def twilio_file(self, request: Request) -> Response:
        return self._file(request.path_params["name"]) if knows_key(request) else Response(status_code=401)


def knows_key(request: Request) -> bool:
    """Whether a call to Twilio carries the account's key."""
    told = request.headers.get("Authorization", "").removeprefix("Basic ")
    return base64.b64decode(told).decode() == f"{ACCOUNT}:{AUTH}"


def telegram_refuses(method: str, form: dict[str, str]) -> str:
    """The Bot API's own limits: 4096 UTF-16 units of a text, 64 bytes of what a button carries."""
    if method != "sendMessage":
        return ""
    if not 0 < len(form["text"].encode("utf-16-le")) // 2 <= 4096:
        return "Bad Request: message is too long"
    rows = json.loads(form.get("reply_markup", "{}")).get("inline_keyboard", [])
    carried = [button["callback_data"] for row in rows for button in row]
    return "Bad Request: BUTTON_DATA_INVALID" if any(len(each.encode()) > 64 for each in carried) else ""


def twilio_refuses(form: dict[str, str]) -> int:
    """Twilio's own limits, by its numbers: 21617 too long, 21619 no text, 21211 and 21212 no such address, 21655 and
    21656 a template or the words for its gaps."""
    if not form["To"].startswith("whatsapp:+"):
        return 21211
    if form["From"] != SENDER:
        return 21212
    if "ContentSid" in form:
        return 21655 if not CONTENT.fullmatch(form["ContentSid"]) else 0 if fills(form) else 21656
    body = form.get("Body", "")
    return 21617 if len(body) > 1600 else 0 if body else 21619


def fills(form: dict[str, str]) -> bool:
    """Whether a template's gaps are filled as Twilio wants it: a JSON object of one-line strings, none empty."""
    if "Body" in form or "MediaUrl" in form:
        return False
    try:
        told = json.loads(form.get("ContentVariables", '{"1": "none"}'))
    except ValueError:
        return False
    words = list(told.values()) if isinstance(told, dict) else []
    return bool(words) and all(isinstance(each, str) and each.strip() and "\n" not in each for each in words)


def telegram_error(code: int, description: str, **parameters: int) -> Response:
    body = {"ok": False, "error_code": code, "description": description, "parameters": parameters}
    return JSONResponse(body, status_code=code)


def twilio_error(status: int, code: int) -> Response:
    return JSONResponse(
        {"code": code, "message": "fault", "more_info": "", "status": status}, status_code=status
    )


@contextmanager
def platform() -> Iterator[Platform]:
    """Run a fake platform in a thread of its own."""
    fake = Platform()
    app = Starlette(
        routes=[
            Route("/bot{token}/{method}", fake.telegram, methods=["POST", "GET"]),
            Route("/file/bot{token}/photos/{name}", fake.telegram_file),
            Route("/2010-04-01/Accounts/{account}/Messages/{sid}/Media/{name}", fake.twilio_file),
            Route("/2010-04-01/Accounts/{account}/Messages.json", fake.twilio, methods=["POST"]),
        ]
    )
    with serving(app) as url:
        fake.url = url
        yield fake


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application on loopback; gives its address."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(15)
        listener.close()
