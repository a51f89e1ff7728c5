"""`apply_pending_updates`: weights as after a spike of every source, and a simulation that goes on as without it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from golden.cases import CASES, run_case
from golden.compare import FREED, compare
from pending import AFTER, Module, steps_of
from tolerance import assert_close

import eprop

HERE = Path(__file__).parent
ONLINE = [name for name, c in CASES.items() if not c["family"]]


def golden(name: str) -> dict[str, np.ndarray]:
    with np.load(HERE / f"{name}.npz") as file:
        return dict(file)


@pytest.mark.parametrize("name", CASES)
def test_like_a_spike(name):
    """Instead of the forced spikes. Those change what the recurrent neurons of the models without suffix learn next."""
    c = CASES[name]
    got, expected = run_case(Module(c, left_out=AFTER, forces=False), c), golden(name)
    for key in ("w_in", "w_rec", "w_out") if c["family"] else ("w_in",):
        assert_close(got[key], expected[key], key)


@pytest.mark.parametrize("name", ONLINE)
def test_like_the_last_spike_of_a_neuron(name):
    """Just before it arrives, for the neurons that send it."""
    c, expected = CASES[name], golden(name)
    stamps = np.round(expected["spikes_rec_t"] / c["dt"])
    last = stamps[stamps < steps_of(c)].max()  # a spike arrives in the step of its stamp
    neurons = np.unique(expected["spikes_rec_i"][stamps == last])
    got = run_case(Module(c, left_out=steps_of(c) - last), c)
    for key in ("w_rec", "w_out"):
        assert_close(got[key][:, neurons], expected[key][:, neurons], key)


def splits_a_step(c) -> bool:
    """Whether an update in two parts is another update."""
    once_a_spike = not c["family"] and not c["optimizer"]["optimize_each_step"]
    return once_a_spike and (c["optimizer"]["type"] == "adam" or c["optimizer"]["batch_size"] > 1)


@pytest.mark.parametrize("every", [1, 7, 20])
@pytest.mark.parametrize("name", [name for name, c in CASES.items() if not splits_a_step(c)])
def test_later_course(name, every):
    c = CASES[name]
    compare(run_case(Module(c, every), c), golden(name), without=() if c["family"] else FREED)


def test_twice_is_once():
    c = CASES["mix_ce_adam_batch2"]
    run_case(Module(c, left_out=AFTER, forces=False), c)
    before = eprop.GetConnections().weight
    eprop.apply_pending_updates()
    assert eprop.GetConnections().weight == before


def test_before_anything_was_simulated():
    eprop.resolution = 1.0
    eprop.apply_pending_updates()
    nodes = eprop.Create("eprop_iaf", 2)
    eprop.Connect(nodes, nodes, syn_spec="eprop_synapse")
    eprop.apply_pending_updates()
    assert eprop.GetConnections().weight == [1.0] * 4
