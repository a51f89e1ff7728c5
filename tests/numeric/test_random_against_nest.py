"""Random networks, and copied models, on eprop and on NEST itself."""

from __future__ import annotations

import pytest
from against_nest import of_network, run_on_nest, seeds
from copied_models import COPIES, run_copies
from golden.cases import run_case
from golden.compare import FREED, compare
from random_cases import random_case, random_online_case
from random_networks import run_network
from tolerance import assert_close, assert_equal

import eprop

SEEDS = seeds(40)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    names = [f"{kind}{seed}" for kind in ("", "online", "network") for seed in SEEDS]
    names += [f"copies{number}" for number in range(len(COPIES))]
    return run_on_nest(names, tmp_path_factory.mktemp("nest"))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_case(seed, results):
    compare(run_case(eprop, random_case(seed)), of_network(str(seed), results))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_online_case(seed, results):
    compare(run_case(eprop, random_online_case(seed)), of_network(f"online{seed}", results), without=FREED)


@pytest.mark.parametrize("seed", SEEDS)
def test_random_network(seed, results):
    got, known = run_network(eprop, seed), of_network(f"network{seed}", results)
    assert got.keys() == known.keys()
    for name in known:
        (assert_equal if name.endswith("times") else assert_close)(got[name], known[name], name)


@pytest.mark.parametrize("number", range(len(COPIES)))
def test_copied_model(number, results):
    known = of_network(f"copies{number}", results)
    assert_close(run_copies(eprop, number)["weights"], known["weights"])
