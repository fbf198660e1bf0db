"""The `sportello` command."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import click
import uvicorn

from bot import logs
from bot.channels.terminal import Terminal, read
from bot.knowledge.check import faults_of, overdue
from bot.knowledge.folder import open_folder
from bot.knowledge.source import KnowledgeError
from bot.settings import Settings, SettingsError, read_settings
from bot.understanding.meaning import Kind, Meaning

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


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
def run(host: str) -> None:
    """Start the service: web chat, and the channels that the settings switch on."""
    from bot.app import Service

    logs.set_up()
    settings = or_explain(read_settings)
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


@main.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""
    from bot.store.database import Database

    async def bring_up(address: str) -> None:
        database = Database(address)
        await database.migrate()
        await database.close()

    asyncio.run(bring_up(or_explain(read_settings).database_url))
    click.echo("The database is up to date.")


@main.command()
@click.option("--language", help="Language of the terminal: it, en or ar.")
def chat(language: str | None) -> None:
    """Talk to the service here. Lines may also be piped in."""
    settings = or_explain(read_settings)
    asyncio.run(_chat(settings, language))


async def _chat(settings: Settings, language: str | None) -> None:
    from bot.app import think
    from bot.hear import Ear
    from bot.outbox import Outbox
    from bot.store.database import Database

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


@main.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help='Read {"text": ...} lines from stdin, write one answer a line.')
def ask(text: str | None, jsonl: bool) -> None:
    """Show what a sentence is understood as, and why."""
    from bot.app import think

    understanding = or_explain(lambda: think(or_explain(read_settings))).understanding
    if jsonl:
        for line in sys.stdin:
            if line.strip():
                said = _text_of(line)
                begun = time.perf_counter()
                meaning = understanding.read(said)
                click.echo(json.dumps(report(meaning, time.perf_counter() - begun), ensure_ascii=False))
    elif text:
        click.echo(explain(understanding.read(text)))
    else:
        raise click.UsageError("Write a sentence, or use --jsonl.")


def _text_of(line: str) -> str:
    try:
        text = json.loads(line).get("text", "")
    except (ValueError, AttributeError):
        raise click.ClickException(f'Not a line of the form {{"text": ...}}: {line.strip()[:80]}') from None
    return text if isinstance(text, str) else ""


def report(meaning: Meaning, seconds: float) -> dict[str, object]:
    """A meaning as the line that `ask --jsonl` writes."""
    return {
        "kind": meaning.kind.value,
        "entry": meaning.entry,
        "suggestions": list(meaning.suggestions),
        "urgency": meaning.urgency,
        "language": meaning.language or "it",
        "confidence": round(meaning.confidence, 3),
        "ms": round(seconds * 1000, 3),
    }


def explain(meaning: Meaning) -> str:
    """A meaning in words, with the phrases that spoke for each candidate."""
    what = {
        Kind.ANSWER: f"answer: {meaning.entry}",
        Kind.SUGGEST: f"suggest: {', '.join(meaning.suggestions)}",
        Kind.UNKNOWN: "unknown",
        Kind.URGENT: f"urgent: {meaning.urgency}",
        Kind.SMALLTALK: f"small talk: {meaning.smalltalk}",
        Kind.COMMAND: f"command: {meaning.command}",
    }[meaning.kind]
    head = f"{what} (confidence {meaning.confidence:.2f}, language {meaning.language or 'not clear'})"
    lines = [f"  {each.score:.2f}  {each.entry:28}  {each.phrase}" for each in meaning.candidates]
    return "\n".join([head, *lines])


@main.command()
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--allow-overdue", is_flag=True, help="Entries past their date are told, but do not fail.")
@click.option("--json", "as_json", is_flag=True, help="Write the faults as JSON.")
def check(folder: Path | None, allow_overdue: bool, as_json: bool) -> None:
    """Check the knowledge base: every fault with file, line and remedy."""
    path = folder or or_explain(read_settings).knowledge
    knowledge, opened = open_folder(path)
    faults = sorted(opened.faults + (list(faults_of(knowledge, opened)) if knowledge else []))
    late = sorted(overdue(knowledge, opened, datetime.now(UTC).date())) if knowledge else []
    if as_json:
        rows = [
            {"file": f.file, "line": f.line, "what": f.what, "remedy": f.remedy} for f in [*faults, *late]
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for fault in [*faults, *late]:
            click.echo(str(fault))
        entries = len(knowledge.entries) if knowledge else 0
        click.echo(f"{entries} entries, {len(faults)} faults, {len(late)} overdue.")
    if faults or (late and not allow_overdue):
        sys.exit(1)


if __name__ == "__main__":
    main()
