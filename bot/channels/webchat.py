"""The web chat: one light page. It works without a script; the script only saves reloading."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import secrets
import uuid
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.bell import Bell
from bot.channels.webtext import lines, paragraphs
from bot.hear import SORRY, Ear
from bot.messages import Content, Incoming, Opened, Place, Pressed, Reply, Words, _
from bot.session import Session
from bot.store.conversations import transcript
from bot.store.database import Conflict
from bot.store.outbox import said
from bot.translations import Rendered, Voice, is_rtl
from bot.turn import turn
from bot.world import World

FILES = Path(__file__).parent / "web"
COOKIE = "sportello_chat"
COOKIE_DAYS = 30
PING_SECONDS = 20.0  # keeps proxies from closing a silent stream
POLL_SECONDS = 2.0  # how soon a stream sees what another process wrote
STREAM_MINUTES = 10  # then the browser connects again
NOT_HERE = _("This page does not exist.")
BACK = _("Back to the conversation")
WORDS = {
    "title": _("Information for people new in Italy"),
    "label": _("Your message"),
    "hint": _("Write your question…"),
    "send": _("Send"),
    "failed": _("Not sent. Check your connection and try again."),
    "again": _("Try again"),
    "you": _("You"),
    "bot": _("Sportello"),
    "no_place": _("Your position is not available. Write the name of your town."),
}


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the page: a person's words, or a reply."""

    id: str
    mine: bool
    html: Markup
    rendered: Rendered


@dataclass(frozen=True, slots=True)
class WebChat:
    """The pages of the web chat. `secure` sends the cookie over https only."""

    ear: Ear
    bell: Bell
    secure: bool = False

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/", self.page, methods=["GET"]),
            Route("/say", self.say, methods=["POST"]),
            Route("/messages", self.news, methods=["GET"]),
            Route("/events", self.events, methods=["GET"]),
            Mount("/static", StaticFiles(directory=FILES / "static")),
        ]

    # -- pages -------------------------------------------------------------------------------

    async def page(self, request: Request) -> Response:
        """The conversation so far; for a newcomer the first words, of which nothing is kept."""
        chat = chat_of(request)
        bubbles = await self._bubbles(chat, 0) if chat else []
        replies = [bubble for bubble in bubbles if not bubble.mine]
        if not replies:
            bubbles = [self._greeting(hint(request))]
        language = bubbles[-1].rendered.language if not replies else replies[-1].rendered.language
        html = PAGES.get_template("page.html").render(
            bubbles=bubbles,
            after=_last(replies),
            words=self._words(language),
            language=language,
            rtl=is_rtl(language),
        )
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    async def say(self, request: Request) -> Response:
        """Take what was typed or pressed. Scripts get the new messages back, others the page."""
        if not same_site(request):
            return Response(status_code=403)
        form = {key: value for key, value in (await request.form()).items() if isinstance(value, str)}
        token = request.cookies.get(COOKIE, "")
        token = token if TOKEN.fullmatch(token) else secrets.token_urlsafe(24)
        chat = chat_named(token)
        number = form.get("id", "")
        number = number if re.fullmatch(r"[\w-]{8,64}", number) else uuid.uuid4().hex
        incoming = Incoming("web", chat, number, datetime.now(UTC), content_of(form), hint(request))
        try:
            await self.ear.hear(incoming)
        except Conflict:
            return Response(status_code=429, headers={"Retry-After": "1"})
        if "application/json" in request.headers.get("Accept", ""):
            response: Response = JSONResponse(await self._news(chat, _number(form.get("after"))))
        else:
            response = RedirectResponse("/#end", status_code=303)
        age = COOKIE_DAYS * 24 * 3600
        response.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="lax", secure=self.secure)
        return response

    async def news(self, request: Request) -> Response:
        """What was said after a message, for browsers without streams."""
        chat = chat_of(request)
        after = _number(request.query_params.get("after"))
        found = await self._news(chat, after) if chat else {"html": "", "after": after}
        return JSONResponse(found, headers={"Cache-Control": "no-store"})

    async def events(self, request: Request) -> Response:
        """A stream of what is said from now on."""
        chat = chat_of(request)
        if not chat:
            return Response(status_code=204)  # tells the browser not to try again
        told = request.headers.get("Last-Event-ID") or request.query_params.get("after")
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        stream = self._stream(chat, _number(told))
        return StreamingResponse(stream, media_type="text/event-stream", headers=headers)

    async def _stream(self, chat: str, after: int) -> AsyncIterator[str]:
        loop = asyncio.get_running_loop()
        end, ping = loop.time() + STREAM_MINUTES * 60, loop.time()
        while loop.time() < end:
            news = await self._news(chat, after)
            if news["html"]:
                after = int(news["after"])
                yield f"id: {after}\ndata: {json.dumps(news)}\n\n"
            elif loop.time() >= ping:
                ping = loop.time() + PING_SECONDS
                yield ": still here\n\n"
            await self.bell.wait(POLL_SECONDS)

    def sorry(self, request: Request, status: int) -> Response:
        """A kind page in the person's language instead of an error's text."""
        knowledge = self.ear.brain.knowledge
        code = (hint(request) or "")[:2].lower()
        language = code if code in knowledge.languages else next(iter(knowledge.languages))
        voice = Voice(language, knowledge)
        text = voice.say(NOT_HERE if status in (404, 405) else SORRY)
        page = PAGES.get_template("sorry.html")
        html = page.render(language=language, rtl=is_rtl(language), text=text, back=voice.label(BACK))
        return HTMLResponse(html, status_code=status)

    # -- what the pages show -----------------------------------------------------------------

    async def _news(self, chat: str, after: int) -> dict[str, str | int | bool]:
        bubbles = [bubble for bubble in await self._bubbles(chat, after) if not bubble.mine]
        if not bubbles:
            return {"html": "", "after": after}
        language = bubbles[-1].rendered.language
        html = PAGES.get_template("bubbles.html").render(bubbles=bubbles, words=self._words(language))
        return {"html": html, "after": _last(bubbles), "language": language, "rtl": is_rtl(language)}

    async def _bubbles(self, chat: str, after: int) -> list[Bubble]:
        """The conversation in order: what was said, each time followed by what it was answered."""
        knowledge = self.ear.brain.knowledge
        async with self.ear.database.reading() as connection:
            replies = await said(connection, "web", chat, after)
            heard = await transcript(connection, "web", chat, 0) if not after else []
        labels: dict[str, str] = {}
        rows: list[tuple[int, int, Bubble]] = []
        for row, message, reply, language in replies:
            rendered = Voice(language, knowledge).reply(reply)
            labels |= dict(rendered.buttons)
            rows.append((message, row, Bubble(f"m{row}", False, self._html(rendered.text), rendered)))
        for row, content, _at in heard:
            if text := shown(content, labels):
                rows.append((row, 0, Bubble(f"p{row}", True, lines(escape(text)), Rendered(text))))
        return [bubble for _message, _row, bubble in sorted(rows, key=lambda each: each[:2])]

    def _greeting(self, language: str | None) -> Bubble:
        """The first words, made by a turn that nobody keeps."""
        knowledge = self.ear.brain.knowledge
        world = World(self.ear.clock(), knowledge, languages=tuple(knowledge.languages))
        opened = Incoming("web", "", "", world.now, Opened(), language)
        greeted = turn(Session(), opened, world)
        reply: Reply = greeted.replies[-1]
        rendered = Voice(greeted.session.language, knowledge).reply(reply)
        return Bubble("m0", False, self._html(rendered.text), rendered)

    def _html(self, text: str) -> Markup:
        numbers = [hotline.number for hotline in self.ear.brain.knowledge.hotlines.values()]
        return paragraphs(text, numbers)

    def _words(self, language: str) -> Mapping[str, str]:
        voice = Voice(language, self.ear.brain.knowledge)
        return {key: voice.label(text) for key, text in WORDS.items()}


TOKEN = re.compile(r"[\w-]{20,64}")
PAGES = Environment(
    loader=FileSystemLoader(FILES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def chat_of(request: Request) -> str | None:
    token = request.cookies.get(COOKIE, "")
    return chat_named(token) if TOKEN.fullmatch(token) else None


def chat_named(token: str) -> str:
    """The chat of a cookie. Only its hash is kept: who reads the database cannot take a chat over."""
    return hashlib.sha256(token.encode()).hexdigest()[:40]


def hint(request: Request) -> str | None:
    first = request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()
    return first or None


def same_site(request: Request) -> bool:
    """Refuse forms that another site sends in the person's name."""
    origin = request.headers.get("Origin")
    return origin in (None, "null") or urlsplit(origin).netloc == request.headers.get("Host")


def content_of(form: Mapping[str, str]) -> Content:
    """What a form says: a press, a position, or words."""
    if press := form.get("press"):
        return Pressed(press)
    try:
        place = Place(float(form["latitude"]), float(form["longitude"]))
    except (KeyError, ValueError):
        return Words(form.get("text", ""))
    return place if abs(place.latitude) <= 90 and abs(place.longitude) <= 180 else Words("")


def shown(content: Content, labels: Mapping[str, str]) -> str | None:
    """A person's message as the page shows it again; None for what was no message to see."""
    match content:
        case Words(text):
            return text
        case Pressed(data):
            return labels.get(data)
        case Place():
            return "📍"
        case _:
            return None


def _last(bubbles: list[Bubble]) -> int:
    return max((int(bubble.id[1:]) for bubble in bubbles), default=0)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else 0
