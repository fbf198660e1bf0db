"""The names in braces that editors put in their texts: `{hotline.violence}`, `{amount.revenue_stamp}`."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.knowledge.model import Knowledge

INSERT = re.compile(r"\{([^{}]*)\}")


def unknown(text: str, knowledge: Knowledge) -> list[str]:
    """The names in a text that stand for nothing."""
    return [name for name in INSERT.findall(text) if not _stands(name, knowledge)]


def fill(text: str, show: Callable[[str, str], str]) -> str:
    """Replace each name by what `show(kind, name)` makes of it; without a dot it has a kind only."""

    def shown(found: re.Match[str]) -> str:
        kind, _dot, name = found[1].partition(".")
        return show(kind, name)

    return INSERT.sub(shown, text)


def _stands(name: str, knowledge: Knowledge) -> bool:
    kind, _dot, key = name.partition(".")
    match kind:
        case "hotline":
            return key in knowledge.hotlines
        case "amount":
            return key in knowledge.amounts
        case _:
            return False
