"""A fitted understanding that is kept on disk gives the same answers, or is fitted anew."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.fitting import fitted
from bot.kept import KEPT, key
from bot.knowledge.model import Knowledge

TEXTS = ["how do I get a tax code", "permesso", "كيف أجدد الإقامة", "ciao", "zzz"]


@pytest.fixture(scope="module")
def small(knowledge: Knowledge) -> Knowledge:
    """A few entries of one language: fitted in a moment."""
    english = knowledge.languages["en"]
    entries = {name: english.entries[name] for name in list(english.entries)[:6]}
    only = english.model_copy(update={"entries": entries})
    return knowledge.model_copy(update={"languages": {"en": only}})


def test_the_same_is_read_from_disk(small: Knowledge, tmp_path: Path) -> None:
    first = fitted(small, tmp_path)
    (file,) = tmp_path.iterdir()
    written = file.stat().st_mtime_ns
    again = fitted(small, tmp_path)
    assert file.stat().st_mtime_ns == written
    assert again.model is not first.model
    assert [again.read(text) for text in TEXTS] == [first.read(text) for text in TEXTS]


@pytest.mark.parametrize("spoil", ["cut", "empty", "text", "flipped"])
def test_a_spoilt_file_is_fitted_anew(
    spoil: str, small: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    first = fitted(small, tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    middle = len(whole) // 2
    spoilt = {
        "cut": whole[:middle],
        "empty": b"",
        "text": b"not a model",
        "flipped": whole[:middle] + bytes([whole[middle] ^ 255]) + whole[middle + 1 :],
    }[spoil]
    file.write_bytes(spoilt)
    with caplog.at_level(logging.WARNING):
        again = fitted(small, tmp_path)
    assert "made anew" in caplog.text or "fitted anew" in caplog.text
    assert [again.read(text) for text in TEXTS] == [first.read(text) for text in TEXTS]
    assert len(file.read_bytes()) == len(whole)


def test_the_name_follows_the_phrases(small: Knowledge) -> None:
    english = small.languages["en"]
    name, wording = next(iter(english.entries.items()))
    changed = wording.model_copy(update={"phrases": (*wording.phrases, "one more")})
    more = english.model_copy(update={"entries": {**english.entries, name: changed}})
    assert key(small) == key(small.model_copy())
    assert key(small) != key(small.model_copy(update={"languages": {"en": more}}))


def test_only_the_newest_are_kept(small: Knowledge, tmp_path: Path) -> None:
    for number in range(KEPT + 2):
        (tmp_path / f"understanding-{number}.npz").write_bytes(b"old")
    fitted(small, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == KEPT
    assert f"understanding-{key(small)}.npz" in names


def test_a_folder_that_cannot_be_written_is_no_hindrance(
    small: Knowledge, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_bytes(b"")
    with caplog.at_level(logging.WARNING):
        assert fitted(small, tmp_path / "file" / "folder").read("tax code")
    assert "could not be kept" in caplog.text
