"""Threads change nothing but the time: the same bytes for any number of them, cut in pieces, interrupted, or forked."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import threading
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from independent_networks import run_independent
from invariance.networks import NETWORKS, expected, run_all
from tolerance import assert_same_bytes

import eprop

SUFFIX = "_bsshslm_2020"


@pytest.fixture(autouse=True)
def _more_threads_than_cores(monkeypatch):
    monkeypatch.setenv("EPROP_THREAD_LIMIT", "7")


class Threads(eprop.Kernel):
    """Simulates with so many threads, in pieces of so many steps (0: in one)."""

    def __init__(self, threads, steps=0):
        super().__init__()
        self._threads, self._steps = threads, steps

    def set(self, **values):
        super().set(**{**values, "total_num_virtual_procs": self._threads})

    def Simulate(self, t):
        left = round(t / self.resolution)
        while left:
            piece = min(self._steps or left, left)
            super().Simulate(piece * self.resolution)
            left -= piece


@pytest.mark.parametrize("threads", [2, 3, 4, 7])
def test_number_of_threads(threads):
    kernel = Threads(threads)
    assert_same_bytes(run_all(kernel), expected())
    assert kernel.local_num_threads == threads


@pytest.mark.parametrize("steps", [61, 200])
def test_several_threads_in_pieces(steps):
    assert_same_bytes(run_all(Threads(3, steps)), expected())


@pytest.mark.parametrize("seed", range(100, 120))
def test_intervals_at_the_same_time(seed):
    several, one = Threads(3), eprop.Kernel()
    assert_same_bytes(run_independent(several, seed), run_independent(one, seed))
    assert several.local_spike_counter == one.local_spike_counter > 0


def run_wide(nest, model, optimizer, cutoff):
    """So many neurons that threads share the work of a step; some sources send twice in a step, others fall silent."""
    n, n_in, steps = 2100, 40, 70
    rng = np.random.default_rng(5)
    nest.set(resolution=1.0)
    nest.SetDefaults("eprop_synapse", {"optimizer": {"eta": 1e-4, **optimizer}})
    neuron = {"C_m": 1.0, "V_th": 0.6, "E_L": 0.0, "I_e": 0.035, "c_reg": 0.3, "eprop_isi_trace_cutoff": cutoff}
    if "psc_delta" in model:
        neuron["V_reset"] = 0.0
    neurons = nest.Create(model, n, neuron)
    neurons.V_m = rng.uniform(0.0, 0.6, n)
    inputs, readouts = nest.Create("parrot_neuron", n_in), nest.Create("eprop_readout", 2, {"C_m": 1.0})
    times = [1.0 + np.flatnonzero(rng.random(steps // 2) < 0.3) for _ in range(n_in)]
    trains = [{"spike_times": t, "spike_multiplicities": rng.integers(1, 3, len(t))} for t in times]
    nest.Connect(nest.Create("spike_generator", n_in, trains), inputs, "one_to_one", {"delay": 1.0})
    plastic = {"synapse_model": "eprop_synapse", "delay": 1.0}
    weight = eprop.random.normal(0.0, 0.1)
    for pre, post, indegree in ((inputs, neurons, 4), (neurons, neurons, 5), (neurons, readouts, n // 2)):
        rule = {"rule": "fixed_indegree", "indegree": indegree, "allow_multapses": False}
        nest.Connect(pre, post, rule, {**plastic, "weight": weight})
    feedback = {"synapse_model": "eprop_learning_signal_connection", "delay": 1.0, "weight": rng.normal(size=(n, 2))}
    nest.Connect(readouts, neurons, "all_to_all", feedback)
    window = nest.Create("step_rate_generator", {"amplitude_times": [1.0], "amplitude_values": [1.0]})
    nest.Connect(window, readouts, "all_to_all", {"synapse_model": "rate_connection_delayed", "receptor_type": 1})
    spikes, meter = nest.Create("spike_recorder"), nest.Create("multimeter", {"record_from": ["error_signal"]})
    nest.Connect(neurons, spikes)
    nest.Connect(meter, readouts)
    nest.Simulate(steps)
    weights = nest.GetConnections(synapse_model="eprop_synapse").get("weight")
    return {"weights": np.array(weights), **spikes.get("events"), "errors": meter.get("events", "error_signal")}


@pytest.mark.parametrize("cutoff", [15.0, 200.0])
@pytest.mark.parametrize(
    "optimizer",
    [
        {"optimize_each_step": True},
        {"optimize_each_step": False},
        {"type": "adam", "optimize_each_step": True},
    ],
    ids=["descent", "summed", "adam"],
)
@pytest.mark.parametrize("model", ["eprop_iaf", "eprop_iaf_adapt", "eprop_iaf_psc_delta"])
def test_number_of_threads_that_share_a_step(model, optimizer, cutoff):
    one, several = (run_wide(Threads(n), model, optimizer, cutoff) for n in (1, 3))
    assert len(one["times"]) > 20 * 70
    assert_same_bytes(several, one)


class Training:
    """A network that learns over many intervals, all of one batch."""

    interval, intervals, n = 500, 400, 100

    def __init__(self, threads):
        self.nest = nest = eprop.Kernel()
        nest.set(resolution=1.0, local_num_threads=threads, eprop_update_interval=float(self.interval))
        nest.set(eprop_learning_window=100.0)
        rng = np.random.default_rng(1)
        trains = [
            {"spike_times": 1.0 + np.flatnonzero(rng.random(self.interval * self.intervals) < 0.02)} for _ in range(10)
        ]
        generators, inputs = nest.Create("spike_generator", 10, trains), nest.Create("parrot_neuron", 10)
        neurons = nest.Create("eprop_iaf" + SUFFIX, self.n, {"C_m": 1.0, "V_th": 0.5, "E_L": 0.0, "V_m": 0.0})
        readouts = nest.Create("eprop_readout" + SUFFIX, 2, {"C_m": 1.0})
        nest.SetDefaults("eprop_synapse" + SUFFIX, {"optimizer": {"batch_size": self.intervals - 1}})
        plastic = {"synapse_model": "eprop_synapse" + SUFFIX, "delay": 1.0}
        nest.Connect(generators, inputs, "one_to_one", {"delay": 1.0})
        for pre, post in ((inputs, neurons), (neurons, neurons), (neurons, readouts)):
            weight = rng.normal(size=(len(post), len(pre))) / np.sqrt(len(pre))
            nest.Connect(pre, post, "all_to_all", {**plastic, "weight": weight})
        feedback = {"synapse_model": "eprop_learning_signal_connection" + SUFFIX, "delay": 1.0}
        nest.Connect(readouts, neurons, "all_to_all", {**feedback, "weight": rng.normal(size=(self.n, 2))})
        self.spikes = nest.Create("spike_recorder")
        nest.Connect(neurons, self.spikes)

    def simulate(self):
        """Simulate what is left."""
        self.nest.Simulate(self.interval * self.intervals - self.nest.biological_time)

    def results(self):
        events = self.spikes.get("events")
        weights = self.nest.GetConnections(synapse_model="eprop_synapse" + SUFFIX).get("weight")
        return {"times": events["times"], "senders": events["senders"], "weights": np.array(weights)}


@pytest.fixture(scope="module")
def trained():
    training = Training(1)
    training.simulate()
    return training.results()


def test_an_interrupt_and_what_follows(trained):
    training = Training(2)
    timer = threading.Timer(0.15, partial(signal.raise_signal, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        training.simulate()
    assert 0.0 < training.nest.biological_time < training.interval * training.intervals
    training.simulate()
    assert_same_bytes(training.results(), trained)


def _go_on(training, results):
    training.simulate()
    results.put(training.results())


def test_a_forked_process_goes_on(trained):
    training = Training(2)
    training.nest.Simulate(training.interval * 10.0)
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    child = context.Process(target=_go_on, args=(training, results))
    child.start()
    got = results.get(timeout=60)
    child.join(60)
    assert child.exitcode == 0
    assert_same_bytes(got, trained)
    training.simulate()
    assert_same_bytes(training.results(), trained)


def _threads_of_this_process():
    return len(list(Path("/proc/self/task").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc")
def test_threads_start_when_needed_and_end_with_their_kernel():
    gc.collect()
    before, kernel = _threads_of_this_process(), Threads(4)
    NETWORKS["no_reset"](kernel)  # one interval depends on the other
    assert _threads_of_this_process() == before
    NETWORKS["independent_0"](kernel)
    assert _threads_of_this_process() == before + 3
    kernel.ResetKernel()
    gc.collect()
    assert _threads_of_this_process() == before
