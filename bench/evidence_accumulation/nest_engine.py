"""The training over the NEST API; `variant` is the module that speaks it: `nest` or `eprop`."""

from __future__ import annotations

import importlib
import time
from typing import Any

import numpy as np

from . import problem as task

LEAD_IN = 5  # steps from the start until the readouts' error belongs to the first step of the first sequence, plus one
SUFFIX = "_bsshslm_2020"
SYNAPSE = "eprop_synapse" + SUFFIX


class Engine:
    """The network in a kernel."""

    def __init__(self, variant: str) -> None:
        self.nest: Any = importlib.import_module(variant)
        self.version: str = self.nest.__version__

    def build(self, problem: task.Problem, record: bool, threads: int = 1) -> None:
        """Make the network in a fresh kernel, its readouts recorded or not, and simulate up to the first sequence."""
        nest = self.nest
        nest.verbosity = nest.VerbosityLevel.ERROR
        nest.ResetKernel()
        nest.set(
            resolution=1.0,
            local_num_threads=threads,
            print_time=False,
            eprop_update_interval=float(task.STEPS),
            eprop_learning_window=float(task.WINDOW),
            eprop_reset_neurons_on_update=True,
        )
        self.shape = problem.target.shape
        self._create(problem)
        self._connect(problem)
        self._drive(problem)
        self.meter: Any = self._record_readouts() if record else None
        nest.Simulate(float(LEAD_IN))

    def _create(self, problem: task.Problem) -> None:
        create = self.nest.Create
        adaptive = {"adapt_tau": task.ADAPT_TAU, "adapt_beta": task.ADAPT_BETA}
        self.generators = create("spike_generator", task.N_IN)
        self.inputs = create("parrot_neuron", task.N_IN)
        n_adaptive = int(np.count_nonzero(problem.adapt_beta))
        self.recurrent = create("eprop_iaf" + SUFFIX, len(problem.adapt_beta) - n_adaptive, task.NEURON)
        self.recurrent += create("eprop_iaf_adapt" + SUFFIX, n_adaptive, {**task.NEURON, **adaptive})
        readout = {**task.READOUT, "loss": "cross_entropy", "regular_spike_arrival": False}
        self.readouts = create("eprop_readout" + SUFFIX, task.N_OUT, readout)
        self.targets = create("step_rate_generator", task.N_OUT)

    def _connect(self, problem: task.Problem) -> None:
        connect, readouts, recurrent = self.nest.Connect, self.readouts, self.recurrent
        plastic = self._plastic()
        feedback = {"synapse_model": "eprop_learning_signal_connection" + SUFFIX, "delay": 1.0}
        rate = {"synapse_model": "rate_connection_delayed", "delay": 1.0}
        others = {"rule": "all_to_all", "allow_autapses": False}
        connect(self.generators, self.inputs, "one_to_one", {"synapse_model": "static_synapse", "delay": 1.0})
        connect(self.inputs, recurrent, "all_to_all", {**plastic, "weight": problem.w_in})
        connect(recurrent, recurrent, others, {**plastic, "weight": problem.w_rec})
        connect(recurrent, readouts, "all_to_all", {**plastic, "weight": problem.w_out})
        connect(readouts, recurrent, "all_to_all", {**feedback, "weight": problem.feedback})
        connect(self.targets, readouts, "one_to_one", {**rate, "receptor_type": 2})
        connect(readouts, readouts, others, {**rate, "receptor_type": 1, "weight": 1.0})

    def _plastic(self) -> dict[str, Any]:
        """Return the description of the synapses that learn."""
        optimizer = {"type": "adam", "batch_size": self.shape[1], **task.ADAM, "Wmin": -100.0, "Wmax": 100.0}
        self.nest.SetDefaults(SYNAPSE, {"optimizer": optimizer, "average_gradient": True})
        return {"synapse_model": SYNAPSE, "delay": 1.0, "tau_m_readout": task.READOUT["tau_m"]}

    def _drive(self, problem: task.Problem) -> None:
        trains = problem.spikes.reshape(-1, task.N_IN).T
        self.generators.set([{"spike_times": np.flatnonzero(train) + 1.0} for train in trains])
        winners = problem.target.ravel()
        times = np.arange(len(winners)) * float(task.STEPS) + LEAD_IN - 1
        signals = [{"amplitude_times": times, "amplitude_values": 1.0 * (winners == k)} for k in range(task.N_OUT)]
        self.targets.set(signals)

    def _record_readouts(self) -> Any:
        meter = self.nest.Create(
            "multimeter",
            {"interval": 1.0, "record_from": ["readout_signal", "target_signal"], "start": LEAD_IN - 1.0},
        )
        self.nest.Connect(meter, self.readouts, "all_to_all", {"synapse_model": "static_synapse", "delay": 1.0})
        return meter

    def iterate(self) -> float:
        """Train on the next batch; returns the seconds that Simulate took."""
        duration = float(self.shape[1] * task.STEPS)
        start = time.perf_counter()
        self.nest.Simulate(duration)
        return time.perf_counter() - start

    def check(self) -> dict[str, list[float]]:
        """Mean cross-entropy in the learning window, a value an iteration."""
        events = self.meter.get("events")
        senders = np.asarray(events["senders"])

        def window(name: str) -> Any:
            rows = np.array([np.asarray(events[name])[senders == node] for node in self.readouts.tolist()])
            return rows.reshape(task.N_OUT, -1, self.shape[1], task.STEPS)[..., -task.WINDOW :]

        entropy = -(window("target_signal") * np.log(window("readout_signal"))).sum(axis=0)
        return {"losses": [float(loss) for loss in entropy.mean(axis=(1, 2))]}
