"""Bring the database up to date."""

from __future__ import annotations

import asyncio

import click

from bot.cli import main, or_explain
from bot.settings import read_settings
from bot.store.database import Database


@main.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""

    async def bring_up(address: str) -> None:
        database = Database(address)
        await database.migrate()
        await database.close()

    asyncio.run(bring_up(or_explain(read_settings).database_url))
    click.echo("The database is up to date.")
