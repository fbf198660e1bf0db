"""Start the service."""

from __future__ import annotations

import click
import uvicorn

from bot import logs
from bot.app import Service
from bot.cli import main, or_explain
from bot.settings import read_settings


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def run(host: str) -> None:
    """Start the service: web chat, and the channels that the settings switch on."""
    logs.set_up()
    settings = or_explain(read_settings)
    click.echo("Reading the knowledge base. The first start learns from it, which takes some seconds.")
    service = or_explain(lambda: Service.of(settings))
    channels = ["web chat", *(each.name for each in (service.telegram, service.whatsapp) if each)]
    click.echo(f"Sportello: {', '.join(channels)}. Open http://{host}:{settings.port}/ in a browser.")
    uvicorn.run(
        service.asgi(),
        host=host,
        port=settings.port,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=5,
    )
