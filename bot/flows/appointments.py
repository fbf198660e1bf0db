"""My appointments: see, move, cancel."""

from __future__ import annotations

from datetime import timedelta

from bot.agenda import Appointment, FreeSlots, MyAppointments, MyWishes, Slot, Wish, event_of, reminders
from bot.effects import CallOff, Hold, Move
from bot.engine import Ask, Done, flow
from bot.flows.booking import MENU, MINE, bring, code, full
from bot.flows.slots import choose_slot, details, moment, zone
from bot.messages import Go, Option, Passage, Sentence, Text, _
from bot.questions import Offer, YesNo
from bot.when import Times
from bot.world import World

GONE = _("This appointment is no longer there.")


@flow("appointments", menu=_("My appointments"), order=35, page=True)
def appointments(ask: Ask, world: World) -> Done:
    """Show what is to come, and what one waits for."""
    mine, wishes = world.look(MyAppointments()), world.look(MyWishes())
    book = Go("booking").option(_("Book an appointment"))
    if not mine and not wishes:
        return ask(Offer((_("You have no appointments."),), (book, MENU)))
    text = tuple(_line(world, each) for each in mine) + tuple(_waited(wish) for wish in wishes)
    options = tuple(
        Go("appointment", (each.ticket.code,)).option(_line(world, each)) for each in mine
    ) + tuple(_way(wish) for wish in wishes)
    return ask(Offer((_("Your appointments:"), *text), (*options, book, MENU)))


@flow("appointment", "code", page=True)
def appointment(ask: Ask, world: World) -> Done:
    """Show one appointment, and what can be done with it."""
    found = find(ask, world)
    if found is None:
        return Done(GONE, then=Go("appointments"))
    given = (found.ticket.code,)
    options = (
        Go("move", given).option(_("Move it to another time")),
        Go("call_off", given).option(_("Cancel this appointment")),
        MENU,
    )
    text: tuple[Sentence, ...] = (details(world, found.slot), code(found.ticket))
    return ask(Offer(text + bring(world, found.slot.service, None), options))


@flow("move", "code")
def move(ask: Ask, world: World) -> Done:
    """Give an appointment another time at the same desk."""
    found = find(ask, world)
    desks = tuple(desk for desk in world.knowledge.desks if found and desk.id == found.slot.desk)
    if found is None or not desks:
        return Done(GONE, (MINE, MENU))
    slots = world.look(FreeSlots(found.slot.service, (found.slot.desk,)))
    if not slots:
        return full(found.slot.service, desks)
    slot = choose_slot(ask, world, Times(slots, desks))
    ask.hold(Hold(slot))
    when = {"before": moment(world, found.slot), "after": moment(world, slot)}
    if not ask(YesNo("sure", _("Shall I move your appointment?\nBefore: {before}\nNow: {after}", **when))):
        return Done(_("Your appointment stays as it was."), (MINE, MENU))
    moved = event_of(world.knowledge, slot, found.ticket, found.version + 1)
    text = (_("Your appointment is moved."), details(world, slot), code(found.ticket))
    coming = reminders(slot, zone(world, slot), world.now)
    change = Move(found.ticket.code, slot, cool(world, found.slot), coming)
    return Done(text, (MINE, MENU), (change,), event=moved)


@flow("call_off", "code")
def call_off(ask: Ask, world: World) -> Done:
    """Cancel an appointment, after one question."""
    found = find(ask, world)
    if found is None:
        return Done(GONE, (MINE, MENU))
    if not ask(
        YesNo("sure", _("Shall I cancel your appointment?\n{moment}", moment=moment(world, found.slot)))
    ):
        return Done(_("Your appointment stays as it was."), (MINE, MENU))
    effect = CallOff(found.ticket.code, cool(world, found.slot))
    return Done(_("Your appointment is cancelled."), (MINE, MENU), (effect,))


def find(ask: Ask, world: World) -> Appointment | None:
    """The person's own appointment with the code that a button carried."""
    mine = world.look(MyAppointments())
    return next((each for each in mine if each.ticket.code == ask.given("code")), None)


def cool(world: World, slot: Slot) -> timedelta:
    """How long a freed slot is withheld."""
    rules = world.knowledge.services.get(slot.service)
    return timedelta(minutes=rules.cool_minutes if rules else 0)


def _line(world: World, found: Appointment) -> Text:
    return _("{moment}, {service}", moment=moment(world, found.slot), service=_service(found.slot.service))


def _waited(wish: Wish) -> Text:
    return _("On the waiting list: {service}", service=_service(wish.service))


def _way(wish: Wish) -> Option:
    """What can be done with a place in line: look at what is offered, or leave."""
    if wish.offer:
        return Go("offer", (str(wish.id),)).option(_("See the free time"))
    return Go("leave", (str(wish.id),)).option(_("Leave the waiting list"))


def _service(name: str) -> Passage:
    return Passage(f"service.{name}", "name")
