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


@click.group()
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


for module in iter_modules(__path__):
    import_module(f"{__name__}.{module.name}")
