"""Book an appointment for somebody at the counter."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import click

from bot.agenda import FreeSlots, Slot, instant
from bot.cli import main
from bot.cli._counter import DAY, at_the_desk, desk_or_explain
from bot.effects import Book
from bot.knowledge.model import Desk, Knowledge
from bot.store.appointments import Register, free_slots, ticket

CLOCK = click.DateTime(["%H:%M"])


@main.command()
@click.argument("desk")
@click.argument("service")
@click.argument("day", type=DAY)
@click.argument("clock", metavar="TIME", type=CLOCK)
@click.option("--name", required=True, help="What the person wants to be called.")
@click.option("--language", default="it", help="The language for the desk.")
@click.option("--interpreter", is_flag=True, help="An interpreter is needed.")
def book(
    desk: str, service: str, day: datetime, clock: datetime, name: str, language: str, interpreter: bool
) -> None:
    """Book SERVICE at DESK on DAY at TIME for somebody at the counter."""
    knowledge, found = desk_or_explain(desk)
    at = instant(day.date(), clock.time(), ZoneInfo(found.zone))
    named = ticket()

    async def take(register: Register) -> Slot | None:
        free = await free_slots(register, knowledge, FreeSlots(service, (desk,)))
        slot = next((slot for slot in free if slot.start == at), None)
        if slot:
            await register.book(Book(slot, named, name, language, interpreter, limit=1))
        return slot

    if at_the_desk(take) is None:
        raise click.ClickException(_times(knowledge, found, service, day.date()))
    click.echo(f"Booked. Code: {named.code}")


def _times(knowledge: Knowledge, desk: Desk, service: str, day: date) -> str:
    """Why a time cannot be booked: which ones can."""
    zone = ZoneInfo(desk.zone)

    async def read(register: Register) -> tuple[Slot, ...]:
        return await free_slots(register, knowledge, FreeSlots(service, (desk.id,)))

    here = (slot.start.astimezone(zone) for slot in at_the_desk(read))
    free = [f"{at:%H:%M}" for at in here if at.date() == day]
    return f"That time is not free. Free on that day: {', '.join(free) or 'none'}."
