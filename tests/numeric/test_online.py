"""The models without suffix where windows of history are long, bounds are met or sources are silent, against NEST."""

from __future__ import annotations

import numpy as np
import pytest
from against_nest import of_network, run_on_nest, seeds
from golden.cases import run_case
from golden.compare import FREED, compare
from online_cases import ONLINE_CASES, bounded_case

import eprop

CASES = [(kind, seed) for kind in ONLINE_CASES for seed in seeds(25)]
CASES += [("bounded", 192)]  # a bound is met in a window that is over long before the next spike
LATER = {"flushed": {"w_in", "w_rec", "w_out"}}  # NEST shows what comes after the last spike once it has flushed


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    return run_on_nest([f"{kind}{seed}" for kind, seed in CASES], tmp_path_factory.mktemp("nest"))


@pytest.mark.parametrize(("kind", "seed"), CASES)
def test_online_case(kind, seed, results):
    got, expected = run_case(eprop, ONLINE_CASES[kind](seed)), of_network(f"{kind}{seed}", results)
    compare(got, expected, without=FREED | LATER.get(kind, set()))


def test_bounds_are_met():
    """In bounded cases, by weights that had not been there from the start and by some that leave again."""
    met = left = 0
    for seed in range(25):
        c = bounded_case(seed)
        result = run_case(eprop, c)
        order = np.lexsort((result["wr_t"], result["wr_j"], result["wr_i"]))
        ends, w = result["wr_i"][order] * 1000 + result["wr_j"][order], result["wr_w"][order]
        at_bound = np.abs(w) == c["optimizer"]["Wmax"]
        same = ends[1:] == ends[:-1]
        met += np.any(same & ~at_bound[:-1] & at_bound[1:])
        left += np.any(same & at_bound[:-1] & ~at_bound[1:])
    assert met > 5
    assert left > 3
