"""The sentence model: taught in the background, kept on disk, done without where it is missing."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bot.deepening import Deepening
from bot.embedding import embedder, installed
from bot.hear import Brain
from bot.knowledge.model import Knowledge
from bot.refresh import Refresh
from bot.understanding.cascade import Cascade
from bot.understanding.embedder import Embedder, Vectors
from bot.understanding.head import Head
from bot.understanding.meaning import Kind
from bot.understanding.reader import Reader
from bot.vectors import AT_ONCE, Stopped, VectorStore
from tests.conftest import ROOT
from tests.postgres import MUST_RUN

TAX = "documents.codice_fiscale"


@dataclass
class Letters:
    """A small embedder: how often each pair of letters stands in a text."""

    name: str = "letters-1"
    asked: list[str] = field(default_factory=list)

    def vectors(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        rows = np.ones((len(texts), 256), dtype=np.float32) / 10
        for row, text in zip(rows, texts, strict=True):
            for one, two in pairwise(text):
                row[(31 * ord(one) + ord(two)) % 256] += 1
        found: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
        return found


@pytest.fixture(scope="module")
def small(knowledge: Knowledge) -> Knowledge:
    """A few entries of one language, eight phrases each: taught in a moment."""
    english = knowledge.languages["en"]
    names = ["permits.renew", TAX, "courses.italian", "health.family_doctor", "school.enrol"]
    entries = {
        name: english.entries[name].model_copy(update={"phrases": english.entries[name].phrases[:8]})
        for name in names
    }
    outside = {
        name: each.model_copy(update={"phrases": each.phrases[:5]}) for name, each in english.outside.items()
    }
    only = english.model_copy(
        update={"entries": entries, "outside": outside, "smalltalk": {}, "commands": {}, "asks": {}}
    )
    return knowledge.model_copy(update={"languages": {"en": only}})


@pytest.fixture(scope="module")
def reader(small: Knowledge) -> Reader:
    return Reader(small)


def test_what_is_taught_is_kept_and_only_new_phrases_are_computed(tmp_path: Path) -> None:
    first, again, more = Letters(), Letters(), Letters()
    made = VectorStore(first, tmp_path).of(["one", "two", "one"])
    assert first.asked == ["one", "two"]
    assert np.allclose(VectorStore(again, tmp_path).of(["two", "one"]), made[[1, 0]])
    assert again.asked == []
    VectorStore(more, tmp_path).of(["two", "three"])
    assert more.asked == ["three"]


def test_vectors_of_different_models_are_never_mixed(tmp_path: Path) -> None:
    VectorStore(Letters(), tmp_path).of(["one"])
    other = Letters(name="letters-2")
    VectorStore(other, tmp_path).of(["one"])
    assert other.asked == ["one"]


@pytest.mark.parametrize("spoil", [b"", b"no vectors", None])
def test_spoilt_vectors_are_computed_anew(spoil: bytes | None, tmp_path: Path) -> None:
    store = VectorStore(Letters(), tmp_path)
    made = store.of(["one", "two"])
    whole = store.path.read_bytes()
    store.path.write_bytes(whole[: len(whole) // 2] if spoil is None else spoil)
    assert np.allclose(VectorStore(Letters(), tmp_path).of(["one", "two"]), made)


def test_a_stop_is_heard_and_what_was_made_is_kept(tmp_path: Path) -> None:
    store = VectorStore(Letters(), tmp_path)

    class Ending(Letters):
        def vectors(self, texts: Sequence[str]) -> Vectors:
            store.stop.set()
            return super().vectors(texts)

    phrases = [f"phrase {number}" for number in range(3 * AT_ONCE)]
    store.embedder = Ending()
    with pytest.raises(Stopped):
        store.of(phrases)
    store.stop.clear()
    store.embedder = rest = Letters()
    store.of(phrases)
    assert len(rest.asked) == 2 * AT_ONCE


def test_the_second_start_computes_nothing_but_the_question(
    small: Knowledge, reader: Reader, tmp_path: Path
) -> None:
    first = Deepening(tmp_path, Letters).deepen(small, reader)
    letters = Letters()
    again = Deepening(tmp_path, lambda: letters).deepen(small, reader)
    assert letters.asked == []
    for text in ("tax code please", "kfjw", "i lost my residence permit"):
        assert again.read(text) == first.read(text)
    assert "kfjw" in letters.asked


def test_a_spoilt_head_is_fitted_anew(small: Knowledge, reader: Reader, tmp_path: Path) -> None:
    Deepening(tmp_path, Letters).deepen(small, reader)
    (file,) = tmp_path.glob("head-*.npz")
    np.savez(file, labels=np.array(["nothing"]))
    again = Deepening(tmp_path, Letters).deepen(small, reader)
    assert isinstance(again, Cascade)
    assert again.head.weights.shape[1] == len(again.head.labels)


def test_the_chances_of_a_head_sum_to_one() -> None:
    letters = Letters()
    texts = ["tax code", "my tax", "the doctor", "a doctor", "a school", "my school"]
    head = Head.fit(letters.vectors(texts), ["tax", "tax", "doctor", "doctor", "school", "school"])
    found = head.logarithms(letters.vectors(["the tax"])[0])
    assert np.exp(found).sum() == pytest.approx(1)
    assert head.labels[int(found.argmax())] == "tax"


def test_words_that_are_sure_never_ask_the_model(small: Knowledge, reader: Reader, tmp_path: Path) -> None:
    letters = Letters()
    both = Deepening(tmp_path, lambda: letters).deepen(small, reader)
    letters.asked.clear()
    urgent = both.read("he is hitting me")
    assert urgent.kind is Kind.URGENT
    assert not urgent.deep
    assert letters.asked == []


def test_it_is_done_without_where_there_is_none(small: Knowledge, reader: Reader, tmp_path: Path) -> None:
    assert Deepening(tmp_path, lambda: None).deepen(small, reader) is reader
    stopped = Deepening(tmp_path, Letters)
    stopped.stop.set()
    assert stopped.deepen(small, reader) is reader


async def test_the_service_answers_before_and_gains_it_meanwhile(
    small: Knowledge, reader: Reader, folder: Path, tmp_path: Path
) -> None:
    brain = Brain(small, reader)
    deepening = Deepening(tmp_path, Letters)
    task = asyncio.create_task(Refresh(folder, brain, lambda _read: reader, None, deepening.deepen).run())
    while brain.understanding is reader:  # noqa: ASYNC110  # nobody tells
        await asyncio.sleep(0.01)
    task.cancel()
    assert isinstance(brain.understanding, Cascade)


async def test_a_model_that_fails_is_told_and_done_without(
    small: Knowledge, reader: Reader, folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Letters):
        def vectors(self, texts: Sequence[str]) -> Vectors:
            raise RuntimeError("broken")

    brain = Brain(small, reader)
    refresh = Refresh(folder, brain, lambda _read: reader, None, Deepening(tmp_path, Broken).deepen)
    with caplog.at_level(logging.ERROR):
        task = asyncio.create_task(refresh.run())
        while "done without" not in caplog.text:  # noqa: ASYNC110  # nobody tells
            await asyncio.sleep(0.01)
        task.cancel()
    assert brain.understanding is reader


@pytest.fixture(scope="module")
def model() -> Embedder:
    found = embedder()
    if found is None:
        why = "the sentence model is not installed or does not run here (make .venv/model)"
        if os.environ.get(MUST_RUN):
            pytest.fail(why)
        pytest.skip(why)
    return found


def test_the_model_that_is_shipped_finds_an_entry_in_a_language_without_phrases(
    model: Embedder, small: Knowledge, reader: Reader, tmp_path: Path
) -> None:
    assert installed()
    both = Deepening(tmp_path, lambda: model).deepen(small, reader)
    for text in ("où puis-je apprendre la langue italienne", "где можно учить итальянский язык"):
        meaning = both.read(text)
        assert meaning.deep
        assert meaning.candidates[0].entry == "courses.italian"
        assert meaning.language not in small.languages


def test_the_model_that_is_shipped_takes_any_text(model: Embedder) -> None:
    found = model.vectors(
        ["", "a\x00b", "\ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace")]
    )
    assert np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-3)


def test_where_it_is_not_installed_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.embedding.find_spec", lambda _name: None)
    assert embedder() is None


def test_where_it_does_not_run_there_is_none(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.embedding.installed", lambda: True)
    monkeypatch.setattr("bot.embedding.TRIAL", "import os; os.abort()")
    with caplog.at_level(logging.WARNING):
        assert embedder() is None
    assert "does not run here" in caplog.text


def test_it_is_pinned() -> None:
    assert "--hash=sha256" in (ROOT / "requirements-model.lock").read_text(encoding="utf-8")
