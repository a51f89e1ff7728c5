"""Results of NEST itself, to compare with.

NEST is run by the Python that EPROP_NEST_PYTHON names, or by .venv-nest/bin/python in the checkout. EPROP_RANDOM_CASES
is a range of seeds in place of the one of each test, such as ``EPROP_RANDOM_CASES=1000-1500``.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pytest

TESTS = Path(__file__).parent
NEST_PYTHON = Path(os.environ.get("EPROP_NEST_PYTHON", TESTS.parent / ".venv-nest/bin/python"))


def seeds(number: int) -> range:
    """So many seeds, or those that are asked for."""
    if chosen := os.environ.get("EPROP_RANDOM_CASES"):
        first, last = (int(seed) for seed in chosen.split("-"))
        return range(first, last + 1)
    return range(number)


def nest_python() -> Path:
    """The Python that has NEST; skips the test if there is none."""
    if not NEST_PYTHON.exists():
        pytest.skip(f"no NEST: {NEST_PYTHON} does not exist; EPROP_NEST_PYTHON names a Python with nest-simulator")
    return NEST_PYTHON


@cache
def nest_folder() -> Path:
    """Where NEST is installed, its tests and examples with it; skips the test if there is no NEST."""
    find = "import importlib.util as util; print(util.find_spec('nest').submodule_search_locations[0])"
    return Path(subprocess.run([nest_python(), "-c", find], capture_output=True, text=True, check=True).stdout.strip())


def run_on_nest(names: Iterable[str], folder: Path) -> dict[str, np.ndarray]:
    """Results of networks by the names that nest_worker.py gives them; skips the test if there is no NEST."""
    file = folder / "results.npz"
    worker = [nest_python(), TESTS / "nest_worker.py", file, *names]
    done = subprocess.run(worker, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(file) as arrays:
        return dict(arrays)


def of_network(name: str, results: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Results of one network; skips the test if NEST could not simulate it."""
    if f"{name}/refused" in results:
        pytest.skip(f"NEST cannot simulate it: {results[f'{name}/refused']}")
    return {key.removeprefix(f"{name}/"): a for key, a in results.items() if key.startswith(f"{name}/")}
