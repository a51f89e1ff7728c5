"""What the figures show: one sequence in full, and a few weights over the whole training, in bounded memory."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from eprop.tasks.network import RECURRENT_START, Network

Trace = tuple[NDArray[np.float64], NDArray[np.float64]]

RECURRENT = ["V_m", "surrogate_gradient", "learning_signal"]
ADAPTIVE = [*RECURRENT, "V_th_adapt", "adaptation"]
READOUT = ["V_m", "readout_signal", "target_signal", "error_signal"]


class SequenceRecording:
    """One sequence: spikes of all neurons, variables of one neuron of each recurrent population and of all readouts.

    Parameters
    ----------
    network
        What to record from.
    start
        First step of the sequence.
    """

    def __init__(self, network: Network, start: int) -> None:
        self._network = network
        self._start = start
        self._spikes = self._record("spike_recorder", network.inputs + network.recurrent, RECURRENT_START)
        readout = READOUT if network.design.online else [*READOUT, "readout_signal_unnorm"]
        self._meters = {"readout": self._record("multimeter", network.readouts, network.design.readout_start, readout)}
        for name, population in network.design.recurrent.items():
            variables = ADAPTIVE if population.adaptive else RECURRENT
            self._meters[name] = self._record("multimeter", network.populations[name][:1], RECURRENT_START, variables)

    def _record(self, model: str, nodes: Any, start: int, variables: list[str] | None = None) -> Any:
        nest, begin = self._network.nest, float(self._start + start)
        schedule: dict[str, Any] = {"start": begin, "stop": begin + self._network.design.sequence}
        if variables is None:
            recorder = nest.Create(model, schedule)
            nest.Connect(nodes, recorder)
        else:
            recorder = nest.Create(model, {**schedule, "interval": 1.0, "record_from": variables})
            nest.Connect(recorder, nodes)
        return recorder

    @property
    def complete(self) -> bool:
        """Whether the sequence was simulated to its end."""
        return len(self.variable("readout", "V_m")[0]) == self._network.design.sequence

    def spikes(self, nodes: Any) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return times (ms) from the start of the sequence and numbers among `nodes` of the spikes of `nodes`."""
        events = self._spikes.get("events")
        ids = np.array(nodes.tolist())
        chosen = np.isin(events["senders"], ids)
        return events["times"][chosen] - self._start, np.searchsorted(ids, events["senders"][chosen])

    def variable(self, population: str, name: str) -> Trace:
        """Return times (ms) from the start of the sequence, shape (steps,), and values, shape (neurons, steps)."""
        events = self._meters[population].get("events")
        nodes = np.unique(events["senders"])
        values = np.array([events[name][events["senders"] == node] for node in nodes])
        return np.unique(events["times"]) - self._start, values


class WeightTrace:
    """Course of the weights that a `weight_recorder` follows, kept as their changes."""

    def __init__(self, recorder: Any) -> None:
        self._recorder = recorder
        self._parts: list[dict[str, NDArray[Any]]] = []

    def drain(self) -> None:
        """Take over what was recorded since the last call: of each synapse the first event and every new weight."""
        events = self._recorder.get("events")
        self._recorder.set(n_events=0)
        order = np.lexsort((events["targets"], events["senders"]))  # stable: within a synapse by time
        columns = {name: events[name][order] for name in ("senders", "targets", "times", "weights")}
        repeated = np.zeros(len(order), dtype=bool)
        repeated[1:] = np.all([np.diff(columns[name]) == 0 for name in ("senders", "targets", "weights")], axis=0)
        self._parts.append({name: column[~repeated] for name, column in columns.items()})

    def courses(self, sources: Any, targets: Any) -> list[Trace]:
        """Return times (ms) and weights (pA) of every followed synapse between two groups of nodes."""
        events = {name: np.concatenate([part[name] for part in self._parts]) for name in self._parts[0]}
        between = np.isin(events["senders"], sources.tolist()) & np.isin(events["targets"], targets.tolist())
        pairs = np.unique(np.stack([events["senders"], events["targets"]])[:, between], axis=1).T
        chosen = [(events["senders"] == sender) & (events["targets"] == target) for sender, target in pairs]
        return [(events["times"][events_of], events["weights"][events_of]) for events_of in chosen]


class Recordings:
    """All that the figures need of a training.

    Parameters
    ----------
    network
        What to record from, built with ``record_weights=True``.
    sequences
        Number of sequences of the task.

    Attributes
    ----------
    first, last
        The first and the last sequence.
    weights
        The course of a few weights.
    """

    def __init__(self, network: Network, sequences: int) -> None:
        self.first = SequenceRecording(network, 0)
        self.last = SequenceRecording(network, (sequences - 1) * network.design.sequence)
        self.weights = WeightTrace(network.weight_recorder)
