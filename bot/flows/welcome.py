"""The first words of a conversation."""

from dataclasses import replace

from bot.engine import Ask, Done, flow
from bot.messages import Go, _
from bot.questions import Offer
from bot.tongues import offer
from bot.world import World

HELLO = _(
    "Hello! I give information on permits, work, health, courses and more in Italy. "
    "Ask your question in your own words. It is free and you need no account."
)
PRIVACY = _("I keep our messages to answer you. Write “privacy” to read more or to delete them.")


@flow("welcome", page=True)
def welcome(ask: Ask, world: World) -> Done:
    """Greet in the person's language; in all of them while it is not known."""
    spoken = (world.language,) if world.guessed else world.languages
    others = tuple(code for code in world.languages if code != world.language or not world.guessed)
    languages = () if world.chosen else tuple(offer(code) for code in others)
    options = (*languages, Go("menu").option(_("See the topics")))
    greeting = tuple(replace(HELLO, language=code) for code in spoken)
    return ask(Offer((*greeting, PRIVACY), options))
