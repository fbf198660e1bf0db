"""Which language somebody writes in, and the offer to go on in it."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Go, Option, Text, _
from bot.understanding.normalise import fold
from bot.world import World

MY_LANGUAGE = _("Continue in English")


def by_its_own_name(code: str) -> Text:
    """Whoever speaks no other language still finds their own."""
    return replace(MY_LANGUAGE, language=code)


def offer(code: str) -> Option:
    return Go("language", (code,)).option(by_its_own_name(code))


def labelled(shown: tuple[Option, ...], language: str, text: str, world: World) -> str | None:
    """The language in which a choice on the screen was typed: surer than what so few words tell."""
    said = fold(text)
    labels = (world.spell(option.label) for option in shown)
    spoken = [code for each in labels for code, label in each.items() if fold(label) == said]
    return language if language in spoken else next(iter(spoken), None)
