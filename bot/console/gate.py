"""Who may come in: every page of the console passes here."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.screen import LANGUAGES, page
from bot.store import logins
from bot.store.database import Database
from bot.store.users import Role, User

COOKIE = "sportello_console"
LANGUAGE = "sportello_console_language"
EVERYBODY = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is logged in. `form` is what they sent, empty for a page that is only looked at."""

    user: User
    csrf: str
    language: str
    draft: str = ""
    form: FormData = field(default_factory=FormData)

    def text(self, name: str) -> str:
        """A field of the form; empty if it is missing or a file."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""


Page = Callable[[Request, Visitor], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets operators in by their cookie, and forms by their token."""

    database: Database
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def open(self, to: Page, roles: frozenset[Role] = EVERYBODY) -> Callable[[Request], Awaitable[Response]]:
        """A page for some roles. Others see that it does not exist; who is not logged in is asked to."""

        async def entered(request: Request) -> Response:
            form = await request.form() if request.method == "POST" else FormData()
            visitor = await self.visitor(request, form)
            if visitor is None:
                return away(request, form)
            if request.method == "POST" and not secrets.compare_digest(visitor.text("csrf"), visitor.csrf):
                return page("sorry.html", visitor.language, {"visitor": visitor, "why": "form"}, 403)
            if visitor.user.role not in roles:
                return missing(visitor)
            return await to(request, visitor)

        return entered

    async def visitor(self, request: Request, form: FormData) -> Visitor | None:
        token = request.cookies.get(COOKIE)
        if not token:
            return None
        now = self.clock()
        async with self.database.reading() as connection:
            login = await logins.who(connection, token, now)
        if login is None:
            return None
        if "X-Requested-With" not in request.headers:  # a script that looks by itself is nobody's presence
            async with self.database.writing() as connection:
                await logins.seen(connection, token, now)
        return Visitor(login.user, login.csrf, language_of(request), login.draft, form)


def language_of(request: Request) -> str:
    """The chosen language, else the browser's, else Italian."""
    wanted = request.cookies.get(LANGUAGE) or request.headers.get("Accept-Language", "")[:2].lower()
    return wanted if wanted in LANGUAGES else LANGUAGES[0]


def away(request: Request, form: FormData) -> Response:
    """To the login, and back after it. A text that was being written is carried along."""
    if request.method != "POST":
        back = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"/console/login?next={quote(back)}", 303)
    draft = form.get("text", "")
    asked = {"next": page_before(request), "expired": True, "wrong": False, "locked": 0}
    kept = draft if isinstance(draft, str) else ""
    return page("login.html", language_of(request), {**asked, "draft": kept}, 401)


def page_before(request: Request) -> str:
    """The page whose form was sent: the address without what the form does."""
    parts = request.url.path.split("/")
    return "/".join(parts[:4]) if len(parts) > 4 else "/console"


def missing(visitor: Visitor) -> Response:
    """What somebody may not see does not exist for them."""
    return page("sorry.html", visitor.language, {"visitor": visitor, "why": "missing"}, 404)
