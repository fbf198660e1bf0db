"""Courses and events that are on now, by the time of day; past ones are gone by themselves."""

from zoneinfo import ZoneInfo

from bot.engine import Ask, Done, flow
from bot.knowledge.model import DayPart, Listing
from bot.messages import Block, Day, Go, Option, Passage, Text, _
from bot.questions import Offer
from bot.world import World

SHOWN = 4
ITALY = ZoneInfo("Europe/Rome")
PARTS: dict[DayPart, Text] = {
    "morning": _("In the morning"),
    "afternoon": _("In the afternoon"),
    "evening": _("In the evening"),
}


def current(world: World) -> list[Listing]:
    """What has not ended yet, as the day is in Italy's calendar."""
    today = world.now.astimezone(ITALY).date()
    return [each for each in world.knowledge.listings if each.until >= today]


@flow("listings", "kind", "when", page=True)
def listings(ask: Ask, world: World) -> Done:
    """Show the courses or events of one kind, at one time of day if that is asked for."""
    kind, when = ask.given("kind") or "", ask.given("when") or "any"
    of_kind = [each for each in current(world) if each.kind == kind]
    fitting = [each for each in of_kind if when not in PARTS or when in each.when]
    if not of_kind:
        return Done(_("Nothing is listed here now."), (Go("menu").option(_("Menu")),))
    text = tuple(describe(each) for each in fitting[:SHOWN])
    head = _("On now:") if fitting else _("Nothing is listed at that time of day. Try another:")
    return ask(Offer((head, *text), ways(kind, when, of_kind)))


def ways(kind: str, when: str, of_kind: list[Listing]) -> tuple[Option, ...]:
    """The other times of day at which there is something."""
    offered = [part for part in PARTS if part != when and any(part in each.when for each in of_kind)]
    parts = tuple(Go("listings", (kind, part)).option(PARTS[part]) for part in offered)
    return (*parts, Go("menu").option(_("Menu")))


def describe(listing: Listing) -> Block:
    """One listing in one paragraph."""
    example = (_("This is an example to show the service. It does not exist."),) if listing.example else ()
    level = (_("Level: {level}", level=listing.level),) if listing.level else ()
    of = f"listing.{listing.id}"
    where = _("Where: {place}, {municipality}", place=listing.place, municipality=listing.municipality)
    until = _("Until {day}", day=Day(listing.until))
    return Block((Passage(of, "title"), *example, Passage(of, "about"), *level, where, until))
