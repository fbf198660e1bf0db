"""An appointment as a calendar file: place and time only, for others may see the screen.

On Telegram it is sent as a document; elsewhere as a link with a secret, which goes on telling what became
of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from icalendar import Calendar as File
from icalendar import Event as Part
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.agenda import event_of
from bot.knowledge.model import Knowledge
from bot.messages import Event, Text, _n
from bot.store.appointments import by_token
from bot.store.database import Database
from bot.translations import ISOLATE, POP, SUMMARY, Voice

TYPE = "text/calendar; charset=utf-8"


def address(token: str) -> str:
    """The path under which the service gives the file."""
    return f"/calendar/{token}.ics"


def ics(event: Event, language: str, *, holds: bool = True) -> bytes:
    """The file (RFC 5545), in UTC. One with a higher sequence replaces an earlier one of the same event."""
    nothing = Knowledge(topics=(), entries={}, languages={})
    title = Voice(language, nothing).say(Text(SUMMARY.msgid, {"place": event.place}))
    return file_of([part_of(event, title, holds=holds)])


def several(count: int) -> Text:
    """What stands at a time in a desk's calendar."""
    return _n("One appointment", "{count} appointments", count)


def part_of(event: Event, title: str, *, holds: bool = True) -> Part:
    part = Part()
    part.add("uid", f"{event.token}@sportello")
    part.add("dtstamp", event.start)
    part.add("dtstart", event.start)
    part.add("dtend", event.until)
    part.add("sequence", event.sequence)
    part.add("summary", title.replace(ISOLATE, "").replace(POP, ""))
    part.add("location", event.place)
    part.add("status", "CONFIRMED" if holds else "CANCELLED")
    return part


def file_of(parts: Iterable[Part]) -> bytes:
    file = File()
    file.add("prodid", "-//Sportello//IT")
    file.add("version", "2.0")
    for part in parts:
        file.add_component(part)
    return bytes(file.to_ical())


@dataclass(frozen=True, slots=True)
class Calendar:
    """Gives the file of an appointment to who knows its link."""

    database: Database
    knowledge: Callable[[], Knowledge]

    def routes(self) -> list[BaseRoute]:
        return [Route("/calendar/{token}.ics", self.file, methods=["GET"])]

    async def file(self, request: Request) -> Response:
        async with self.database.reading() as connection:
            found = await by_token(connection, request.path_params["token"])
        if found is None:
            return Response(status_code=404)
        appointment, holds = found
        knowledge = self.knowledge()
        language = appointment.language if appointment.language in knowledge.languages else "it"
        event = event_of(knowledge, appointment.slot, appointment.ticket, appointment.version)
        headers = {
            "Cache-Control": "no-store",
            "Content-Disposition": 'attachment; filename="appointment.ics"',
        }
        return Response(ics(event, language, holds=holds), media_type=TYPE, headers=headers)
