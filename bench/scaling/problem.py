"""A recurrent network with random connections, of any size, in which every neuron spikes when its generator says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SUFFIXES = {"interval": "_bsshslm_2020", "online": ""}  # of the models' names, by when they learn
NEURON: dict[str, Any] = {
    "C_m": 1.0,
    "E_L": 0.0,
    "V_m": 0.0,
    "V_th": 1.0,
    "tau_m": 20.0,
    "t_ref": 2.0,
    "c_reg": 0.01,
    "f_target": 10.0,
    "surrogate_gradient_height": 0.3,
    "surrogate_gradient_width": 1.0,
}
READOUT: dict[str, Any] = {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "tau_m": 20.0}
CUTOFF = {"eprop_isi_trace_cutoff": 100.0}  # ms, online models
WEIGHT = 1e-4  # pA, recurrent: too small to make a neuron spike
KICK = 1.1  # pA, from its generator: just enough to make it spike
LEAD_IN = 5  # steps


@dataclass(frozen=True, kw_only=True)
class Network:
    """A network, and for how long it is trained.

    Attributes
    ----------
    family
        "interval", models that learn once an update interval, or "online", models that learn at every spike.
    neurons, indegree
        Recurrent neurons, and recurrent synapses of each.
    rate
        Spikes/s of each neuron.
    length, batch
        Steps of an update interval; intervals between two optimizer steps, and in an iteration.
    threads
        Threads that simulate.
    spikes
        Times at which each neuron is made to spike (neuron,) of arrays, ms.
    feedback
        Weights from the readout (neuron,).
    """

    family: str
    neurons: int
    indegree: int
    rate: float
    length: int
    batch: int
    threads: int
    spikes: list[NDArray[np.float64]]
    feedback: NDArray[np.float64]

    @property
    def optimizer(self) -> dict[str, Any]:
        """Parameters of the optimizer."""
        each_step = {"optimize_each_step": True} if self.family == "online" else {"batch_size": self.batch}
        return {"type": "gradient_descent", "eta": 1e-9, **each_step}


def draw(iterations: int, rate: float, length: int, batch: int, neurons: int, **settings: Any) -> Network:
    """Draw spike times for so many iterations, and feedback weights."""
    rng = np.random.default_rng(1)
    steps = iterations * length * batch
    counts = rng.binomial(steps, rate / 1000.0, neurons)
    spikes = [LEAD_IN + 1.0 + np.unique(rng.integers(0, steps, count)) for count in counts]
    feedback = rng.normal(size=neurons)
    return Network(rate=rate, length=length, batch=batch, neurons=neurons, spikes=spikes, feedback=feedback, **settings)
