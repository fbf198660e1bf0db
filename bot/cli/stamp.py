"""Mark translations as made from today's text."""

from __future__ import annotations

import click

from bot.cli import main, or_explain
from bot.knowledge.folder import open_folder
from bot.knowledge.source import KnowledgeError
from bot.knowledge.stale import digest
from bot.knowledge.stale import stamp as write
from bot.knowledge.style import FIRST
from bot.settings import read_settings


@main.command()
@click.argument("entries", nargs=-1, required=True)
def stamp(entries: tuple[str, ...]) -> None:
    """Mark the translations of ENTRIES (ids, or `all`) as compared with today's Italian text."""
    path = or_explain(read_settings).knowledge
    knowledge, folder = open_folder(path)
    if knowledge is None or folder.faults:
        raise click.ClickException(str(KnowledgeError(folder.faults)))
    first = knowledge.languages[FIRST].entries
    chosen = list(first) if entries == ("all",) else list(entries)
    unknown = [name for name in chosen if name not in first]
    if unknown:
        raise click.ClickException(f"There is no entry {', '.join(unknown)}.")
    written = 0
    for code, language in knowledge.languages.items():
        for name in reversed([each for each in language.entries if each in chosen]):
            mark = digest(first[name])
            if code != FIRST and language.entries[name].made_from != mark:
                file = f"{code}/{name.split('.')[0]}.yaml"
                write(path / file, folder.documents[file].line(("entries", name, "title")), mark)
                written += 1
    click.echo(f"{written} translations marked.")
