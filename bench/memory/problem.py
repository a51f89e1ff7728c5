"""A small network without a limit to how far back learning looks: one neuron never spikes, another spikes once.

Nothing else grows with time: constant currents drive the others, the target is constant, and nothing is recorded.
"""

from __future__ import annotations

import math

import numpy as np
from online.problem import NEURON, READOUT, Problem, draw_output

N_REC = 20


def draw(steps: int) -> Problem:
    """Draw weights; one iteration of so many steps."""
    rng = np.random.default_rng(1)
    current = rng.uniform(0.052, 0.06, N_REC)
    V_m = np.zeros(N_REC)
    current[:2] = -1.0  # far below threshold, for ever after the one spike
    V_m[1] = 2.0
    unlimited = {"eprop_isi_trace_cutoff": math.inf}
    return Problem(
        neuron={**NEURON, **unlimited, "I_e": current.tolist()},
        V_m=V_m,
        readout={**READOUT, **unlimited},
        optimizer={"type": "gradient_descent", "eta": 1e-7, "optimize_each_step": True},
        steps=steps,
        output=draw_output(rng, N_REC, 1),
    )
