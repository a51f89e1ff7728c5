"""Network, inputs and targets of the evidence-accumulation task: the arrays that every engine is given.

Drawn with numpy's legacy generator, whose stream is frozen: engines in different environments get the same numbers.
Parameters carry NEST 3.10's names and units (ms, mV, pA, pF, spikes/s); the resolution is 1 ms, so a step is 1 ms.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_IN, N_OUT = 40, 2
NEURONS = 100  # recurrent
N_CUES, CUE, SPACING, BACKGROUND, RECALL = 7, 100, 50, 1050, 150  # all but the first in steps
STEPS = N_CUES * (CUE + SPACING) + BACKGROUND + RECALL  # one sequence
WINDOW = RECALL
SEQUENCES = 32  # in an iteration: the batch
OPTIMIZERS = ("adam",)
P_GROUP = 0.3  # probability of a cue on the rarer side
P_SPIKE = 0.04  # spike probability of an active input neuron in a step

READOUT: dict[str, Any] = {"C_m": 1.0, "E_L": 0.0, "I_e": 0.0, "V_m": 0.0, "tau_m": 20.0}
NEURON: dict[str, Any] = {
    "C_m": 1.0,
    "E_L": 0.0,
    "I_e": 0.0,
    "V_m": 0.0,
    "V_th": 0.6,
    "tau_m": 20.0,
    "t_ref": 5.0,
    "f_target": 10.0,
    "c_reg": 300.0,
    "surrogate_gradient_height": 0.5,
    "surrogate_gradient_width": 0.6,
}
ADAPT_TAU = 2000.0
ADAPT_BETA = 1.7 * (1.0 - np.exp(-1.0 / ADAPT_TAU)) / (1.0 - np.exp(-1.0 / NEURON["tau_m"]))
ADAM: dict[str, Any] = {"eta": 5e-3, "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8}


@dataclass(frozen=True)
class Problem:
    """What is trained on what.

    Attributes
    ----------
    w_in, w_rec, w_out
        Initial weights (target, source); the diagonal of `w_rec` is 0 and stands for no synapse.
    feedback
        Weights (recurrent, readout) that carry the errors back.
    spikes
        Input spikes (iteration, sequence, step, input).
    target
        The readout that is to win, (iteration, sequence).
    adapt_beta
        Of each recurrent neuron, 0 for the first half, which are not adaptive.
    """

    w_in: NDArray[np.float64]
    w_rec: NDArray[np.float64]
    w_out: NDArray[np.float64]
    feedback: NDArray[np.float64]
    spikes: NDArray[np.bool_]
    target: NDArray[np.int64]
    adapt_beta: NDArray[np.float64]


def work(settings: dict[str, Any], check: dict[str, list[float]]) -> tuple[float, str, str]:
    """What an iteration is: how many, told in ms, sequences."""
    return settings["sequences"], "ms", "sequence"


def draw(sequences: int, iterations: int, neurons: int = NEURONS, seed: int = 1) -> Problem:
    """Draw weights, then inputs and targets iteration by iteration, in the order of the NEST tutorial.

    Parameters
    ----------
    sequences
        Batch size.
    iterations
        Number of batches.
    neurons
        Recurrent ones, the second half of them adaptive.
    seed
        Seed of the generator.
    """
    rng = np.random.RandomState(seed)
    w_in = rng.randn(N_IN, neurons).T / np.sqrt(N_IN)
    w_rec = rng.randn(neurons, neurons).T / np.sqrt(neurons)
    np.fill_diagonal(w_rec, 0.0)
    limit = np.sqrt(6.0 / (neurons + N_OUT))
    w_out = rng.uniform(-limit, limit, (neurons, N_OUT)).T
    feedback = rng.randn(neurons, N_OUT)
    w_in, w_rec, w_out, feedback = (w.astype(np.float32).astype(np.float64) for w in (w_in, w_rec, w_out, feedback))
    batches = [_draw_batch(rng, sequences) for _ in range(iterations)]
    spikes, target = (np.array(part) for part in zip(*batches, strict=True))
    adapt_beta = np.where(np.arange(neurons) < neurons // 2, 0.0, ADAPT_BETA)
    return Problem(w_in, w_rec, w_out, feedback, spikes, target, adapt_beta)


def _draw_batch(rng: np.random.RandomState, sequences: int) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    sides = np.array([P_GROUP, 1 - P_GROUP], np.float32)
    swapped = rng.choice([0, 1], sequences)
    cues = np.array([rng.choice([0, 1], N_CUES, p=sides[[s, 1 - s]]) for s in swapped])
    left_right, recall, noise = (np.arange(N_IN).reshape(4, -1)[i] for i in (slice(2), 2, 3))
    probability = np.zeros((sequences, STEPS, N_IN))
    for i in range(N_CUES):
        start = i * (CUE + SPACING) + SPACING
        for sequence, cue in enumerate(cues[:, i]):
            probability[sequence, start : start + CUE, left_right[cue]] = P_SPIKE
    probability[:, -RECALL:, recall] = P_SPIKE
    probability[:, :, noise] = P_SPIKE / 4
    spikes = probability > rng.rand(sequences, STEPS, N_IN)
    # NEST drops what arrives in step 0; a spike in step 1 makes it leave out the last error of the sequence before,
    # which autograd does not, and runs that differ by that drift apart within a few updates
    spikes[:, :2] = False
    return spikes, (cues.sum(axis=1) > N_CUES // 2).astype(np.int64)
