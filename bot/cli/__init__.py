"""The `sportello` command: one command a file, found by name."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TypeVar

import click

from bot.knowledge.source import KnowledgeError
from bot.settings import SettingsError

T = TypeVar("T")


class Commands(click.Group):
    """Only the command that is called is imported: a check must not wait for the whole service."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        return sorted(each.name for each in iter_modules(__path__) if not each.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.list_commands(ctx):
            import_module(f"{__name__}.{cmd_name}")
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands)
@click.version_option(package_name="sportello")
def main() -> None:
    """First-level information for migrants in Italy, in the chat apps they already use."""


def or_explain(what: Callable[[], T]) -> T:
    """Run something that an administrator or an editor can mend; say how instead of a trace."""
    try:
        return what()
    except SettingsError as error:
        raise click.ClickException(f"The settings need mending:\n{error}") from None
    except KnowledgeError as error:
        raise click.ClickException(f"The knowledge base needs mending:\n{error}") from None
