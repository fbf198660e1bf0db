"""All pages of the console under one address."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console.gate import Gate, Visitor
from bot.console.login import HOME, Doors
from bot.console.screen import FILES, page
from bot.store.database import Database


@dataclass(frozen=True, slots=True)
class Console:
    """What operators see. `secure` sends cookies over https only."""

    database: Database
    secure: bool = False

    def routes(self) -> list[BaseRoute]:
        gate = Gate(self.database)
        inside: list[BaseRoute] = [
            *Doors(gate, self.secure).routes(),
            Mount("/static", StaticFiles(directory=FILES / "static")),
        ]
        return [Route(HOME, gate.open(self.home)), Mount(HOME, routes=inside)]

    async def home(self, _request: Request, visitor: Visitor) -> Response:
        return page("home.html", visitor.language, visitor=visitor, here=HOME)
