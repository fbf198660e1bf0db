"""Choosing a desk, a day and a time: what booking and moving ask in the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from zoneinfo import ZoneInfo

from bot.agenda import Slot, desk_of
from bot.engine import Ask
from bot.flows.desks import contact
from bot.hours import kilometres
from bot.knowledge.model import Desk
from bot.messages import Block, Moment, Option, Text, _
from bot.questions import Choice, Somewhere
from bot.when import AtTime, OnDay, Times
from bot.world import World

MOST_DESKS = 5  # listed at once, and read at once: 300 agendas are never read for one message
DAYS, TIMES = 7, 6  # choices on a page; no hour of opening is also the number of a choice


@dataclass(frozen=True, slots=True)
class Way:
    """One desk, or a way to find one."""

    key: str
    label: Text

    def option(self) -> Option:
        return Option(self.key, self.label)


ANY = Way("any", _("Any of these desks"))
NEAREST = Way("nearest", _("The nearest to me"))


def choose_desks(ask: Ask, world: World, service: str) -> tuple[Desk, ...]:
    """The desks whose times are shown: one, or some of which any will do; none if none offers the service."""
    offering = tuple(desk for desk in world.knowledge.desks if service in desk.services)
    if len(offering) <= 1:
        return offering
    near = offering[:MOST_DESKS] if len(offering) <= MOST_DESKS else _nearest(ask, world, offering)
    ways = [Way(desk.id, named(desk)) for desk in near]
    further = (ANY, NEAREST) if len(offering) <= MOST_DESKS else (ANY,)
    chosen = ask(Choice("desk", _("At which desk?"), (*ways, *further)))
    if chosen is ANY:
        return near
    if chosen is NEAREST:
        return _nearest(ask, world, offering)[:1]
    return tuple(desk for desk in near if desk.id == chosen.key)


def _nearest(ask: Ask, world: World, desks: Sequence[Desk]) -> tuple[Desk, ...]:
    question = _("In which town are you? Write its name, or share your position.")
    here = ask(Somewhere("where", question, world.knowledge.places))
    near = sorted(desks, key=lambda desk: kilometres(here, (desk.latitude, desk.longitude)))
    return tuple(near[:MOST_DESKS])


def named(desk: Desk) -> Text:
    return _("{name}, {municipality}", name=desk.name, municipality=desk.municipality)


def choose_slot(ask: Ask, world: World, times: Times) -> Slot:
    """A day, then a time on it."""
    today = world.now.astimezone(ZoneInfo(times.desks[0].zone)).date()
    return _time(ask, times.of(_day(ask, times, today)))


def _day(ask: Ask, times: Times, today: date) -> date:
    free = times.days()
    for page in count():
        shown, left = free[page * DAYS : (page + 1) * DAYS], free[(page + 1) * DAYS :]
        question = _("On which day can you come? Choose, or write a day.")
        if day := ask(OnDay(f"day{page}", question, free, shown, bool(left), today)):
            return day
    raise AssertionError  # pragma: no cover  # the pages end


def _time(ask: Ask, times: Times) -> Slot:
    for page in count():
        shown, left = times.slots[page * TIMES : (page + 1) * TIMES], times.slots[(page + 1) * TIMES :]
        if slot := ask(AtTime(f"time{page}", _("At what time?"), times, shown, bool(left))):
            return slot
    raise AssertionError  # pragma: no cover  # the pages end


def moment(world: World, slot: Slot, at: datetime | None = None) -> Moment:
    """The beginning of a slot, or another instant, on the wall clock of its desk."""
    return Moment((at or slot.start).astimezone(zone(world, slot)))


def zone(world: World, slot: Slot) -> ZoneInfo:
    """Where the clock of a slot's desk hangs."""
    desk = desk_of(world.knowledge, slot.desk)
    return ZoneInfo(desk.zone if desk else "Europe/Rome")


def details(world: World, slot: Slot) -> Block:
    """When and where, a line for each thing to know."""
    at = _("When: {moment}", moment=moment(world, slot))
    desk = desk_of(world.knowledge, slot.desk)
    if desk is None:
        return Block((at, _("This desk is no longer listed. Ask before you go.")))
    where = _("Where: {place}, {municipality}", place=desk.name, municipality=desk.municipality)
    return Block((at, where, *contact(desk)))
