"""How well questions are understood: `bench/understanding.json`, below which no change may fall.

The questions are ours, unlike the phrases and never taught. Run with `python -m bench.quality`.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from bot.app import think
from bot.cli.eval import judge, judge_language, rates, read_questions
from bot.settings import read_settings
from bot.understanding.meaning import Understanding

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "bench/understanding.json"
QUESTIONS = ROOT / "tests/understanding/questions.tsv"  # in words far from the phrases
NATURAL = ROOT / "tests/understanding/natural.tsv"  # in the words that come first to mind
EMERGENCIES = ROOT / "tests/understanding/emergencies.tsv"
STRANGE_EMERGENCIES = ROOT / "tests/understanding/foreign_emergencies.tsv"  # and what only sounds so
STRANGERS = ROOT / "tests/understanding/foreign.tsv"  # in languages without phrases
MEASURED = {
    "questions": QUESTIONS,
    "natural": NATURAL,
    "emergencies": EMERGENCIES,
    "foreign emergencies": STRANGE_EMERGENCIES,
}
LANGUAGES = ("it", "en", "ar")

Figures = dict[str, dict[str, float | int]]


def figures(understanding: Understanding) -> Figures:
    """Shares by language, of the questions and (marked so) of the emergencies."""
    groups: dict[str, Counter[str]] = {}
    for name, file in MEASURED.items():
        for question in read_questions(file):
            meaning = understanding.read(question.text)
            verdict = [*judge(question, meaning), *judge_language(question, meaning, LANGUAGES)]
            for group in (f"{name} all", f"{name} {question.lang}"):
                groups.setdefault(group, Counter()).update(verdict)
    return {group: rates(counted) for group, counted in sorted(groups.items())}


def main() -> None:
    found = figures(think(read_settings()).understanding)
    FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    for group, shares in found.items():
        print(f"{group:16}", {name: share for name, share in shares.items() if not name.endswith("_n")})


if __name__ == "__main__":
    main()
