"""The network of the tasks: spike trains drive recurrent neurons that train on the errors of readouts.

Architecture and delays are those of Bellec et al. 2020, Nature Communications 11:3625, in NEST's models. The resolution
is 1 ms, so that a step is a millisecond; weights are in pA and shaped (targets, sources).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from eprop.tasks.task import Batch

SUFFIX = "_bsshslm_2020"
SYNAPSE = "eprop_synapse" + SUFFIX
DELAY = 1.0  # ms, of every connection

INPUT_TIME = 1  # time of the generator's spike that makes an input spike in step 0 of a sequence
RECURRENT_START = 2  # the rows of recurrent neurons that belong to a sequence are stamped later than this
READOUT_START = 4  # the same of the readouts, and the step in which they see a new target
LAST_SPIKE = 3  # time after the task of the spike that makes every synapse apply its last gradient
WEIGHT_SAMPLE = 3  # inputs and recurrent neurons whose weights are recorded


@dataclass(frozen=True)
class Population:
    """Neurons of one model: their number and parameters (NEST's names and units)."""

    n: int
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Weights:
    """Initial weights (pA), each of shape (targets, sources); the diagonal of `rec_rec` stands for no synapse."""

    in_rec: NDArray[np.float64]
    rec_rec: NDArray[np.float64]
    rec_out: NDArray[np.float64]
    out_rec: NDArray[np.float64]


@dataclass(frozen=True)
class Design:
    """All that defines a network.

    Attributes
    ----------
    sequence
        Steps of a sequence, which is the update interval.
    window
        Steps at the end of a sequence in which errors count.
    recurrent
        Populations by name; one with a parameter ``adapt_beta`` is made of adaptive neurons.
    readouts
        Readout neurons.
    weights
        Initial weights.
    synapses
        What all trained synapses share, such as ``optimizer`` and ``average_gradient``.
    """

    sequence: int
    window: int
    recurrent: dict[str, Population]
    readouts: Population
    weights: Weights
    synapses: dict[str, Any]


class Network:
    """The network of a design, built in a fresh kernel.

    Parameters
    ----------
    nest
        The module that speaks NEST's API.
    design
        What to build.
    threads
        Number of threads that simulate.
    record_weights
        Whether a `weight_recorder` follows a few synapses of every kind.
    """

    def __init__(self, nest: Any, design: Design, *, threads: int = 1, record_weights: bool = False) -> None:
        self.nest = nest
        self.design = design
        nest.ResetKernel()
        nest.set(
            resolution=1.0,
            local_num_threads=threads,
            eprop_update_interval=float(design.sequence),
            eprop_learning_window=float(design.window),
            eprop_reset_neurons_on_update=True,
        )
        self._create()
        self.weight_recorder = self._record_weights() if record_weights else None
        self._connect_trained(design.weights)
        self._connect_fixed(design.weights)

    def _create(self) -> None:
        create, design = self.nest.Create, self.design
        n_in = design.weights.in_rec.shape[1]
        self._generators = create("spike_generator", n_in)
        self._last_spike = create("spike_generator")
        self.inputs = create("parrot_neuron", n_in)
        self.populations = {
            name: create(f"eprop_iaf{'_adapt' if 'adapt_beta' in population.parameters else ''}{SUFFIX}", population.n)
            for name, population in design.recurrent.items()
        }
        for name, population in design.recurrent.items():
            self.populations[name].set(population.parameters)
        first, *others = self.populations.values()
        self.recurrent = sum(others, start=first)
        self.readouts = create("eprop_readout" + SUFFIX, design.readouts.n, design.readouts.parameters)
        # after the readouts: NEST's see the new rate of a generator that was created before them one step earlier
        self._targets = create("step_rate_generator", design.readouts.n)
        self.meter = create("multimeter", {"interval": 1.0, "record_from": ["readout_signal"], "start": READOUT_START})

    def _record_weights(self) -> Any:
        some_inputs, some_recurrent = self.inputs[:WEIGHT_SAMPLE], self.recurrent[:WEIGHT_SAMPLE]
        sample = {"senders": some_inputs + some_recurrent, "targets": some_recurrent + self.readouts}
        recorder = self.nest.Create("weight_recorder", sample)
        self.nest.SetDefaults(SYNAPSE, {"weight_recorder": recorder})
        return recorder

    def _connect_trained(self, weights: Weights) -> None:
        self.nest.SetDefaults(SYNAPSE, self.design.synapses)
        tau = self.design.readouts.parameters["tau_m"]
        synapse = {"synapse_model": SYNAPSE, "delay": DELAY, "tau_m_readout": tau}
        others = {"rule": "all_to_all", "allow_autapses": False}
        self.nest.Connect(self.inputs, self.recurrent, "all_to_all", {**synapse, "weight": weights.in_rec})
        self.nest.Connect(self.recurrent, self.recurrent, others, {**synapse, "weight": weights.rec_rec})
        self.nest.Connect(self.recurrent, self.readouts, "all_to_all", {**synapse, "weight": weights.rec_out})

    def _connect_fixed(self, weights: Weights) -> None:
        connect = self.nest.Connect
        static = {"synapse_model": "static_synapse", "delay": DELAY}
        feedback = {"synapse_model": "eprop_learning_signal_connection" + SUFFIX, "delay": DELAY}
        rate = {"synapse_model": "rate_connection_delayed", "delay": DELAY, "weight": 1.0}
        others = {"rule": "all_to_all", "allow_autapses": False}
        connect(self._generators, self.inputs, "one_to_one", static)
        connect(self._last_spike, self.inputs + self.recurrent, "all_to_all", {**static, "weight": 1000.0})
        connect(self.readouts, self.recurrent, "all_to_all", {**feedback, "weight": weights.out_rec})
        connect(self._targets, self.readouts, "one_to_one", {**rate, "receptor_type": 2})
        if self.design.readouts.parameters["loss"] == "cross_entropy":
            connect(self.readouts, self.readouts, others, {**rate, "receptor_type": 1})
        connect(self.meter, self.readouts, "all_to_all", static)

    def present(self, batch: Batch, start: int) -> None:
        """Give the generators the data of the iteration whose first step is `start`; the clock must not be past it."""
        spike_times = [{"spike_times": steps + (start + float(INPUT_TIME))} for steps in batch.spikes]
        times = batch.changes + (start + float(READOUT_START))
        self._generators.set(spike_times)
        self._targets.set([{"amplitude_times": times, "amplitude_values": values} for values in batch.targets])

    def force_update(self, end: int) -> None:
        """Make every source spike after a task of `end` steps, so that its synapses apply their last gradients."""
        self._last_spike.set(spike_times=[float(end + LAST_SPIKE)])

    def take_readout(self) -> NDArray[np.float64]:
        """Return ``readout_signal`` since the last call, shape (readouts, steps), and forget it."""
        events = self.meter.get("events")
        self.meter.set(n_events=0)
        return np.array([events["readout_signal"][events["senders"] == node] for node in self.readouts.tolist()])

    def weights(self) -> dict[str, NDArray[np.float64]]:
        """Return the weights (pA) of the trained projections, by name, shape (targets, sources)."""
        ends = {
            "in_rec": (self.inputs, self.recurrent),
            "rec_rec": (self.recurrent, self.recurrent),
            "rec_out": (self.recurrent, self.readouts),
        }
        return {name: self._weight_matrix(sources, targets) for name, (sources, targets) in ends.items()}

    def _weight_matrix(self, sources: Any, targets: Any) -> NDArray[np.float64]:
        found = self.nest.GetConnections(sources, targets, SYNAPSE).get(["source", "target", "weight"])
        rows = np.searchsorted(targets.tolist(), found["target"])
        columns = np.searchsorted(sources.tolist(), found["source"])
        matrix = np.zeros((len(targets), len(sources)))
        matrix[rows, columns] = found["weight"]
        return matrix
