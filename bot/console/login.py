"""Logging in and out."""

from __future__ import annotations

import asyncio
import math
import re
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from bot.channels.webchat import same_site
from bot.console.gate import COOKIE, LANGUAGE, Gate, Visitor, language_of
from bot.console.screen import LANGUAGES, page
from bot.store import logins, users
from bot.store.logins import LONGEST
from bot.store.users import User

HOME = "/console"
INSIDE = re.compile(r"/console(/[\w/.-]*)?(\?[\w=&%+.-]*)?")  # addresses that a login may lead to
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Doors:
    """The pages of the gate itself. `secure` sends the cookie over https only."""

    gate: Gate
    secure: bool = False

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/login", self.ask, methods=["GET"]),
            Route("/login", self.enter, methods=["POST"]),
            Route("/logout", self.gate.open(self.leave), methods=["POST"]),
            Route("/language", self.gate.open(self.speak), methods=["POST"]),
        ]

    async def ask(self, request: Request) -> Response:
        return self._form(request, inside(request.query_params.get("next", "")))

    async def enter(self, request: Request) -> Response:
        """Let in who knows the password; the same words for a wrong name and a wrong password."""
        if not same_site(request):
            return Response(status_code=403)
        form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
        login, draft, after = form.get("login", ""), form.get("draft", ""), inside(form.get("next", ""))
        now, database = self.gate.clock(), self.gate.database
        async with database.reading() as connection:
            wait = await logins.locked(connection, login, now)
            found, hashed = await users.named(connection, login)
        if wait:
            minutes = math.ceil(wait.total_seconds() / 60)
            return self._form(request, after, 429, locked=minutes, draft=draft)
        right = await asyncio.to_thread(users.matches, form.get("password", ""), hashed)
        if found is None or not right:
            async with database.writing() as connection:
                await logins.failed(connection, login, now)
            return self._form(request, after, 401, wrong=True, draft=draft)
        return await self._let_in(found, after, draft)

    async def leave(self, request: Request, _visitor: Visitor) -> Response:
        async with self.gate.database.writing() as connection:
            await logins.let_out(connection, request.cookies.get(COOKIE, ""))
        response = RedirectResponse(f"{HOME}/login", 303)
        response.delete_cookie(COOKIE, path=HOME)
        return response

    async def speak(self, request: Request, visitor: Visitor) -> Response:
        """Change the console's language, and stay on the page."""
        before = re.sub(r"^https?://[^/]*", "", request.headers.get("Referer", ""))
        response = RedirectResponse(inside(before), 303)
        if (language := visitor.text("language")) in LANGUAGES:
            response.set_cookie(
                LANGUAGE, language, max_age=YEAR, path=HOME, samesite="lax", secure=self.secure
            )
        return response

    async def _let_in(self, user: User, after: str, draft: str) -> Response:
        async with self.gate.database.writing() as connection:
            token = await logins.let_in(connection, user, self.gate.clock(), draft)
        response = RedirectResponse(after, 303)
        age = int(LONGEST.total_seconds())
        response.set_cookie(
            COOKIE, token, max_age=age, path=HOME, httponly=True, samesite="lax", secure=self.secure
        )
        return response

    def _form(
        self,
        request: Request,
        after: str,
        status: int = 200,
        *,
        wrong: bool = False,
        locked: int = 0,
        draft: str = "",
    ) -> Response:
        values: dict[str, object] = {
            "next": after,
            "wrong": wrong,
            "locked": locked,
            "draft": draft,
            "expired": False,
        }
        return page("login.html", language_of(request), values, status)


def inside(address: str) -> str:
    """An address of the console; its first page instead of any other."""
    return address if INSIDE.fullmatch(address) else HOME
