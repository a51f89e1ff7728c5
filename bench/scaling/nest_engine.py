"""The network over the NEST API; `variant` is the module that speaks it: `nest` or `eprop`."""

from __future__ import annotations

import importlib
import time
from typing import Any

from .problem import CUTOFF, KICK, LEAD_IN, NEURON, READOUT, SUFFIXES, WEIGHT, Network


class Engine:
    """The network in a kernel."""

    def __init__(self, variant: str) -> None:
        self.nest: Any = importlib.import_module(variant)
        self.version: str = self.nest.__version__

    def build(self, problem: Network) -> None:
        """Make the network in a fresh kernel, and simulate up to the first interval."""
        nest, length = self.nest, float(problem.length)
        nest.verbosity = nest.VerbosityLevel.ERROR
        nest.ResetKernel()
        nest.set(resolution=1.0, local_num_threads=problem.threads, print_time=False)
        if problem.family == "interval":
            nest.set(eprop_update_interval=length, eprop_learning_window=length, eprop_reset_neurons_on_update=True)
        self.duration = length * problem.batch
        self._connect(problem, SUFFIXES[problem.family])
        nest.Simulate(float(LEAD_IN))

    def _connect(self, problem: Network, suffix: str) -> None:
        connect, create = self.nest.Connect, self.nest.Create
        cutoff = {} if suffix else CUTOFF
        neurons = create("eprop_iaf" + suffix, problem.neurons, {**NEURON, **cutoff})
        readout = create("eprop_readout" + suffix, 1, {**READOUT, **cutoff})
        target = create("step_rate_generator", 1, {"amplitude_times": [1.0], "amplitude_values": [1.0]})
        generators = create("spike_generator", problem.neurons)
        generators.set([{"spike_times": times} for times in problem.spikes])
        self.nest.SetDefaults("eprop_synapse" + suffix, {"optimizer": problem.optimizer})
        plastic = {"synapse_model": "eprop_synapse" + suffix, "delay": 1.0, "weight": WEIGHT}
        feedback = {"synapse_model": "eprop_learning_signal_connection" + suffix, "delay": 1.0}
        rate = {"synapse_model": "rate_connection_delayed", "delay": 1.0}
        others = {"rule": "fixed_indegree", "indegree": problem.indegree, "allow_autapses": False}
        connect(generators, neurons, "one_to_one", {"synapse_model": "static_synapse", "delay": 1.0, "weight": KICK})
        connect(neurons, neurons, others, plastic)
        connect(neurons, readout, "all_to_all", plastic)
        connect(readout, neurons, "all_to_all", {**feedback, "weight": problem.feedback[:, None]})
        connect(target, readout, "one_to_one", {**rate, "receptor_type": 2})

    def iterate(self) -> float:
        """Train for an iteration; returns the seconds on the wall."""
        start = time.perf_counter()
        self.nest.Simulate(self.duration)
        return time.perf_counter() - start
