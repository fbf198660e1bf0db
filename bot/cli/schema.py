"""Write the JSON Schemas of the knowledge base."""

from __future__ import annotations

import click

from bot.cli import main, or_explain
from bot.knowledge.schema import write
from bot.settings import read_settings


@main.command()
def schema() -> None:
    """Write the schemas of the YAML files to the knowledge base's folder `schema/`."""
    folder = or_explain(read_settings).knowledge / "schema"
    write(folder)
    click.echo(f"Written to {folder}.")
