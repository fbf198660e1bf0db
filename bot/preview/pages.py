"""The preview's pages. The files are read again for every page: save, reload, look."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels import webchat
from bot.knowledge.folder import open_folder
from bot.messages import Go
from bot.preview import screens

FILES = Path(__file__).parent / "web"
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
PAGES = Environment(
    loader=FileSystemLoader(FILES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Preview:
    """The pages of one knowledge folder."""

    folder: Path

    def asgi(self) -> Starlette:
        routes = [
            Route("/", self.topics),
            Route("/entries/{entry}", self.entry),
            Route("/say", self.press, methods=["POST"]),
            Mount("/static", StaticFiles(directory=webchat.FILES / "static")),
            Mount("/preview", StaticFiles(directory=FILES / "static")),
        ]
        return Starlette(routes=routes, middleware=[Middleware(Guard)])

    def topics(self, _request: Request) -> Response:
        """All topics and entries, with the number of their faults; without them, the faults alone."""
        knowledge, folder = open_folder(self.folder)
        found = screens.faults(knowledge, folder, datetime.now(UTC).date())
        if knowledge is None:
            return page("faults.html", faults=found)
        count = {name: len(screens.concerning(name, found, folder)) for name in knowledge.entries}
        tongues = screens.tongues(knowledge)
        return page("topics.html", knowledge=knowledge, tongues=tongues, faults=found, count=count)

    def entry(self, request: Request) -> Response:
        """One entry: its faults, then each of its pages in every language and channel."""
        name, now = request.path_params["entry"], datetime.now(UTC)
        knowledge, folder = open_folder(self.folder)
        found = screens.faults(knowledge, folder, now.date())
        if knowledge is None or name not in knowledge.entries:
            return page("faults.html", 200 if knowledge is None else 404, faults=found)
        shown = list(screens.pages(name, knowledge, now))
        names = list(knowledge.entries)
        at = names.index(name)
        return page(
            "entry.html",
            name=name,
            pages=shown,
            faults=screens.concerning(name, found, folder),
            others=len(found),
            before=names[at - 1] if at else None,
            after=names[at + 1] if at + 1 < len(names) else None,
        )

    async def press(self, request: Request) -> Response:
        """A button of the web chat: those that open an answer lead to its preview, the others nowhere."""
        go = Go.read(str((await request.form()).get("press", "")))
        if go is None or go.flow != "answer" or not go.given:
            return Response(status_code=204)
        entry, *section = go.given
        return RedirectResponse(request.url_for("entry", entry=entry).replace(fragment="".join(section)), 303)


def page(template: str, status: int = 200, **values: object) -> HTMLResponse:
    return HTMLResponse(PAGES.get_template(template).render(**values), status_code=status)


class Guard:
    """Adds the headers that browsers obey."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                extra = [(key.encode(), value.encode()) for key, value in HEADERS.items()]
                message = {**message, "headers": [*message.get("headers", []), *extra]}
            await send(message)

        await self.app(scope, receive, guarded_send)
