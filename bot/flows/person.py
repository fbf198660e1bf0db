"""What is not here yet, said honestly: talking to a person, with how to reach a desk instead."""

from bot.engine import Ask, Done, flow
from bot.flows.desks import contact
from bot.messages import Block, Go, Text, _
from bot.questions import Offer
from bot.world import World

SHOWN = 2  # desks whose contact is given without asking where the person is


@flow("operator", menu=_("Talk to a person"), order=20, page=True)
def operator(ask: Ask, world: World) -> Done:
    """Talking to a person."""
    return _not_yet(ask, world, _("You cannot talk to a person in this chat yet. A desk can help you:"))


def _not_yet(ask: Ask, world: World, text: Text) -> Done:
    desks = world.knowledge.desks[:SHOWN]
    contacts = tuple(
        Block((_("{name}, {municipality}", name=desk.name, municipality=desk.municipality), *contact(desk)))
        for desk in desks
    )
    options = (Go("desks").option(_("Find the nearest desk")), Go("menu").option(_("Menu")))
    return ask(Offer((text, *contacts), options))
