"""The offer to go on in a language, in that very language."""

from __future__ import annotations

from dataclasses import replace

from bot.messages import Go, Option, Text, _

MY_LANGUAGE = _("Continue in English")


def by_its_own_name(code: str) -> Text:
    """Whoever speaks no other language still finds their own."""
    return replace(MY_LANGUAGE, language=code)


def offer(code: str) -> Option:
    return Go("language", (code,)).option(by_its_own_name(code))
