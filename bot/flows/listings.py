"""Courses and events that are on now, by the time of day; past ones are gone by themselves."""

from zoneinfo import ZoneInfo

from bot.engine import Ask, Done, flow
from bot.hours import kilometres
from bot.knowledge.model import DayPart, Listing
from bot.messages import Block, Day, Go, Option, Passage, Text, _
from bot.questions import Offer
from bot.world import World

SHOWN = 4
ANY = "any"
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


def opening(entry: str, world: World) -> Go:
    """What answers a question: the listings if it says when, at which level or where, else the entry."""
    kind, said = world.knowledge.entries[entry].listings, world.meaning.details
    if kind and said and any(each.kind == kind for each in current(world)):
        return Go("listings", (kind, said.when or ANY, said.level or ANY, said.town.replace(" ", "_")))
    return Go("answer", (entry,))


@flow("listings", "kind", "when", "level", "town", page=True)
def listings(ask: Ask, world: World) -> Done:
    """Show the courses or events of one kind; as asked of a time of day, of a level, the nearest first."""
    kind, when, level = ask.given("kind") or "", ask.given("when") or ANY, ask.given("level") or ANY
    of_kind = [each for each in current(world) if each.kind == kind]
    if not of_kind:
        return Done(_("Nothing is listed here now."), (Go("menu").option(_("Menu")),))
    fitting = [each for each in of_kind if fits(each, when, level)]
    if here := world.knowledge.places.find((ask.given("town") or "").replace("_", " ")):
        fitting.sort(key=lambda each: kilometres(here[1:], (each.latitude, each.longitude)))
    text = tuple(describe(each) for each in fitting[:SHOWN])
    head = _("On now:") if fitting else _("Nothing like that is listed now. Try another time of day:")
    return ask(Offer((head, *text), ways(kind, when, of_kind)))


def fits(listing: Listing, when: str, level: str) -> bool:
    """A listing without a level is for everybody; words that are no time of day or level ask for nothing."""
    at_that_time = when not in PARTS or when in listing.when
    return at_that_time and (level == ANY or listing.level in (None, level))


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
