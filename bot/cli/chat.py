"""Talk to the service in the terminal."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from uuid import uuid4

import click

from bot.app import think
from bot.channels.terminal import Terminal, read
from bot.cli import main, or_explain
from bot.hear import Ear
from bot.outbox import Outbox
from bot.settings import Settings, read_settings
from bot.store.database import Database


@main.command()
@click.option("--language", help="Language of the terminal: it, en or ar.")
def chat(language: str | None) -> None:
    """Talk to the service here. Lines may also be piped in."""
    settings = or_explain(read_settings)
    asyncio.run(_chat(settings, language))


async def _chat(settings: Settings, language: str | None) -> None:
    brain = or_explain(lambda: think(settings))
    database = Database(settings.database_url)
    if database.is_sqlite:
        await database.migrate()
    chat_id = uuid4().hex
    outbox = Outbox(
        database, {"terminal": Terminal(lambda text: click.echo(f"{text}\n"))}, lambda: brain.knowledge
    )
    ear = Ear(database, brain)
    interactive = sys.stdin.isatty()
    try:
        number = 0
        if interactive:
            await ear.hear(read("", chat_id, number, datetime.now(UTC), language))
            await outbox.drain()
        while line := await asyncio.to_thread(_line, interactive):
            number += 1
            await ear.hear(read(line, chat_id, number, datetime.now(UTC), language))
            await outbox.drain()
    finally:
        await database.close()


def _line(interactive: bool) -> str:
    if interactive:
        click.echo("> ", nl=False)
    return sys.stdin.readline()
