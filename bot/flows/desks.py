"""Find an information desk: by the name of a town or by a shared position."""

from bot.engine import Ask, Done, flow
from bot.hours import Door, kilometres, opening
from bot.knowledge.model import Desk
from bot.messages import Block, Go, Link, Listed, Moment, Text, Tongue, _
from bot.questions import Somewhere
from bot.world import World

NEAREST = 3


@flow("desks", "where", menu=_("Find an information desk"), order=10)
def desks(ask: Ask, world: World) -> Done:
    """Show the nearest desks, whether they are open, and how to get there."""
    if not world.knowledge.desks:
        return Done(_("No information desk is listed here yet."))
    question = _("In which town are you? Write its name, or share your position.")
    here = ask(Somewhere("where", question, world.knowledge.places))
    near = sorted(world.knowledge.desks, key=lambda desk: kilometres(here, (desk.latitude, desk.longitude)))
    text = tuple(describe(desk, here, world) for desk in near[:NEAREST])
    options = (Go("desks").option(_("Another town")), Go("menu").option(_("Menu")))
    return Done((_("The nearest information desks:"), *text), options)


def describe(desk: Desk, here: tuple[float, float], world: World) -> Block:
    """One desk in one paragraph, a line for each thing to know."""
    distance = max(1, round(kilometres(here, (desk.latitude, desk.longitude))))
    where = _("{name}, {municipality}: about {distance} km away.", **_place(desk), distance=distance)
    return Block((where, *contact(desk), door(desk, world), tongues(desk), way(desk)))


def contact(desk: Desk) -> tuple[Text, ...]:
    """How to reach a desk; an example says that it is one."""
    example = (_("This is an example desk to show the service. It does not exist."),) if desk.example else ()
    address = (_("Address: {address}", address=desk.address),) if desk.address else ()
    phone = (_("Phone: {phone}", phone=desk.phone),) if desk.phone else ()
    email = (_("E-mail: {email}", email=desk.email),) if desk.email else ()
    return (*example, *address, *phone, *email)


def door(desk: Desk, world: World) -> Text:
    match opening(desk, world.now):
        case Door(True, until) if until:
            return _("Open now, until {moment}.", moment=Moment(until))
        case Door(False, begins) if begins:
            return _("Closed now. It opens {moment}.", moment=Moment(begins))
        case _closed:
            return _("Closed in the next two weeks.")


def tongues(desk: Desk) -> Text:
    if not desk.languages:
        return _("Ask the desk which languages are spoken there.")
    spoken = Listed(tuple(Tongue(code) for code in desk.languages))
    return _("Languages spoken: {spoken}.", spoken=spoken)


def way(desk: Desk) -> Text:
    url = f"https://www.openstreetmap.org/?mlat={desk.latitude}&mlon={desk.longitude}#map=17/{desk.latitude}/{desk.longitude}"
    return _("Map:\n{link}", link=Link(url))


def _place(desk: Desk) -> dict[str, str]:
    return {"name": desk.name, "municipality": desk.municipality}
