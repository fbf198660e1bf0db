"""The other side of the wire: small servers that play Telegram and Twilio, on loopback, in a thread."""

from __future__ import annotations

import base64
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
ACCOUNT, AUTH, SENDER = "AC" + "0" * 32, "1" * 32, "whatsapp:+15005550006"


@dataclass
class Platform:
    """What a fake platform was told, and what it is to answer next."""

    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: list[Response | None] = field(default_factory=list)  # None drops the connection late
    updates: list[dict[str, Any]] = field(default_factory=list)
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
        form = {key: str(value) for key, value in (await request.form()).items()}
        self.calls.append((method, form))
        if method == "sendMessage" and self.faults and (fault := self.faults.pop(0)):
            return fault
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
            case _:
                return True

    # -- Twilio ------------------------------------------------------------------------------

    async def twilio(self, request: Request) -> Response:
        form = {key: str(value) for key, value in (await request.form()).items()}
        user = base64.b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
        assert user == f"{ACCOUNT}:{AUTH}"
        self.calls.append(("sendMessage", form))
        if self.faults and (fault := self.faults.pop(0)):
            return fault
        sid = f"SM{len(self.calls):032x}"
        return JSONResponse({"sid": sid, "status": "queued", "body": form["Body"]}, status_code=201)


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
