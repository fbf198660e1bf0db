"""What the service does not treat: said kindly, with a way on."""

from bot.engine import Ask, Done, flow
from bot.messages import Go, Passage, _
from bot.questions import Offer
from bot.world import World


@flow("outside", "kind", page=True)
def outside(ask: Ask, world: World) -> Done:
    """Say that this is not treated here, in the words that editors wrote for its class."""
    kind = ask.given("kind") or ""
    if any(kind not in language.outside for language in world.knowledge.languages.values()):
        return Done(then=Go("unknown"))
    options = (
        Go("menu").option(_("See the topics")),
        Go("operator").option(_("Talk to a person")),
        Go("desks").option(_("Find a desk")),
    )
    return ask(Offer((Passage(f"outside.{kind}", "reply"),), options))
