"""A desk's appointments at the counter: see them, book for somebody, cancel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

import click

from bot.agenda import Appointment, FreeSlots, Slot, desk_of, instant, kept_open
from bot.cli import main, or_explain
from bot.effects import Book, CallOff
from bot.knowledge.load import load
from bot.knowledge.model import Desk, Knowledge
from bot.settings import read_settings
from bot.store.appointments import Register, free_slots, of_desk, ticket
from bot.store.database import Conflict, Database

T = TypeVar("T")
WEEK = 7
DAY = click.DateTime(["%Y-%m-%d"])
CLOCK = click.DateTime(["%H:%M"])


@main.command()
@click.argument("desk")
@click.option("--day", type=DAY, help="Only this day, as 2026-11-24; else the coming week.")
def agenda(desk: str, day: datetime | None) -> None:
    """Show the appointments of DESK, and those that its hours no longer allow."""
    knowledge, found = _desk(desk)
    zone = ZoneInfo(found.zone)
    first = day.date() if day else datetime.now(zone).date()
    begin, end = (instant(first + timedelta(days=ahead), time(), zone) for ahead in (0, 1 if day else WEEK))

    async def read(register: Register) -> list[Appointment]:
        return await of_desk(register.connection, desk, begin, end)

    coming = _at_the_desk(read)
    for each in coming:
        click.echo(line(knowledge, each, zone))
    click.echo(f"{len(coming)} appointments.")


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
    knowledge, found = _desk(desk)
    at = instant(day.date(), clock.time(), ZoneInfo(found.zone))
    named = ticket()

    async def take(register: Register) -> Slot | None:
        free = await free_slots(register, knowledge, FreeSlots(service, (desk,)))
        slot = next((slot for slot in free if slot.start == at), None)
        if slot:
            await register.book(Book(slot, named, name, language, interpreter, limit=1))
        return slot

    if _at_the_desk(take) is None:
        raise click.ClickException(_times(knowledge, found, service, day.date()))
    click.echo(f"Booked. Code: {named.code}")


@main.command()
@click.argument("code")
def cancel(code: str) -> None:
    """Cancel the appointment with CODE for the desk."""
    knowledge = load(or_explain(read_settings).knowledge)
    cool = max((service.cool_minutes for service in knowledge.services.values()), default=0)
    call = CallOff(code.upper(), timedelta(minutes=cool))

    async def drop(register: Register) -> bool:
        return await register.call_off(call)

    if not _at_the_desk(drop):
        raise click.ClickException(f"There is no appointment to come with the code {code}.")
    click.echo("Cancelled.")


def line(knowledge: Knowledge, each: Appointment, zone: ZoneInfo) -> str:
    """One appointment in one line."""
    at, until = each.slot.start.astimezone(zone), each.slot.until.astimezone(zone)
    wish = " interpreter" if each.interpreter else ""
    closed = "" if kept_open(knowledge, each.slot) else "  OUTSIDE THE DESK'S HOURS"
    what = f"{each.slot.service}  {each.name} ({each.language}{wish})"
    return f"{at:%Y-%m-%d %H:%M}-{until:%H:%M}  {each.ticket.code}  {what}{closed}"


def _times(knowledge: Knowledge, desk: Desk, service: str, day: date) -> str:
    """Why a time cannot be booked: which ones can."""
    zone = ZoneInfo(desk.zone)

    async def read(register: Register) -> tuple[Slot, ...]:
        return await free_slots(register, knowledge, FreeSlots(service, (desk.id,)))

    here = (slot.start.astimezone(zone) for slot in _at_the_desk(read))
    free = [f"{at:%H:%M}" for at in here if at.date() == day]
    return f"That time is not free. Free on that day: {', '.join(free) or 'none'}."


def _desk(name: str) -> tuple[Knowledge, Desk]:
    settings = or_explain(read_settings)
    knowledge = or_explain(lambda: load(settings.knowledge, settings.territory))
    desk = desk_of(knowledge, name)
    if desk is None:
        known = ", ".join(each.id for each in knowledge.desks)
        raise click.ClickException(f"There is no desk {name}. Desks: {known}.")
    return knowledge, desk


def _at_the_desk(act: Callable[[Register], Awaitable[T]]) -> T:
    """Do something in one transaction, for the desk."""

    async def run() -> T:
        database = Database(or_explain(read_settings).database_url)
        try:
            if database.is_sqlite:
                await database.migrate()
            async with database.writing() as connection:
                return await act(Register(database, connection, datetime.now(UTC)))
        except Conflict:
            raise click.ClickException("Somebody else was faster. Try again.") from None
        finally:
            await database.close()

    return asyncio.run(run())
