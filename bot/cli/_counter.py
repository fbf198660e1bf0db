"""What the commands of a desk's counter share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import click

from bot.agenda import desk_of
from bot.cli import or_explain
from bot.cli._database import in_one_transaction
from bot.knowledge.load import load
from bot.knowledge.model import Desk, Knowledge
from bot.settings import read_settings
from bot.store.appointments import Register
from bot.store.database import Conflict

T = TypeVar("T")
DAY = click.DateTime(["%Y-%m-%d"])


def desk_or_explain(name: str) -> tuple[Knowledge, Desk]:
    settings = or_explain(read_settings)
    knowledge = or_explain(lambda: load(settings.knowledge, settings.territory))
    desk = desk_of(knowledge, name)
    if desk is None:
        known = ", ".join(each.id for each in knowledge.desks)
        raise click.ClickException(f"There is no desk {name}. Desks: {known}.")
    return knowledge, desk


def at_the_desk(act: Callable[[Register], Awaitable[T]]) -> T:
    """Do something in one transaction, for the desk."""
    try:
        return in_one_transaction(
            lambda database, connection: act(Register(database, connection, datetime.now(UTC)))
        )
    except Conflict:
        raise click.ClickException("Somebody else was faster. Try again.") from None
