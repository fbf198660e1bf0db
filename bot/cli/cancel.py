"""Cancel an appointment for the desk."""

from __future__ import annotations

from datetime import timedelta

import click

from bot.cli import main, or_explain
from bot.cli._counter import at_the_desk
from bot.effects import CallOff
from bot.knowledge.load import load
from bot.settings import read_settings
from bot.store.appointments import Register


@main.command()
@click.argument("code")
def cancel(code: str) -> None:
    """Cancel the appointment with CODE for the desk."""
    settings = or_explain(read_settings)
    knowledge = or_explain(lambda: load(settings.knowledge, settings.territory))
    cool = max((service.cool_minutes for service in knowledge.services.values()), default=0)
    call = CallOff(code.upper(), timedelta(minutes=cool))

    async def drop(register: Register) -> bool:
        return await register.call_off(call)

    if not at_the_desk(drop):
        raise click.ClickException(f"There is no appointment to come with the code {code}.")
    click.echo("Cancelled.")
