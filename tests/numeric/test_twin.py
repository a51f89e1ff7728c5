"""eprop, and NEST's golden results, against a NumPy twin that was written from the formulas."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from golden.cases import CASES, run_case
from golden.compare import compare
from numeric.twin import run_twin
from random_cases import random_case

import eprop

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.mark.parametrize("name", [name for name, c in CASES.items() if c["family"]])
def test_twin_is_nest(name):
    with np.load(GOLDEN / f"{name}.npz") as expected:
        compare(run_twin(CASES[name]), dict(expected))


@pytest.mark.parametrize("seed", range(1000, 1040))
def test_random_networks(seed):
    c = random_case(seed)
    compare(run_case(eprop, c), run_twin(c))
