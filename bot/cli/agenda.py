"""A desk's appointments, for those at the counter."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import click

from bot.agenda import Appointment, instant, kept_open
from bot.cli import main
from bot.cli._counter import DAY, at_the_desk, desk_or_explain
from bot.knowledge.model import Knowledge
from bot.store.appointments import Register, of_desk

WEEK = 7


@main.command()
@click.argument("desk")
@click.option("--day", type=DAY, help="Only this day, as 2026-11-24; else the coming week.")
def agenda(desk: str, day: datetime | None) -> None:
    """Show the appointments of DESK, and those that its hours no longer allow."""
    knowledge, found = desk_or_explain(desk)
    zone = ZoneInfo(found.zone)
    first = day.date() if day else datetime.now(zone).date()
    begin, end = (instant(first + timedelta(days=ahead), time(), zone) for ahead in (0, 1 if day else WEEK))

    async def read(register: Register) -> list[Appointment]:
        return await of_desk(register.connection, desk, begin, end)

    coming = at_the_desk(read)
    for each in coming:
        click.echo(line(knowledge, each, zone))
    click.echo(f"{len(coming)} appointments.")


def line(knowledge: Knowledge, each: Appointment, zone: ZoneInfo) -> str:
    """One appointment in one line."""
    at, until = each.slot.start.astimezone(zone), each.slot.until.astimezone(zone)
    wish = " interpreter" if each.interpreter else ""
    closed = "" if kept_open(knowledge, each.slot) else "  OUTSIDE THE DESK'S HOURS"
    what = f"{each.slot.service}  {each.name} ({each.language}{wish})"
    return f"{at:%Y-%m-%d %H:%M}-{until:%H:%M}  {each.ticket.code}  {what}{closed}"
