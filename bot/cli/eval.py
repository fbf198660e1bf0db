"""Measure how well questions are understood."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from bot.app import think_deeply
from bot.cli import main, or_explain
from bot.settings import read_settings
from bot.understanding.meaning import Kind, Meaning

COLUMNS = ("lang", "gold", "style", "text")
LEAST_WORDS = 3  # of a text whose language is judged
# What a question is counted for -> what may be said of it.
RATES = {
    "in": ("right", "reach", "wrong"),
    "out": ("false",),
    "small": ("talk",),
    "urgent": ("urgent",),
    "calm": ("alarms",),
    "told": ("language",),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what it should be understood as.

    `gold` is an entry, several joined by |, `none` (no entry), `smalltalk`, `service.NAME` (a command,
    `service.book` for the booking) or `urgent:KIND`.
    """

    lang: str
    gold: str
    style: str
    text: str


def read_questions(path: Path) -> list[Question]:
    """Read a table with tabs and a heading. Raises ClickException naming the line."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        if not set(COLUMNS) <= set(rows.fieldnames or ()):
            raise click.ClickException(
                f"{path}: the heading must name {', '.join(COLUMNS)}, with tabs between."
            )
        return [_question(path, place, row) for place, row in enumerate(rows, start=2)]


def _question(path: Path, line: int, row: dict[str, str | None]) -> Question:
    lang, gold, style, text = (row[name] for name in COLUMNS)
    if not (lang and gold and style and text):
        raise click.ClickException(f"{path}:{line}: a column is empty.")
    return Question(lang, gold, style, text)


def judge(question: Question, meaning: Meaning) -> Iterator[str]:
    """What one question counts for, and what of it came true."""
    gold = question.gold
    if gold.startswith("urgent:"):
        yield "urgent?"
        if meaning.urgency == gold.removeprefix("urgent:"):
            yield "urgent"
        return
    yield "calm?"
    if meaning.urgency:
        yield "alarms"
    if gold == "none":
        yield "out?"
        if meaning.kind is Kind.ANSWER:
            yield "false"
        return
    if gold == "smalltalk":
        yield from ("small?", *(["talk"] if meaning.smalltalk else []))
        return
    yield "in?"
    meant = set(gold.split("|"))
    if meant & said(meaning):
        yield from ("right", "reach")
        return
    if meant & {*meaning.suggestions, *meaning.needs}:
        yield "reach"
    if meaning.kind not in (Kind.SUGGEST, Kind.UNKNOWN):
        yield "wrong"


def said(meaning: Meaning) -> set[str]:
    """What a meaning answers, in the words of `gold`."""
    return {each for each in (meaning.leads_to,) if each}


def judge_language(question: Question, meaning: Meaning, codes: Iterable[str]) -> Iterator[str]:
    """Whether the language was told, of texts long enough in a language that we have."""
    if question.lang in codes and len(question.text.split()) >= LEAST_WORDS:
        yield "told?"
        if meaning.language == question.lang:
            yield "language"


def rates(counted: Counter[str]) -> dict[str, float | int]:
    """Shares of what was counted, and how much that was."""
    found: dict[str, float | int] = {}
    for kind, names in RATES.items():
        if total := counted[f"{kind}?"]:
            found |= {name: round(counted[name] / total, 4) for name in names} | {f"{kind}_n": total}
    return found


@main.command("eval")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--errors", default=0, metavar="N", help="Show the first N questions understood wrongly.")
@click.option("--json", "as_json", is_flag=True, help="Write the figures as JSON.")
@click.option("--model/--no-model", default=None, help="With the sentence model or without, whatever is set.")
def evaluate(file: Path, errors: int, as_json: bool, model: bool | None) -> None:
    """Measure how well the questions of a table are understood.

    FILE has tabs and the columns lang, gold, style and text. Gold is an entry (or several with | between),
    none, smalltalk, service.NAME or urgent:KIND.
    """
    questions = read_questions(file)
    chosen = {} if model is None else {"sentence_model": model}
    brain = or_explain(lambda: think_deeply(or_explain(lambda: read_settings(**chosen))))
    groups: dict[str, Counter[str]] = {}
    mistakes: list[str] = []
    for question in questions:
        meaning = brain.understanding.read(question.text)
        verdict = [*judge(question, meaning), *judge_language(question, meaning, brain.knowledge.languages)]
        for group in ("all", question.lang, f"{question.lang} {question.style}"):
            groups.setdefault(group, Counter()).update(verdict)
        if {"wrong", "false", "alarms"} & set(verdict) or ("urgent?" in verdict and "urgent" not in verdict):
            mistakes.append(f"{question.lang}  {question.gold} <- {shown(meaning)}: {question.text}")
    table = {group: rates(groups[group]) for group in sorted(groups, key=lambda each: (each != "all", each))}
    click.echo(json.dumps(table, ensure_ascii=False, indent=1) if as_json else lines(table))
    if not as_json:
        for mistake in mistakes[:errors]:
            click.echo(mistake)


def shown(meaning: Meaning) -> str:
    return meaning.urgency or meaning.entry or meaning.smalltalk or meaning.command or meaning.kind.value


def lines(table: dict[str, dict[str, float | int]]) -> str:
    """The table in percent; a column that says nothing of a group stays empty."""
    names = [name for group in RATES.values() for name in group]
    head = f"{'':16}{'n':>6}" + "".join(f"{name:>9}" for name in names)
    return "\n".join([head, *(_line(group, found, names) for group, found in table.items())])


def _line(group: str, found: dict[str, float | int], names: list[str]) -> str:
    cells = (f"{100 * found[name]:8.1f}%" if name in found else " " * 9 for name in names)
    number = sum(int(found.get(f"{kind}_n", 0)) for kind in ("calm", "urgent"))
    return f"{group:16}{number:6}" + "".join(cells)
