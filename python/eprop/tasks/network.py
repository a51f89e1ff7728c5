"""The network of the tasks: spike trains drive recurrent neurons that train on the errors of readouts.

Architecture and delays are those of Bellec et al. 2020, Nature Communications 11:3625, in NEST's models.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from eprop.tasks.design import Design, Weights

if TYPE_CHECKING:
    from eprop.tasks.task import Batch

DELAY = 1.0  # ms, of every connection
OTHERS = {"rule": "all_to_all", "allow_autapses": False}

INPUT_TIME = 1  # time of the generator's spike that makes an input spike in step 0 of a sequence
RECURRENT_START = 2  # the rows of recurrent neurons that belong to a sequence are stamped later than this
WEIGHT_SAMPLE = 3  # inputs and recurrent neurons whose weights are recorded


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
        self._synapse = "eprop_synapse" + design.suffix
        nest.ResetKernel()
        nest.set(resolution=1.0, local_num_threads=threads)
        if not design.online:
            nest.set(
                eprop_update_interval=float(design.sequence),
                eprop_learning_window=float(design.window),
                eprop_reset_neurons_on_update=True,
            )
        self._create()
        self.weight_recorder = self._record_weights() if record_weights else None
        self._connect_trained(design.weights)
        self._connect_fixed(design.weights)
        self._connect_teacher()

    def _create(self) -> None:
        create, design = self.nest.Create, self.design
        n_in, n_out = design.weights.in_rec.shape[1], len(design.weights.rec_out)
        self._generators = create("spike_generator", n_in)
        self._last_spike = create("spike_generator")
        self.inputs = create("parrot_neuron", n_in)
        self.populations = {
            name: create(f"eprop_{population.model}{design.suffix}", population.n)
            for name, population in design.recurrent.items()
        }
        for name, population in design.recurrent.items():
            self.populations[name].set(population.parameters)
        first, *others = self.populations.values()
        self.recurrent = sum(others, start=first)
        self.readouts = create("eprop_readout" + design.suffix, n_out, design.readouts)
        # after the readouts: NEST's see the new rate of a generator that was created before them one step earlier
        self._targets = create("step_rate_generator", n_out)
        self._changes, self._values = np.empty(0), np.empty((n_out, 0))  # what they were given last
        recorded = {"interval": 1.0, "record_from": ["readout_signal"], "start": design.readout_start}
        self.meters = create("multimeter", n_out, recorded)  # one a readout, so that nothing has to be sorted

    def _record_weights(self) -> Any:
        some_inputs, some_recurrent = self.inputs[:WEIGHT_SAMPLE], self.recurrent[:WEIGHT_SAMPLE]
        sample = {"senders": some_inputs + some_recurrent, "targets": some_recurrent + self.readouts}
        recorder = self.nest.Create("weight_recorder", sample)
        self.nest.SetDefaults(self._synapse, {"weight_recorder": recorder})
        return recorder

    def _connect_trained(self, weights: Weights) -> None:
        connect, synapse = self.nest.Connect, {"synapse_model": self._synapse, "delay": DELAY}
        self.nest.SetDefaults(self._synapse, self.design.synapses)
        if not self.design.online:
            synapse["tau_m_readout"] = self.design.readouts["tau_m"]
        connect(self.inputs, self.recurrent, "all_to_all", {**synapse, "weight": weights.in_rec})
        connect(self.recurrent, self.recurrent, OTHERS, {**synapse, "weight": weights.rec_rec})
        connect(self.recurrent, self.readouts, "all_to_all", {**synapse, "weight": weights.rec_out})

    def _connect_fixed(self, weights: Weights) -> None:
        connect, static = self.nest.Connect, {"synapse_model": "static_synapse", "delay": DELAY}
        feedback = {"synapse_model": "eprop_learning_signal_connection" + self.design.suffix, "delay": DELAY}
        connect(self._generators, self.inputs, "one_to_one", static)
        connect(self._last_spike, self.inputs + self.recurrent, "all_to_all", {**static, "weight": 1000.0})
        connect(self.readouts, self.recurrent, "all_to_all", {**feedback, "weight": weights.out_rec})
        connect(self.meters, self.readouts, "one_to_one", static)

    def _connect_teacher(self) -> None:
        connect = self.nest.Connect
        rate = {"synapse_model": "rate_connection_delayed", "delay": DELAY, "weight": 1.0}
        connect(self._targets, self.readouts, "one_to_one", {**rate, "receptor_type": 2})
        if self.design.online:
            self._window = self.nest.Create("step_rate_generator")
            connect(self._window, self.readouts, "all_to_all", {**rate, "receptor_type": 1})
        elif self.design.readouts["loss"] == "cross_entropy":
            connect(self.readouts, self.readouts, OTHERS, {**rate, "receptor_type": 1})

    def present(self, batch: Batch, start: int) -> None:
        """Give the generators the data of the iteration whose first step is `start`, at which the clock must be."""
        self._generators.set([{"spike_times": steps + (start + float(INPUT_TIME))} for steps in batch.spikes])
        readout_start = start + float(self.design.readout_start)
        late = self._changes > start  # the readouts have yet to see the end of the batch before
        self._changes = np.concatenate([self._changes[late], batch.changes + readout_start])
        self._values = np.concatenate([self._values[:, late], batch.targets], axis=1)
        self._targets.set([{"amplitude_times": self._changes, "amplitude_values": values} for values in self._values])
        if self.design.online:
            ends = np.arange(batch.sequences + 1) * self.design.sequence
            opened = dict.fromkeys(ends, 0.0) | dict.fromkeys(ends[1:] - self.design.window, 1.0)
            times = np.sort(list(opened))
            self._window.set(amplitude_times=times + readout_start, amplitude_values=[opened[time] for time in times])

    def force_update(self, end: int) -> None:
        """Make every source spike after a task of `end` steps, so that its synapses apply their last gradients.

        The spikes are transmitted right before the task has settled, and act on no row that belongs to it.
        """
        self._last_spike.set(spike_times=[float(end + self.design.readout_start - 1)])

    def take_readout(self) -> NDArray[np.float64]:
        """Return ``readout_signal`` since the last call, shape (readouts, sequences, steps), and forget it."""
        signal = np.array([meter.get("events", "readout_signal") for meter in self.meters])
        self.meters.set(n_events=0)
        return signal.reshape(len(signal), -1, self.design.sequence)

    def weights(self) -> dict[str, NDArray[np.float64]]:
        """Return the weights (pA) of the trained projections, by name, shape (targets, sources)."""
        ends = {
            "in_rec": (self.inputs, self.recurrent),
            "rec_rec": (self.recurrent, self.recurrent),
            "rec_out": (self.recurrent, self.readouts),
        }
        return {name: self._weight_matrix(sources, targets) for name, (sources, targets) in ends.items()}

    def _weight_matrix(self, sources: Any, targets: Any) -> NDArray[np.float64]:
        found = self.nest.GetConnections(sources, targets, self._synapse).get(["source", "target", "weight"])
        rows = np.searchsorted(targets.tolist(), found["target"])
        columns = np.searchsorted(sources.tolist(), found["source"])
        matrix = np.zeros((len(targets), len(sources)))
        matrix[rows, columns] = found["weight"]
        return matrix
