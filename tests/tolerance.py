"""The one tolerance of the numerical tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

RELATIVE = 1e-10  # what golden files and other implementations are held to


def assert_close(got: ArrayLike, expected: ArrayLike, what: str = "", relative: float = RELATIVE) -> None:
    """Compare arrays: shape and places of NaN equal, differences up to ``relative`` times the largest magnitude.

    Integers and bools have to be equal.
    """
    a, b = np.asarray(got), np.asarray(expected)
    assert a.shape == b.shape, f"{what}: shape {a.shape}, expected {b.shape}"
    if b.dtype.kind in "iub":
        assert_equal(a, b, what)
        return
    nan = np.isnan(b)
    assert_equal(np.isnan(a), nan, f"{what}: NaN")
    difference, scale = np.abs(a - b)[~nan], np.abs(b[~nan])
    if difference.size and not difference.max() <= relative * scale.max():
        size = f"off by {difference.max():.3g}, magnitude {scale.max():.3g}"
        raise AssertionError(f"{what}: {size}; {_first(a, b, scale)}")


def assert_equal(got: ArrayLike, expected: ArrayLike, what: str = "") -> None:
    """Compare arrays of integers, bools or times, which have to be equal."""
    a, b = np.asarray(got), np.asarray(expected)
    assert a.shape == b.shape, f"{what}: shape {a.shape}, expected {b.shape}"
    assert np.array_equal(a, b), f"{what}: {np.sum(a != b)} of {a.size} differ; {_first(a, b)}"


def assert_same_bytes(got: Mapping[str, ArrayLike], expected: Mapping[str, ArrayLike]) -> None:
    """Compare named arrays byte for byte."""
    assert list(got) == list(expected), f"names differ: {got.keys() ^ expected.keys()}"
    for name in expected:
        a, b = np.asarray(got[name]), np.asarray(expected[name])
        assert (a.dtype, a.shape) == (b.dtype, b.shape), f"{name}: {a.dtype}{a.shape}, expected {b.dtype}{b.shape}"
        assert a.tobytes() == b.tobytes(), f"{name}: bytes differ; {_first(a, b)}"


def _first(a: np.ndarray, b: np.ndarray, scale: Sequence[float] | np.ndarray = ()) -> str:
    """Where two arrays of the same shape differ first, by more than the tolerance if a scale is given."""
    margin = RELATIVE * np.max(scale) if len(scale) else 0.0
    places = np.argwhere(np.abs(np.subtract(a, b, dtype=float)) > margin)
    if not len(places):
        return "same values in another form"
    place = tuple(places[0].tolist())
    return f"first at {place}: {a[place]!r}, expected {b[place]!r}"
