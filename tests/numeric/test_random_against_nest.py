"""Random networks on eprop and on NEST itself.

NEST is run by the Python that EPROP_NEST_PYTHON names, or by .venv-nest/bin/python in the checkout. EPROP_RANDOM_CASES
is a range of seeds in place of the default one, such as ``EPROP_RANDOM_CASES=1000-1500``.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import numpy as np
import pytest
from golden.cases import run_case
from golden.compare import FREED, compare
from random_cases import random_case, random_online_case
from random_networks import run_network
from tolerance import assert_close, assert_equal

import eprop

TESTS = Path(__file__).parent.parent
NEST_PYTHON = Path(os.environ.get("EPROP_NEST_PYTHON", TESTS.parent / ".venv-nest/bin/python"))
FIRST, LAST = (int(seed) for seed in os.environ.get("EPROP_RANDOM_CASES", "0-39").split("-"))
SEEDS = range(FIRST, LAST + 1)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """Results of NEST by the names that the worker gives them."""
    if not NEST_PYTHON.exists():
        pytest.skip(f"no NEST: {NEST_PYTHON} does not exist; EPROP_NEST_PYTHON names a Python with nest-simulator")
    file = tmp_path_factory.mktemp("nest") / "results.npz"
    seeds = [f"{kind}{seed}" for kind in ("", "online", "network") for seed in SEEDS]
    worker = [NEST_PYTHON, TESTS / "nest_worker.py", file, *seeds]
    done = subprocess.run(worker, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(file) as arrays:
        return dict(arrays)


@pytest.fixture
def expected(results):
    """A function: the results of one seed."""

    def of(seed):
        if f"{seed}/refused" in results:
            pytest.skip(f"NEST cannot simulate it: {results[f'{seed}/refused']}")
        return {key.removeprefix(f"{seed}/"): a for key, a in results.items() if key.startswith(f"{seed}/")}

    return of


@pytest.mark.parametrize("seed", SEEDS)
def test_random_case(seed, expected):
    compare(run_case(eprop, random_case(seed)), expected(str(seed)))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_online_case(seed, expected):
    compare(run_case(eprop, random_online_case(seed)), expected(f"online{seed}"), without=FREED)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_network(seed, expected):
    got, known = run_network(eprop, seed), expected(f"network{seed}")
    assert got.keys() == known.keys()
    for name in known:
        (assert_equal if name.endswith("times") else assert_close)(got[name], known[name], name)
