"""How the measures of understanding are counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.eval import Question, judge, judge_language
from bot.commands import Command
from bot.understanding.meaning import Kind, Meaning
from tests.test_cli import sportello

ANSWERED = Meaning(Kind.ANSWER, 0.9, "en", entry="a.a")
SUGGESTED = Meaning(Kind.SUGGEST, 0.4, "en", suggestions=("a.a", "b.b"))
UNKNOWN = Meaning(Kind.UNKNOWN)
URGENT = Meaning(Kind.URGENT, urgency="child")
TALK = Meaning(Kind.SMALLTALK, smalltalk="thanks")
BOOK = Meaning(Kind.COMMAND, command=Command.BOOKING)

VERDICTS: list[tuple[str, Meaning, set[str]]] = [
    ("a.a", ANSWERED, {"calm?", "in?", "right", "reach"}),
    ("c.c|a.a", ANSWERED, {"calm?", "in?", "right", "reach"}),
    ("c.c", ANSWERED, {"calm?", "in?", "wrong"}),
    ("b.b", SUGGESTED, {"calm?", "in?", "reach"}),
    ("c.c", SUGGESTED, {"calm?", "in?"}),
    ("a.a", UNKNOWN, {"calm?", "in?"}),
    ("a.a", TALK, {"calm?", "in?", "wrong"}),
    ("a.a", URGENT, {"calm?", "in?", "alarms", "wrong"}),
    ("service.book", BOOK, {"calm?", "in?", "right", "reach"}),
    ("none", ANSWERED, {"calm?", "out?", "false"}),
    ("none", SUGGESTED, {"calm?", "out?"}),
    ("smalltalk", TALK, {"calm?", "small?", "talk"}),
    ("smalltalk", UNKNOWN, {"calm?", "small?"}),
    ("urgent:child", URGENT, {"urgent?", "urgent"}),
    ("urgent:medical", URGENT, {"urgent?"}),
    ("urgent:child", UNKNOWN, {"urgent?"}),
]


@pytest.mark.parametrize(("gold", "meaning", "verdict"), VERDICTS)
def test_what_a_question_counts_for(gold: str, meaning: Meaning, verdict: set[str]) -> None:
    assert set(judge(Question("en", gold, "plain", "x"), meaning)) == verdict


def test_the_language_is_judged_of_three_words_and_more() -> None:
    def judged(lang: str, text: str) -> list[str]:
        return list(judge_language(Question(lang, "none", "plain", text), ANSWERED, ("en", "it")))

    assert judged("en", "one two three") == ["told?", "language"]
    assert judged("it", "uno due tre") == ["told?"]
    assert judged("en", "one two") == judged("fr", "un deux trois") == []


def test_eval_measures_a_table(tmp_path: Path) -> None:
    table = tmp_path / "questions.tsv"
    table.write_text(
        "lang\tgold\tstyle\ttext\n"
        "en\tdocuments.codice_fiscale\tplain\thow do I get a tax code\n"
        "en\tpermits.renew\tplain\thow do I get a tax code\n"
        'it\tnone\tkeywords\t"zzyzx\n',
        encoding="utf-8",
    )
    result = sportello("eval", str(table), "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert found["all"]["right"] == found["en plain"]["wrong"] == 0.5
    assert found["it"]["false"] == 0
    shown = sportello("eval", str(table), "--errors", "5").output
    assert "en  permits.renew <- documents.codice_fiscale: how do I get a tax code" in shown


def test_eval_names_the_line_that_cannot_be_read(tmp_path: Path) -> None:
    table = tmp_path / "questions.tsv"
    table.write_text("lang\tgold\tstyle\ttext\nen\t\tplain\thello\n", encoding="utf-8")
    assert "questions.tsv:2: a column is empty" in sportello("eval", str(table)).output
    table.write_text("a\tb\n", encoding="utf-8")
    assert "the heading must name lang, gold, style, text" in sportello("eval", str(table)).output
