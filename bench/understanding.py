"""How long reading a question takes, beside plain rapidfuzz over the same phrases in the same run.

The larger bases hold the phrases again with one word in three replaced by a word of another phrase,
so that vocabulary and entries stay while phrases grow.
"""

from __future__ import annotations

import random
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.knowledge.load import load
from bot.knowledge.model import Knowledge, Language, Wording
from bot.understanding.normalise import fold
from bot.understanding.reader import Reader

ROOT = Path(__file__).parents[1]
GROWTH = (1, 10)  # times the phrases


def milliseconds(read: Callable[[str], object], texts: list[str]) -> tuple[float, float]:
    """Median and 99th percentile over the texts."""
    taken = []
    for text in texts:
        begun = time.perf_counter()
        read(text)
        taken.append((time.perf_counter() - begun) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=100)[98]


def grown(knowledge: Knowledge, times: int) -> Knowledge:
    """The same base with so many times the phrases."""
    chance = random.Random(1)
    languages = {code: _grown(each, times, chance) for code, each in knowledge.languages.items()}
    return knowledge.model_copy(update={"languages": languages})


def _grown(language: Language, times: int, chance: random.Random) -> Language:
    words = [word for each in language.entries.values() for phrase in each.phrases for word in phrase.split()]

    def varied(wording: Wording) -> Wording:
        more = (
            " ".join(chance.choice(words) if chance.random() < 1 / 3 else word for word in phrase.split())
            for _time in range(times - 1)
            for phrase in wording.phrases
        )
        return wording.model_copy(update={"phrases": (*wording.phrases, *more)})

    entries = {name: varied(wording) for name, wording in language.entries.items()}
    return language.model_copy(update={"entries": entries})


def measure(knowledge: Knowledge, texts: list[str]) -> None:
    begun = time.perf_counter()
    reader = Reader(knowledge)
    fitted = time.perf_counter() - begun
    wordings = [each for language in knowledge.languages.values() for each in language.entries.values()]
    phrases = [fold(phrase) for wording in wordings for phrase in wording.phrases]
    ours = milliseconds(reader.read, texts)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"understanding: {len(phrases)} phrases, fitted in {fitted:.1f} s, at most {memory:.0f} MB")
    print(f"  ours                      median {ours[0]:7.2f} ms   p99 {ours[1]:7.2f} ms")
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio):

        def plain(text: str, scorer: Callable[..., float] = scorer) -> object:
            return process.extractOne(fold(text), phrases, scorer=scorer)

        peer = milliseconds(plain, texts)
        print(f"  rapidfuzz {scorer.__name__:15} median {peer[0]:7.2f} ms   p99 {peer[1]:7.2f} ms", end="")
        print(f"   ours {ours[0] / peer[0]:.2f} x")


def main() -> None:
    knowledge = load(ROOT / "knowledge")
    wordings = [each for language in knowledge.languages.values() for each in language.entries.values()]
    texts = [f"{wording.question} {wording.title}" for wording in wordings]
    for times in GROWTH:
        measure(grown(knowledge, times), texts)


if __name__ == "__main__":
    main()
