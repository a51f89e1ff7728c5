"""A network of 10,000 neurons, each with 100 random sources, that a constant current drives to about 10 spikes/s."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from online.problem import NEURON, Problem, draw_output

N_REC, INDEGREE = 10_000, 100
STEPS = 50  # one sequence
SEQUENCES = 1  # in an iteration
OPTIMIZERS = {
    "gradient_descent": {"type": "gradient_descent", "eta": 1e-6, "optimize_each_step": True},
    "adam": {"type": "adam", "eta": 1e-6, "optimize_each_step": True},
}


@dataclass(frozen=True, kw_only=True)
class SparseProblem(Problem):
    """Beside what all tasks have:

    Attributes
    ----------
    sources, targets
        Ends of the recurrent synapses, as places in the population (synapse,).
    w_rec
        Their initial weights (synapse,).
    """

    sources: NDArray[np.int64]
    targets: NDArray[np.int64]
    w_rec: NDArray[np.float64]


def work(settings: dict[str, Any], check: dict[str, list[float]]) -> tuple[float, str, str]:
    """What an iteration is: how many, told in ns, spikes that come through a synapse, by the spikes of the check."""
    return len(check["spikes"]) / 2 / len(check["losses"]) * INDEGREE, "ns", "synapse and spike"


def draw(sequences: int, iterations: int, optimizer: str) -> SparseProblem:
    """Draw who is connected, weights and target."""
    rng = np.random.default_rng(1)
    targets = np.repeat(np.arange(N_REC), INDEGREE)
    return SparseProblem(
        neuron={**NEURON, "I_e": 0.0501},
        V_m=rng.uniform(size=N_REC),
        optimizer=OPTIMIZERS[optimizer],
        steps=sequences * STEPS,
        sources=(targets + rng.integers(1, N_REC, len(targets))) % N_REC,
        targets=targets,
        w_rec=0.01 * rng.normal(size=len(targets)),
        output=draw_output(rng, N_REC, sequences * iterations * STEPS),
    )
