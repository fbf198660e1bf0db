"""A desk's agenda for its own calendar program: times, place and how many come; no names, no reasons."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.agenda import Slot, Ticket, desk_of, event_of
from bot.channels.calendar import TYPE, file_of, part_of, several
from bot.console.agenda import HERE, Agenda
from bot.console.gate import Visitor
from bot.console.screen import FRESH, LANGUAGES, page
from bot.knowledge.model import Desk
from bot.store import feeds
from bot.store.appointments import of_desk
from bot.translations import Voice

PAST, AHEAD = timedelta(days=7), timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Feed:
    """The address is all that a calendar program shows to come in; the desk can make it worthless."""

    agenda: Agenda

    async def make(self, request: Request, visitor: Visitor) -> Response:
        """Show a new address, this once: only its hash is kept."""
        desk, gate = self.agenda.desk(visitor, visitor.text("desk")), self.agenda.gate
        if desk is None:
            return await self.agenda.refused(visitor, visitor.text("desk"))
        async with gate.database.writing() as connection:
            secret = await feeds.make(connection, visitor.user, desk.id, gate.clock())
        address = str(request.url.replace(path=f"/console/feed/{secret}.ics", query=""))
        values = {"visitor": visitor, "here": HERE, "desk": desk, "address": address}
        return page("feed.html", visitor.language, values)

    async def revoke(self, _request: Request, visitor: Visitor) -> Response:
        desk, gate = self.agenda.desk(visitor, visitor.text("desk")), self.agenda.gate
        if desk is None:
            return await self.agenda.refused(visitor, visitor.text("desk"))
        async with gate.database.writing() as connection:
            await feeds.revoke(connection, visitor.user, desk.id, gate.clock())
        return RedirectResponse(f"{HERE}?desk={desk.id}", 303)

    async def file(self, request: Request) -> Response:
        """The appointments of a week ago until three months ahead, those of one time together."""
        gate, knowledge = self.agenda.gate, self.agenda.knowledge()
        async with gate.database.reading() as connection:
            name = await feeds.desk_of_feed(connection, request.path_params["secret"])
            desk = desk_of(knowledge, name) if name else None
            if desk is None:
                return Response(status_code=404)
            now = gate.clock()
            coming = await of_desk(connection, desk.id, now - PAST, now + AHEAD)
        times = Counter((each.slot.start, each.slot.until) for each in coming)
        slots = [(Slot(desk.id, "", *time), count) for time, count in sorted(times.items())]
        return Response(self._calendar(desk, slots), media_type=TYPE, headers=FRESH)

    def _calendar(self, desk: Desk, slots: list[tuple[Slot, int]]) -> bytes:
        knowledge = self.agenda.knowledge()
        voice = Voice(LANGUAGES[0], knowledge)
        parts = []
        for slot, count in slots:
            named = Ticket("", f"{desk.id}-{slot.start:%Y%m%d%H%M}-{slot.until:%H%M}")
            title = voice.say(several(count))
            parts.append(part_of(event_of(knowledge, slot, named), title))
        return file_of(parts)
