"""The waiting list: join, take what is offered, leave."""

from __future__ import annotations

from bot.agenda import MyWishes, NewTicket, Wish, desk_of, reminders
from bot.effects import Book, Leave, Wait
from bot.engine import Ask, Done, flow
from bot.flows.booking import MENU, MINE, Need, booked
from bot.flows.slots import details, moment, zone
from bot.messages import Go, _
from bot.questions import Choice, Name, Offer
from bot.world import World

OVER = _("This offer is over. You keep your place on the waiting list.")


@flow("waitlist", "service", "desk")
def waitlist(ask: Ask, world: World) -> Done:
    """Join the line for a service, at one desk or at any."""
    needs = [Need(name) for name in world.knowledge.services]
    service = ask(Choice("service", _("What do you need the appointment for?"), needs)).id
    offering = tuple(desk.id for desk in world.knowledge.desks if service in desk.services)
    one = tuple(name for name in offering if name == ask.given("desk"))
    if not offering:
        return Done(_("No desk gives appointments here yet."), (MENU,))
    text = _("You are on the waiting list. When a time becomes free, I write to you here.")
    return Done(text, (MINE, MENU), (Wait(service, one or offering),))


@flow("offer", "wish", page=True)
def offer(ask: Ask, world: World) -> Done:
    """Show the time that is kept for this person alone, and until when."""
    wish = find(ask, world)
    if wish is None or wish.offer is None or wish.offered_until is None:
        return Done(OVER, then=Go("appointments"))
    until = moment(world, wish.offer, wish.offered_until)
    kept = _("It is kept for you until {moment}. Then it goes to the next person.", moment=until)
    given = (str(wish.id),)
    ways = (
        Go("accept", given).option(_("Take this time")),
        Go("leave", given).option(_("Leave the waiting list")),
    )
    return ask(Offer((_("A time has become free for you:"), details(world, wish.offer), kept), ways))


@flow("accept", "wish", free="name")
def accept(ask: Ask, world: World) -> Done:
    """Take the offered time."""
    wish = find(ask, world)
    rules = world.knowledge.services.get(wish.service) if wish else None
    desk = desk_of(world.knowledge, wish.offer.desk) if wish and wish.offer else None
    if wish is None or wish.offer is None or rules is None or desk is None:
        return Done(OVER, (MINE, MENU))
    name = ask(Name("name", _("What should the desk call you? Write a name.")))
    interpreter = world.language not in desk.languages
    told = (world.look(NewTicket()), name, world.language, interpreter, rules.limit, wish.id)
    coming = reminders(wish.offer, zone(world, wish.offer), world.now)
    return booked(ask, world, Book(wish.offer, *told, coming))


@flow("leave", "wish")
def leave(ask: Ask, world: World) -> Done:
    """Leave the line."""
    wish = find(ask, world)
    if wish is None:
        return Done(then=Go("appointments"))
    return Done(_("You are no longer on the waiting list."), (MINE, MENU), (Leave(wish.id),))


def find(ask: Ask, world: World) -> Wish | None:
    """The person's own place in line that a button carried."""
    return next((wish for wish in world.look(MyWishes()) if str(wish.id) == ask.given("wish")), None)
