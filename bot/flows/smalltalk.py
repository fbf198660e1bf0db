"""Greetings, thanks and the like."""

from bot.engine import Ask, Done, flow
from bot.messages import Go, Passage, _
from bot.questions import Offer
from bot.world import World


@flow("smalltalk", "kind", page=True)
def smalltalk(ask: Ask, world: World) -> Done:
    """Answer in kind, and leave the way open."""
    kind = ask.given("kind") or ""
    if any(kind not in language.smalltalk for language in world.knowledge.languages.values()):
        return Done(then=Go("menu"))
    reply = Passage(f"smalltalk.{kind}", "reply")
    return ask(Offer((reply,), (Go("menu").option(_("See the topics")),)))
