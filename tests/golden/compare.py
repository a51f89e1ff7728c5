"""Comparing results of `golden.cases.run_case`, the nearest cause of a difference first."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from tolerance import assert_close, assert_equal

Arrays = Mapping[str, np.ndarray]

FREED = {"rec_learning_signal"}  # in the models without suffix, NEST records it from history that it has freed
ORDER = ("w0_", "spikes_in_", "spikes_rec_", "rec_", "out_", "wr_", "w_")


def compare(got: Arrays, expected: Arrays, without: Collection[str] = ()) -> None:
    """Compare the weight of one synapse in time, then everything from the inputs to the final weights.

    Events and times have to be equal, values to agree within the tolerance.
    """
    assert got.keys() == expected.keys()
    _compare_trajectory(got, expected)
    for name in sorted(
        expected.keys() - without, key=lambda name: next(i for i, start in enumerate(ORDER) if name.startswith(start))
    ):
        exact = name.endswith(("_t", "_i", "_j"))
        (assert_equal if exact else assert_close)(got[name], expected[name], name)


def _compare_trajectory(got: Arrays, expected: Arrays) -> None:
    """The synapse that was used first."""
    if len(expected["wr_t"]):
        i, j = expected["wr_i"][0], expected["wr_j"][0]
        (t, w), (expected_t, expected_w) = (_trajectory(result, i, j) for result in (got, expected))
        assert_equal(t, expected_t, f"transmissions from {i} to {j}")
        assert_close(w, expected_w, f"weight from {i} to {j}")


def _trajectory(result: Arrays, i: int, j: int) -> tuple[np.ndarray, np.ndarray]:
    at = (result["wr_i"] == i) & (result["wr_j"] == j)
    return result["wr_t"][at], result["wr_w"][at]
