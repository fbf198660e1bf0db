"""All pages of the console under one address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.bell import Bell
from bot.channels.channel import Channel, Source
from bot.console.agenda import KEEPING, Agenda
from bot.console.audit import Audit
from bot.console.counter import Counter
from bot.console.events import Events
from bot.console.feed import Feed
from bot.console.gate import Gate, Page
from bot.console.inbox import TALKING, Inbox
from bot.console.login import HOME, Doors
from bot.console.media import Files
from bot.console.screen import FILES
from bot.console.talk import Talks
from bot.hear import Brain
from bot.store.database import Database
from bot.store.users import Role


@dataclass(frozen=True, slots=True)
class Console:
    """What those who work here see. `secure` sends cookies over https only."""

    database: Database
    brain: Brain
    bell: Bell
    channels: Mapping[str, Channel] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    secure: bool = False
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def routes(self) -> list[BaseRoute]:
        gate = Gate(self.database, self.clock)
        inbox = Inbox(gate, lambda: self.brain.knowledge)
        inside: list[BaseRoute] = [
            *Doors(gate, self.secure).routes(),
            Route("/events", gate.open(Events(gate, self.bell).stream)),
            Route("/inbox", gate.open(inbox.rows, TALKING)),
            Route("/audit", gate.open(Audit(gate).show, frozenset({Role.ADMINISTRATOR}))),
            *self._talks(gate),
            *self._agenda(gate),
            Mount("/static", StaticFiles(directory=FILES / "static")),
        ]
        return [Route(HOME, gate.open(inbox.home)), Mount(HOME, routes=inside)]

    def _talks(self, gate: Gate) -> list[BaseRoute]:
        """The pages of one conversation: looked at, or acted on by a form."""
        talks, here = Talks(gate, self.brain, self.channels, self.bell.ring), "/conversations/{id:int}"
        seen: dict[str, Page] = {"": talks.look, "/said": talks.said, "/facts": talks.facts}
        seen["/files/{row:int}"] = Files(gate, self.sources).show
        acts = [talks.claim, talks.reply, talks.answer, talks.canned, talks.close]
        acts += [talks.requeue, talks.transfer, talks.note, talks.block]
        return [
            *(Route(here + path, gate.open(to, TALKING)) for path, to in seen.items()),
            *(Route(f"{here}/{to.__name__}", gate.open(to, TALKING), methods=["POST"]) for to in acts),
        ]

    def _agenda(self, gate: Gate) -> list[BaseRoute]:
        """The pages of the desks' agendas, and the calendars that read them."""
        agenda = Agenda(gate, lambda: self.brain.knowledge)
        counter, feed = Counter(agenda, self.bell.ring), Feed(agenda)
        seen: dict[str, Page] = {"": agenda.day, "/week": agenda.week, "/new": agenda.new}
        seen["/{id:int}"] = agenda.one
        acts: dict[str, Page] = {"/block": counter.block, "/book": counter.book}
        acts |= {"/make_feed": feed.make, "/revoke_feed": feed.revoke}
        acts |= {
            f"/{{id:int}}/{to.__name__}": to
            for to in (counter.mark, counter.cancel, counter.move, counter.unblock)
        }
        return [
            *(Route(f"/agenda{path}", gate.open(to, KEEPING), methods=["GET"]) for path, to in seen.items()),
            *(Route(f"/agenda{path}", gate.open(to, KEEPING), methods=["POST"]) for path, to in acts.items()),
            Route("/feed/{secret}.ics", feed.file, methods=["GET"]),
        ]
