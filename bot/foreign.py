"""Whoever writes in a language that is not spoken here is told, in that language, which ones are."""

from __future__ import annotations

from dataclasses import replace

from bot.engine import Turn
from bot.messages import Passage
from bot.tongues import offer
from bot.world import World


def told(taken: Turn, world: World) -> Turn:
    """The turn with the note first, and with ways into the languages that are spoken until one is chosen."""
    code = world.meaning.language
    if code not in world.knowledge.tongues or not taken.replies:
        return taken
    first = replace(
        taken.replies[0], text=(Passage(f"tongue.{code}", "note"), *taken.replies[0].text), titled=False
    )
    replies = (first, *taken.replies[1:])
    ways = () if world.chosen else tuple(offer(each) for each in world.languages if each != world.language)
    last = replace(replies[-1], options=(*replies[-1].options, *ways))
    return replace(taken, session=replace(taken.session, shown=last.options), replies=(*replies[:-1], last))
