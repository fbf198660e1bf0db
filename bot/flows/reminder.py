"""Being reminded of an appointment, and saying that one will come."""

from __future__ import annotations

from bot.agenda import Appointment, desk_of
from bot.effects import Confirm
from bot.engine import Ask, Done, flow
from bot.flows.appointments import GONE, find
from bot.flows.booking import MENU, MINE
from bot.flows.slots import details, moment, named
from bot.knowledge.model import Desk
from bot.messages import Go, Option, Template, Text, _
from bot.questions import Offer
from bot.world import MyStanding, World


@flow("reminder", "code", page=True)
def reminder(ask: Ask, world: World) -> Done:
    """Remind of an appointment: time and place only, for others may see the screen."""
    found = find(ask, world)
    if found is None:
        return Done(GONE, then=Go("appointments"))
    desk = desk_of(world.knowledge, found.slot.desk)
    standing = world.look(MyStanding())
    text, options = [remembered(world, found, desk)], ways(found)
    if standing and standing.taken:  # a move or a cancellation asks questions, and would talk over the desk
        text.append(_("To move or cancel it, write so to the person who answers you."))
        options = options[:1]
    return ask(Offer(tuple(text), options, template=template(world, found, desk)))


def remembered(world: World, found: Appointment, desk: Desk | None) -> Text:
    at = moment(world, found.slot)
    if desk is None:
        return _(
            "Remember your appointment.\n{moment}\nThis desk is no longer listed. Ask before you go.",
            moment=at,
        )
    where = {"place": desk.name, "municipality": desk.municipality}
    return _("Remember your appointment.\n{moment}\n{place}, {municipality}", moment=at, **where)


def template(world: World, found: Appointment, desk: Desk | None) -> Template | None:
    """The same for a platform that asks for an approved text: when, where. Its gaps cannot be empty."""
    if desk is None:
        return None
    return Template("reminder", (moment(world, found.slot), named(desk)))


def ways(found: Appointment) -> tuple[Option, ...]:
    """What a reminder offers. Its buttons are links: they work whenever they are pressed."""
    code = found.ticket.code
    return (
        Go("confirm", (code, str(found.version))).option(_("I will come")),
        Go("move", (code,)).option(_("Move it to another time")),
        Go("call_off", (code,)).option(_("Cancel this appointment")),
    )


@flow("confirm", "code", "version")
def confirm(ask: Ask, world: World) -> Done:
    """Keep that the person will come. A button of before a change shows how things stand now."""
    found = find(ask, world)
    if found is None:
        return Done(GONE, (MINE, MENU))
    if str(found.version) != ask.given("version"):
        text = (_("This appointment was moved meanwhile. It is now:"), details(world, found.slot))
        return Done(text, ways(found))
    when = moment(world, found.slot)
    effect = Confirm(found.ticket.code, found.version)
    return Done(_("Thank you. The desk expects you.\n{moment}", moment=when), (MINE, MENU), (effect,))
