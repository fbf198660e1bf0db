"""Show what a sentence is understood as."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence

import click

from bot.app import think_deeply
from bot.cli import main, or_explain
from bot.settings import read_settings
from bot.understanding.meaning import Kind, Meaning


@main.command()
@click.argument("text", required=False)
@click.option("--jsonl", is_flag=True, help='Read {"text": ...} lines from stdin, write one answer a line.')
def ask(text: str | None, jsonl: bool) -> None:
    """Show what a sentence is understood as, and why."""
    understanding = or_explain(lambda: think_deeply(or_explain(read_settings))).understanding
    if jsonl:
        for line in sys.stdin:
            if line.strip():
                said = _text_of(line)
                begun = time.perf_counter()
                meaning = understanding.read(said)
                click.echo(json.dumps(report(meaning, time.perf_counter() - begun), ensure_ascii=False))
    elif text:
        meaning = understanding.read(text)
        entries = [each.entry for each in meaning.candidates]
        click.echo(explain(meaning, understanding.phrases(text, entries)))
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
        "entry": meaning.leads_to,
        "suggestions": list(meaning.suggestions),
        "urgency": meaning.urgency,
        "language": meaning.language or "it",
        "confidence": round(meaning.confidence, 3),
        "ms": round(seconds * 1000, 3),
    }


def explain(meaning: Meaning, phrases: Sequence[str]) -> str:
    """A meaning in words, with the phrase that spoke for each candidate."""
    what = {
        Kind.ANSWER: f"answer: {meaning.entry}",
        Kind.SUGGEST: f"suggest: {', '.join(meaning.suggestions)}",
        Kind.UNKNOWN: f"outside: {meaning.outside}" if meaning.outside else "unknown",
        Kind.URGENT: f"urgent: {meaning.urgency}",
        Kind.SMALLTALK: f"small talk: {meaning.smalltalk}",
        Kind.COMMAND: f"command: {meaning.command}",
    }[meaning.kind]
    model = ", with the sentence model" if meaning.deep else ""
    head = f"{what} (confidence {meaning.confidence:.2f}, language {meaning.language or 'not clear'}{model})"
    if meaning.needs:
        head += f"\n  its parts lead to {', '.join(meaning.needs)}"
    if meaning.section:
        head += f"\n  after an answer: its section {meaning.section}"
    lines = [
        f"  {each.score:.2f}  {each.entry:28}  {phrase}"
        for each, phrase in zip(meaning.candidates, phrases, strict=True)
    ]
    return "\n".join([head, *lines])
