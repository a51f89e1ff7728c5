"""The network of the sine-wave task: Poisson inputs, every neuron connected with every other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from online.problem import NEURON, Problem, draw_output

N_IN, N_REC = 100, 100
SYNAPSES = N_IN * N_REC + N_REC * (N_REC - 1) + N_REC
P_SPIKE = 0.05  # probability of an input spike in a step
STEPS = 1000  # one sequence
SEQUENCES = 2  # in an iteration
OPTIMIZERS = {
    "gradient_descent": {"type": "gradient_descent", "eta": 1e-6, "optimize_each_step": True},
    "adam": {"type": "adam", "eta": 3e-6, "optimize_each_step": True},
}


@dataclass(frozen=True, kw_only=True)
class DenseProblem(Problem):
    """Beside what all tasks have:

    Attributes
    ----------
    spikes
        Input spikes (step, input).
    w_in, w_rec
        Initial weights (target, source); the diagonal of `w_rec` stands for no synapse.
    """

    spikes: NDArray[np.bool_]
    w_in: NDArray[np.float64]
    w_rec: NDArray[np.float64]


def work(settings: dict[str, Any], check: dict[str, list[float]]) -> tuple[float, str, str]:
    """What an iteration is: how many, told in ns, steps of a synapse."""
    return settings["sequences"] * STEPS * SYNAPSES, "ns", "synapse and step"


def draw(sequences: int, iterations: int, optimizer: str) -> DenseProblem:
    """Draw weights, inputs and target."""
    rng = np.random.default_rng(1)
    total = sequences * iterations * STEPS
    return DenseProblem(
        neuron=NEURON,
        V_m=np.zeros(N_REC),
        optimizer=OPTIMIZERS[optimizer],
        steps=sequences * STEPS,
        w_in=rng.normal(size=(N_REC, N_IN)) / np.sqrt(N_IN),
        w_rec=rng.normal(size=(N_REC, N_REC)) / np.sqrt(N_REC),
        output=draw_output(rng, N_REC, total),
        spikes=rng.random((DenseProblem.lead_in + total, N_IN)) < P_SPIKE,
    )
