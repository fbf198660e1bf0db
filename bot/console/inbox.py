"""The list of conversations: the queue, one's own, all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.console.gate import Gate, Visitor
from bot.console.screen import page
from bot.console.shown import Reader
from bot.knowledge.model import Knowledge
from bot.store.inbox import Item, inbox
from bot.store.tables import Stage
from bot.store.users import Role
from bot.translations import Voice

View = Literal["queue", "mine", "all"]
TALKING = frozenset({Role.OPERATOR, Role.ADMINISTRATOR})  # who talks to people


@dataclass(frozen=True, slots=True)
class Inbox:
    """Two pages: the whole, and the list alone for the script that keeps it fresh."""

    gate: Gate
    knowledge: Callable[[], Knowledge]

    async def home(self, request: Request, visitor: Visitor) -> Response:
        if visitor.user.role is Role.CLERK:
            return RedirectResponse("/console/agenda", 303)
        if visitor.user.role not in TALKING:
            return page("sorry.html", visitor.language, {"visitor": visitor, "why": "role"})
        return page("inbox.html", visitor.language, await self._found(request, visitor))

    async def rows(self, request: Request, visitor: Visitor) -> Response:
        return page("rows.html", visitor.language, await self._found(request, visitor))

    async def _found(self, request: Request, visitor: Visitor) -> dict[str, object]:
        view, search = view_of(request), request.query_params.get("q", "")[:100]
        async with self.gate.database.reading() as connection:
            items = await inbox(connection, visitor.user, view, search)
        now, reader = self.gate.clock(), Reader(Voice(visitor.language, self.knowledge()))
        rows = [reader.talk(item, now, user=visitor.user.id) for item in items]
        unread = sum(wants(item, visitor.user.id) for item in items)
        return {
            "visitor": visitor,
            "here": "/console",
            "view": view,
            "q": search,
            "rows": rows,
            "unread": unread,
        }


def view_of(request: Request) -> View:
    match request.query_params.get("view"):
        case "mine":
            return "mine"
        case "all":
            return "all"
        case _:
            return "queue"


def wants(item: Item, user: int) -> bool:
    """Whether a conversation waits for this user: it stands in the line, or its last word is the person's."""
    return item.stage is Stage.WAITING or (item.owner == user and item.unanswered)
