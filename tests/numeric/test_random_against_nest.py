"""Random networks, copied models, optimizers that change, windows of generators, on eprop and on NEST itself."""

from __future__ import annotations

import numpy as np
import pytest
from against_nest import of_network, run_on_nest, seeds
from copied_models import COPIES, run_copies
from driven_networks import run_driven
from generator_cases import SOURCES, run_sources, run_windows
from golden.cases import run_case
from golden.compare import FREED, compare
from interval_changes import INTERVAL_CHANGES, run_interval_changes
from mixed_networks import run_mixed
from optimizer_changes import CHANGES, run_changes
from pending import AFTER, Module, steps_of
from random_cases import random_case, random_online_case
from random_networks import run_network
from tolerance import assert_close, assert_equal

import eprop

SEEDS = seeds(40)
NETWORKS = {"network": run_network, "mixed": run_mixed, "driven": run_driven}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    names = [f"{kind}{seed}" for kind in ("", "online", *NETWORKS) for seed in SEEDS]
    names += ["windows0", *(f"sources{number}" for number in range(len(SOURCES)))]
    names += [f"copies{number}" for number in range(len(COPIES))]
    names += [f"changes{number}" for number in range(len(CHANGES))]
    names += [f"interval_changes{number}" for number in range(len(INTERVAL_CHANGES))]
    return run_on_nest(names, tmp_path_factory.mktemp("nest"))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_case(seed, results):
    compare(run_case(eprop, random_case(seed)), of_network(str(seed), results))


@pytest.mark.parametrize("seed", SEEDS)
def test_random_online_case(seed, results):
    compare(run_case(eprop, random_online_case(seed)), of_network(f"online{seed}", results), without=FREED)


@pytest.mark.parametrize("seed", SEEDS)
def test_pending_updates(seed, results):
    """In place of the forced spikes, where these come and are not dropped, in step 0 of an interval."""
    c, known = random_case(seed), of_network(str(seed), results)
    got = run_case(Module(c, left_out=AFTER, forces=False), c)
    arrival = steps_of(c) - AFTER
    forced = np.unique(known["spikes_rec_i"][np.round(known["spikes_rec_t"] / c["dt"]) == arrival])
    assert_close(got["w_out"][:, forced], known["w_out"][:, forced], "w_out")
    if (arrival - 2) % c["steps"]:
        assert_close(got["w_in"], known["w_in"], "w_in")
        assert_close(got["w_rec"][:, forced], known["w_rec"][:, forced], "w_rec")


@pytest.mark.parametrize("seed", SEEDS)
def test_pending_online_updates(seed, results):
    """Of the inputs; forced spikes of the neurons change what these learn next."""
    c, known = random_online_case(seed), of_network(f"online{seed}", results)
    got = run_case(Module(c, left_out=AFTER, forces=False), c)
    assert_close(got["w_in"], known["w_in"], "w_in")


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_random_network(kind, seed, results):
    got, known = NETWORKS[kind](eprop, seed), of_network(f"{kind}{seed}", results)
    assert got.keys() == known.keys()
    for name in known:
        (assert_equal if name.endswith("times") else assert_close)(got[name], known[name], name)


@pytest.mark.parametrize("number", range(len(COPIES)))
def test_copied_model(number, results):
    known = of_network(f"copies{number}", results)
    assert_close(run_copies(eprop, number)["weights"], known["weights"])


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_optimizer_that_changes(number, results):
    known = of_network(f"changes{number}", results)
    assert_close(run_changes(eprop, number)["weights"] - 0.1, known["weights"] - 0.1)


@pytest.mark.parametrize("number", range(len(INTERVAL_CHANGES)))
def test_change_between_two_calls(number, results):
    got, known = run_interval_changes(eprop, number), of_network(f"interval_changes{number}", results)
    for name in known:
        assert_close(got[name], known[name], name)


def test_windows_of_generators(results):
    got, known = run_windows(eprop, 0), of_network("windows0", results)
    assert got.keys() == known.keys()
    for name, steps in got.items():
        assert_equal(steps, known[name], name)


@pytest.mark.parametrize("number", range(len(SOURCES)))
def test_learning_from_given_spikes(number, results):
    got, known = run_sources(eprop, number), of_network(f"sources{number}", results)
    assert got.keys() == known.keys()
    for name, values in got.items():
        (assert_equal if name == "spikes" else assert_close)(values, known[name], name)
