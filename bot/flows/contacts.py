"""Where nobody answers in the chat: how to reach a desk instead, said honestly."""

from bot.engine import Ask, Done, flow
from bot.flows.desks import contact
from bot.messages import Block, Go, Text, _
from bot.questions import Offer
from bot.world import World

SHOWN = 2  # desks whose contact is given without asking where the person is


@flow("contacts", page=True)
def contacts(ask: Ask, world: World) -> Done:
    """The desks' own telephones and addresses."""
    return reach(ask, world, _("You cannot talk to a person in this chat now. A desk can help you:"))


def reach(ask: Ask, world: World, text: Text) -> Done:
    desks = world.knowledge.desks[:SHOWN]
    shown = tuple(
        Block((_("{name}, {municipality}", name=desk.name, municipality=desk.municipality), *contact(desk)))
        for desk in desks
    )
    options = (Go("desks").option(_("Find the nearest desk")), Go("menu").option(_("Menu")))
    return ask(Offer((text, *shown), options))
