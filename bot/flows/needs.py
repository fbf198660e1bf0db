"""Several needs in one message."""

from bot.engine import Ask, Done, flow
from bot.messages import Go, Passage, _
from bot.questions import Offer
from bot.world import World


@flow("needs", "one", "two", "three", "four", page=True)
def needs(ask: Ask, world: World) -> Done:
    """Offer them all: "back" leads from the answer to one here again, and so to the next."""
    given = (ask.given(key) for key in ("one", "two", "three", "four"))
    names = [name for name in given if name and name in world.knowledge.entries]
    if not names:
        return Done(then=Go("unknown"))
    options = (
        *(Go("answer", (name,)).option(Passage(name, "question")) for name in names),
        Go("unknown").option(_("None of these")),
    )
    text = _("You ask about more than one thing. Where shall we begin? Write “back” to return here.")
    return ask(Offer((text,), options))
