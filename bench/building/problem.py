"""A network of any size whose recurrent synapses a rule draws."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from online.problem import NEURON, Problem, draw_output

WEIGHT = 1e-3


@dataclass(frozen=True, kw_only=True)
class RuleProblem(Problem):
    """Beside what all tasks have:

    Attributes
    ----------
    indegree
        Recurrent synapses of each neuron.
    """

    indegree: int


def draw(neurons: int, indegree: int, optimizer: str, steps: int) -> RuleProblem:
    """Draw the membrane voltages, and weights and target of the readout; one iteration of so many steps."""
    rng = np.random.default_rng(1)
    return RuleProblem(
        neuron={**NEURON, "I_e": 0.0501},  # about 10 spikes/s
        V_m=rng.uniform(size=neurons),
        optimizer={"type": optimizer, "eta": 1e-6, "optimize_each_step": True},
        lead_in=1,  # in which memory is laid out
        steps=steps,
        indegree=indegree,
        output=draw_output(rng, neurons, steps),
    )
