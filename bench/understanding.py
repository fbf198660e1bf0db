"""What reading a question costs, beside plain rapidfuzz over the same phrases in the same run.

The tenfold base holds the phrases again with one word in three replaced by a word of another phrase; the
hundredfold one holds the tenfold's ten times. Both are fitted by means of phrases instead of by a vector
machine, which would take minutes: what a question costs does not depend on how the weights were found.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from rapidfuzz import fuzz, process
from scipy.sparse import csr_matrix

from bench.quality import QUESTIONS
from bot.cli.eval import read_questions
from bot.deepening import Deepening
from bot.fitting import fitted
from bot.knowledge.load import load
from bot.knowledge.model import Knowledge, Language, Wording
from bot.settings import read_settings
from bot.understanding.cascade import Cascade
from bot.understanding.features import Features
from bot.understanding.labels import examples, shown
from bot.understanding.language import recognised
from bot.understanding.letters import Letters
from bot.understanding.lexicon import Lexicon, Said
from bot.understanding.model import Model, Rows
from bot.understanding.normalise import fold
from bot.understanding.reader import Fitted, Reader, count

ROOT = Path(__file__).parents[1]
PEERS = {1: 60, 10: 12, 100: 3}  # questions that the peers are asked: they take long
START = """
import resource, sys, time
from pathlib import Path
from bot.knowledge.load import load
from bot.app import Service
knowledge = load(Path(sys.argv[1]))
before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
from bot.fitting import fitted
fitted(knowledge, Path(sys.argv[2])).read("where can I learn Italian")
taken = time.perf_counter() - begun
print(taken, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def started(folder: str) -> tuple[float, float]:
    """Seconds and added megabytes of a new process until it can read; it fits if nothing is kept."""
    command = [sys.executable, "-c", START, str(ROOT / "knowledge"), folder]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes


def milliseconds(read: Callable[[str], object], texts: Sequence[str]) -> tuple[float, float]:
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


def by_means(texts: Sequence[Said], labels: Sequence[str]) -> Model:
    """A model whose weights are the means of the rows of each label."""
    features = Features.of(texts)
    rows = Rows.of(features, texts)
    matrix = csr_matrix((rows.values, rows.places, rows.ends), shape=(len(texts), features.size))
    names, which = np.unique(labels, return_inverse=True)
    belongs = csr_matrix((1 / np.bincount(which)[which], (which, range(len(texts)))))
    weights = np.vstack([(belongs @ matrix).toarray().T, np.zeros(len(names))]).astype(np.float16)
    return Model(features, tuple(names.tolist()), weights, rows.of_places(shown(labels)))


def fitted_by_means(knowledge: Knowledge) -> Fitted:
    taught = list(examples(knowledge))
    vocabulary = count(knowledge, taught)
    lexicon = Lexicon(knowledge, vocabulary)
    model = by_means([lexicon.read(each.phrase) for each in taught], [each.label for each in taught])
    return Fitted(vocabulary, model, Letters.of(recognised(knowledge)))


def repeated(knowledge: Knowledge, times: int) -> Knowledge:
    """The same base with each phrase so many times."""
    languages = {
        code: language.model_copy(
            update={
                "entries": {
                    name: wording.model_copy(update={"phrases": wording.phrases * times})
                    for name, wording in language.entries.items()
                }
            }
        )
        for code, language in knowledge.languages.items()
    }
    return knowledge.model_copy(update={"languages": languages})


def compare(times: int, reader: Reader, knowledge: Knowledge, texts: Sequence[str]) -> float:
    """Print one size; returns our median."""
    ours = milliseconds(reader.read, texts)
    phrases = [fold(phrase) for each in knowledge.languages.values() for phrase in _phrases(each)]
    print(f"{times:3} x, {len(phrases)} phrases: median {ours[0]:.2f} ms, p99 {ours[1]:.2f} ms")
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio):

        def plain(text: str, scorer: Callable[..., float] = scorer) -> object:
            return process.extractOne(fold(text), phrases, scorer=scorer)

        peer, _p99 = milliseconds(plain, texts[: PEERS[times]])
        print(f"      rapidfuzz {scorer.__name__:15} median {peer:8.2f} ms: {peer / ours[0]:.0f} x ours")
    return ours[0]


def _phrases(language: Language) -> Iterator[str]:
    for wording in language.entries.values():
        yield from wording.phrases


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for how in ("fitted", "read again"):
            seconds, megabytes = started(folder)
            print(f"understanding {how} in {seconds:.1f} s with {megabytes:.0f} MB")
        knowledge = load(ROOT / "knowledge")
        reader = fitted(knowledge, Path(folder))
    texts = [each.text for each in read_questions(QUESTIONS)]
    one = compare(1, reader, knowledge, texts)
    deep = Deepening(read_settings().cache).deepen(knowledge, reader)
    if isinstance(deep, Cascade):
        median, p99 = milliseconds(deep.read, texts)
        asked = sum(deep.read(text).deep for text in texts[::5]) / len(texts[::5])
        print(
            f"      with the sentence model, asked for {asked:.0%}: median {median:.1f} ms, p99 {p99:.1f} ms"
        )
    large = grown(knowledge, 10)
    ten = fitted_by_means(large)
    print(f"      tenfold / one: {compare(10, Reader(large, ten), large, texts) / one:.1f}")
    huge = repeated(large, 10)
    print(f"      hundredfold / one: {compare(100, Reader(huge, ten), huge, texts) / one:.1f}")


if __name__ == "__main__":
    main()
