"""Show how entries look, on a local page."""

from __future__ import annotations

import click
import uvicorn

from bot.cli import main, or_explain
from bot.preview.pages import Preview
from bot.settings import read_settings


@main.command()
@click.option(
    "--port", default=8010, show_default=True, type=click.IntRange(1, 65535), help="Port of the page."
)
def preview(port: int) -> None:
    """Show how each entry looks in every language and channel, with its faults. Save, reload, look."""
    folder = or_explain(read_settings).knowledge
    click.echo(f"Preview of {folder}. Open http://127.0.0.1:{port}/ in a browser; Ctrl-C ends it.")
    uvicorn.run(Preview(folder).asgi(), host="127.0.0.1", port=port, log_level="warning", access_log=False)
