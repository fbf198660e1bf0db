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
from bot.store.reminders import Missed, missed

WEEK = 7


@main.command()
@click.argument("desk")
@click.option("--day", type=DAY, help="Only this day, as 2026-11-24; else the coming week.")
def agenda(desk: str, day: datetime | None) -> None:
    """Show the appointments of DESK: also what its hours no longer allow, and whom no reminder reached."""
    knowledge, found = desk_or_explain(desk)
    zone = ZoneInfo(found.zone)
    first = day.date() if day else datetime.now(zone).date()
    begin, end = (instant(first + timedelta(days=ahead), time(), zone) for ahead in (0, 1 if day else WEEK))

    async def read(register: Register) -> tuple[list[Appointment], list[Missed]]:
        here = register.connection
        return await of_desk(here, desk, begin, end), await missed(here, begin, end, desk)

    coming, lost = at_the_desk(read)
    codes = {each.code for each in lost}
    for each in coming:
        late = "  A REMINDER WAS NOT DELIVERED" if each.ticket.code in codes else ""
        click.echo(f"{line(knowledge, each, zone)}{late}")
    click.echo(f"{len(coming)} appointments.")


def line(knowledge: Knowledge, each: Appointment, zone: ZoneInfo) -> str:
    """One appointment in one line."""
    at, until = each.slot.start.astimezone(zone), each.slot.until.astimezone(zone)
    wish = " interpreter" if each.interpreter else ""
    will = "  confirmed" if each.confirmed else ""
    closed = "" if kept_open(knowledge, each.slot) else "  OUTSIDE THE DESK'S HOURS"
    what = f"{each.slot.service}  {each.name} ({each.language}{wish})"
    return f"{at:%Y-%m-%d %H:%M}-{until:%H:%M}  {each.ticket.code}  {what}{will}{closed}"
