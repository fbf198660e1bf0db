"""How long reading a question takes, beside plain rapidfuzz over the same phrases in the same run."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.knowledge.load import load
from bot.understanding.normalise import fold
from bot.understanding.reader import Reader

ROOT = Path(__file__).parents[1]


def milliseconds(read: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """Median and 99th percentile over the texts."""
    taken = []
    for text in texts:
        begun = time.perf_counter()
        read(text)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def main() -> None:
    knowledge = load(ROOT / "knowledge")
    begun = time.perf_counter()
    understanding = Reader(knowledge)
    fitted = time.perf_counter() - begun
    wordings = [each for language in knowledge.languages.values() for each in language.entries.values()]
    phrases = [fold(phrase) for wording in wordings for phrase in wording.phrases]
    texts = [f"{wording.question} {wording.title}" for wording in wordings] * 2
    ours = milliseconds(understanding.read, texts)
    print(f"understanding: {len(phrases)} phrases, fitted in {fitted:.2f} s")
    print(f"  ours                      median {ours[0]:7.2f} ms   p99 {ours[1]:7.2f} ms")
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio):

        def plain(text: str, scorer: Callable[..., float] = scorer) -> object:
            return process.extractOne(fold(text), phrases, scorer=scorer)

        peer = milliseconds(plain, texts)
        print(f"  rapidfuzz {scorer.__name__:15} median {peer[0]:7.2f} ms   p99 {peer[1]:7.2f} ms", end="")
        print(f"   ours {ours[0] / peer[0]:.2f} x")


if __name__ == "__main__":
    main()
