"""The training over the NEST API, up to the inputs and the recurrent synapses, in which the tasks differ."""

from __future__ import annotations

import importlib
import time
from abc import ABC, abstractmethod
from typing import Any, Generic, TypeVar

import numpy as np

from .problem import Problem

PLASTIC = {"synapse_model": "eprop_synapse", "delay": 1.0}
STATIC = {"synapse_model": "static_synapse", "delay": 1.0}
P = TypeVar("P", bound=Problem)


class OnlineEngine(ABC, Generic[P]):
    """The network in a kernel; `variant` is the module that speaks NEST's API: `nest` or `eprop`."""

    def __init__(self, variant: str) -> None:
        self.nest: Any = importlib.import_module(variant)
        self.version: str = self.nest.__version__

    @abstractmethod
    def connect(self, problem: P) -> Any:
        """Make the inputs and the synapses to `self.recurrent`; returns sources whose weights are compared."""

    def build(self, problem: P, record: bool, threads: int = 1) -> None:
        """Make the network in a fresh kernel, recorded or not, and simulate the lead-in."""
        nest = self.nest
        nest.verbosity = nest.VerbosityLevel.ERROR
        nest.ResetKernel()
        nest.set(resolution=1.0, local_num_threads=threads, print_time=False)
        nest.SetDefaults("eprop_synapse", {"optimizer": problem.optimizer})
        self.lead_in, self.steps = float(problem.lead_in), problem.steps
        self.recurrent = nest.Create("eprop_iaf", len(problem.V_m), problem.neuron)
        self.recurrent.V_m = problem.V_m.tolist()
        self.readout = nest.Create("eprop_readout", 1, problem.readout)
        self.compared = self.connect(problem)
        self._connect_readout(problem)
        if record:
            self.recorders = self._record()
            self.initial = self._weights()
            self._force_spikes(self.lead_in + len(problem.output.target) + 1.0)
        nest.Simulate(self.lead_in)

    def _connect_readout(self, problem: P) -> None:
        connect, create, output = self.nest.Connect, self.nest.Create, problem.output
        feedback = {"synapse_model": "eprop_learning_signal_connection", "delay": 1.0}
        rate = {"synapse_model": "rate_connection_delayed", "delay": 1.0}
        connect(self.recurrent, self.readout, "all_to_all", {**PLASTIC, "weight": output.weight[None]})
        connect(self.readout, self.recurrent, "all_to_all", {**feedback, "weight": output.feedback[:, None]})
        times = self.lead_in + np.arange(len(output.target))
        target = create("step_rate_generator", {"amplitude_times": times, "amplitude_values": output.target})
        window = create("step_rate_generator", {"amplitude_times": [self.lead_in], "amplitude_values": [1.0]})
        connect(window, self.readout, "one_to_one", {**rate, "receptor_type": 1})
        connect(target, self.readout, "one_to_one", {**rate, "receptor_type": 2})

    def _record(self) -> tuple[Any, Any]:
        meter = self.nest.Create(
            "multimeter", {"interval": 1.0, "record_from": ["error_signal"], "start": self.lead_in}
        )
        spikes = self.nest.Create("spike_recorder", {"start": self.lead_in})
        self.nest.Connect(meter, self.readout, "all_to_all", STATIC)
        self.nest.Connect(self.recurrent, spikes, "all_to_all", STATIC)
        return meter, spikes

    def _force_spikes(self, time: float) -> None:
        """Have all sources that are compared spike in the end: a weight is updated when its source spikes."""
        generator = self.nest.Create("spike_generator", {"spike_times": [time]})
        self.nest.Connect(generator, self.compared, "all_to_all", {**STATIC, "weight": 1000.0})

    def _weights(self) -> Any:
        found = self.nest.GetConnections(self.compared, synapse_model=PLASTIC["synapse_model"])
        ends = found.get(["source", "target", "weight"])
        return np.asarray(ends["weight"])[np.lexsort((ends["weight"], ends["target"], ends["source"]))]

    def iterate(self) -> float:
        """Go on for the steps of an iteration; returns the seconds that Simulate took."""
        start = time.perf_counter()
        self.nest.Simulate(float(self.steps))
        return time.perf_counter() - start

    def check(self) -> dict[str, list[float]]:
        """Mean squared error of each iteration, times and senders of spikes since the lead-in, changes of weights."""
        meter, spikes = (recorder.get("events") for recorder in self.recorders)
        self.nest.Simulate(4.0)
        iteration = (np.asarray(meter["times"]) - self.lead_in - 1) // self.steps
        error = np.square(meter["error_signal"])
        losses = [float(error[iteration == i].mean()) for i in range(int(iteration.max()) + 1)]
        order = np.lexsort((spikes["senders"], spikes["times"]))
        return {
            "losses": losses,
            "spikes": [float(x) for name in ("times", "senders") for x in np.asarray(spikes[name])[order]],
            "weight changes": (self._weights() - self.initial).tolist(),
        }
