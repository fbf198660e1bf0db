"""What this service is."""

from bot.engine import Ask, Done, flow
from bot.messages import Go, _
from bot.questions import Offer
from bot.world import World

ABOUT = (
    _(
        "This is a free service with first information for people who have come to live in Italy. "
        "You need no account."
    ),
    _(
        "I am a program, not a person. I never make up answers: people write and check each one, "
        "and each shows its source and the day it was checked. I do not decide on your case and I am not "
        "a lawyer."
    ),
    _("At any moment you can write: menu, back, cancel, language, person."),
)


@flow("about", menu=_("What is this service?"), order=50, page=True)
def about(ask: Ask, world: World) -> Done:
    """Say what this is, and what it is not."""
    options = (Go("privacy").option(_("Privacy")), Go("menu").option(_("Menu")))
    return ask(Offer(ABOUT, options))
