"""What the tasks of the online models share: a readout that is to follow a signal, and its random connections.

Parameters carry NEST 3.10's names and units (ms, mV, pA, pF, spikes/s); the resolution is 1 ms, so a step is 1 ms.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

READOUT: dict[str, Any] = {
    "C_m": 1.0,
    "E_L": 0.0,
    "V_m": 0.0,
    "tau_m": 20.0,
    "eprop_isi_trace_cutoff": 100.0,
}
NEURON: dict[str, Any] = {
    "C_m": 1.0,
    "E_L": 0.0,
    "V_th": 1.0,
    "tau_m": 20.0,
    "t_ref": 2.0,
    "c_reg": 0.01,
    "f_target": 10.0,
    "surrogate_gradient_height": 0.3,
    "surrogate_gradient_width": 1.0,
    "kappa": 0.97,
    "kappa_reg": 0.97,
    "eprop_isi_trace_cutoff": 100.0,
}


@dataclass(frozen=True)
class Output:
    """What the readout is to do.

    Attributes
    ----------
    target
        The signal that it is to follow (step,); the last value holds on.
    weight, feedback
        Weights to the readout and back (recurrent neuron,).
    """

    target: NDArray[np.float64]
    weight: NDArray[np.float64]
    feedback: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """What is trained on what.

    Attributes
    ----------
    neuron
        Parameters of the recurrent neurons; a list holds one value for each.
    V_m
        Membrane voltages at the start (recurrent neuron,).
    readout
        Parameters of the readout.
    optimizer
        Parameters of the optimizer.
    lead_in
        Steps before the first iteration, without a target.
    steps
        Of an iteration.
    output
        From the end of the lead-in on.
    """

    neuron: dict[str, Any]
    V_m: NDArray[np.float64]
    readout: dict[str, Any] = field(default_factory=lambda: READOUT)
    optimizer: dict[str, Any]
    lead_in: int = 100
    steps: int
    output: Output


def draw_output(rng: np.random.Generator, n_rec: int, steps: int) -> Output:
    """Draw weights, and a sum of sine waves to follow."""
    t = np.arange(steps) / 1000.0
    waves = [np.sin(2 * np.pi * (frequency * t + rng.random())) for frequency in (1.0, 2.0, 3.0, 5.0)]
    return Output(np.sum(waves, axis=0), rng.normal(size=n_rec) / np.sqrt(n_rec), rng.normal(size=n_rec))
