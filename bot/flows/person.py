"""What is not here yet, said honestly: booking, with how to reach a desk instead."""

from bot.engine import Ask, Done, flow
from bot.flows.contacts import reach
from bot.messages import _
from bot.world import World


@flow("booking", menu=_("Book an appointment"), order=30, page=True)
def booking(ask: Ask, world: World) -> Done:
    """Booking an appointment."""
    return reach(ask, world, _("You cannot book an appointment in this chat yet. Ask a desk for one:"))
