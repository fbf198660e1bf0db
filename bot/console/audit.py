"""The register of accesses: who looked at or changed which conversation."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bot.console.gate import Gate, Visitor
from bot.console.screen import page
from bot.store.audit import recorded, recorders

MOST = 100  # records on a page


@dataclass(frozen=True, slots=True)
class Audit:
    """A page for administrators. What was said stands nowhere in it."""

    gate: Gate

    async def show(self, request: Request, visitor: Visitor) -> Response:
        user, before = (number(request.query_params.get(name, "")) for name in ("user", "before"))
        async with self.gate.database.reading() as connection:
            found = await recorded(connection, user, before, MOST + 1)
            everybody = await recorders(connection)
        values = {"visitor": visitor, "here": "/console/audit", "users": everybody, "user": user}
        older = found[MOST - 1].id if len(found) > MOST else None
        return page("audit.html", visitor.language, {**values, "records": found[:MOST], "older": older})


def number(text: str) -> int | None:
    """A number of an address; None for anything that is none of the database's."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None
