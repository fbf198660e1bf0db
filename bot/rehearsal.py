"""What a press would be answered: the very replies of a turn, in a conversation that nobody has."""

from __future__ import annotations

from datetime import datetime

import bot.flows  # noqa: F401  # registers every flow
from bot.knowledge.model import Knowledge
from bot.messages import Go, Incoming, Pressed, Reply, Text
from bot.session import Session
from bot.turn import turn
from bot.world import World


def replies(go: Go, knowledge: Knowledge, now: datetime) -> tuple[Reply, ...]:
    """The replies to a press in the menu, in no language yet. `now` is aware UTC. Raises `FlowError`."""
    session = Session(next(iter(knowledge.languages)), chosen=True).home()
    press = Incoming("preview", "", "", now, Pressed(go.option(Text("")).key))
    world = World(now, knowledge, languages=tuple(knowledge.languages))
    return turn(session, press, world).replies
