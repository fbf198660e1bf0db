"""Arrays are read back as they were kept, the large ones without being read as a whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.arrays import LARGE, keep_arrays, read_arrays

ODD = "a name of odd length"  # what follows lies at an odd place


@settings(max_examples=20)
@given(st.binary(max_size=9), st.sampled_from([np.float16, np.float32, np.int32]), st.booleans())
def test_they_are_read_back(
    tmp_path_factory: pytest.TempPathFactory, first: bytes, kind: type[np.generic], by_columns: bool
) -> None:
    path = tmp_path_factory.mktemp("arrays") / "kept-1.npz"
    large: NDArray[np.generic] = (np.arange(LARGE) % 1000).reshape(2, -1).astype(kind)
    large = np.asfortranarray(large) if by_columns else large
    arrays = {ODD: np.frombuffer(first, dtype=np.uint8), "large": large, "names": np.array(["à", "ب"])}
    keep_arrays(path, arrays)
    kept = read_arrays(path)
    assert kept is not None
    assert kept.keys() == arrays.keys()
    assert all(np.array_equal(kept[name], array) for name, array in arrays.items())
    assert isinstance(kept["large"], np.memmap)
    assert not kept["large"].flags.writeable


def test_what_could_run_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "kept-1.npz"
    for length in (1, LARGE):
        np.savez(path, objects=np.array([{}] * length, dtype=object))
        assert read_arrays(path) is None


def test_what_is_compressed_is_not_mapped(tmp_path: Path) -> None:
    path = tmp_path / "kept-1.npz"
    np.savez_compressed(path, large=np.zeros(LARGE))
    assert read_arrays(path) is None
