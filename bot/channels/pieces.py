"""How a reply is divided into messages of each platform: light to import, for texts are checked by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.channels.channel import numbered, split, utf16
from bot.translations import Rendered

MOST_TELEGRAM = 4096  # UTF-16 units in a message
SHORT_LABEL = 16  # characters: two such buttons share a row on a small phone
MOST_WHATSAPP = 1600  # characters of a Body, Twilio error 21617


def telegram(rendered: Rendered) -> list[str]:
    return split(rendered.text, MOST_TELEGRAM, utf16)


def whatsapp(rendered: Rendered) -> list[str]:
    """Choices are numbered lines: WhatsApp's own buttons hold three of twenty letters."""
    return split(numbered(bold(rendered)), MOST_WHATSAPP)


def bold(rendered: Rendered) -> Rendered:
    """The title between stars, which WhatsApp shows in bold."""
    title, gap, rest = rendered.text.partition("\n\n")
    if not rendered.titled or "*" in title:
        return rendered
    return replace(rendered, text=f"*{title}*{gap}{rest}")


def rows(buttons: Sequence[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """One button a row; two where both are short."""
    found: list[list[tuple[str, str]]] = []
    half = False
    for button in buttons:
        short = len(button[1]) <= SHORT_LABEL
        if half and short:
            found[-1].append(button)
            half = False
        else:
            found.append([button])
            half = short
    return found


PIECES: dict[str, tuple[int, Callable[[Rendered], list[str]]]] = {
    "WhatsApp": (MOST_WHATSAPP, whatsapp),
    "Telegram": (MOST_TELEGRAM, telegram),
}
