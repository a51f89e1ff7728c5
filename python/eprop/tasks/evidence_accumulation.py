"""Evidence accumulation: did more cues appear on the left or on the right?

The task of Bellec et al. 2020, Nature Communications 11:3625, in the form of NEST's tutorial. Cues come one after the
other, each as activity of the left or of the right group of inputs; a second after the last one the recall group asks
for the answer. A fourth group is noise. Draws and their order are the tutorial's: the same seed gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from eprop.tasks.network import Design, Population, Weights
from eprop.tasks.task import Batch, Task

N_OUT = 2
N_GROUPS = 4
RECALL, NOISE = 2, 3  # groups of inputs; 0 and 1 are the sides

NEURON: dict[str, Any] = {"C_m": 1.0, "E_L": 0.0, "I_e": 0.0, "V_m": 0.0, "tau_m": 20.0}
RECURRENT: dict[str, Any] = {
    **NEURON,
    "V_th": 0.6,
    "t_ref": 5.0,
    "f_target": 10.0,
    "regular_spike_arrival": True,
    "surrogate_gradient_function": "piecewise_linear",
    "surrogate_gradient_height": 0.3 / 0.6,
    "surrogate_gradient_width": 0.6,
}
READOUT: dict[str, Any] = {**NEURON, "loss": "cross_entropy", "regular_spike_arrival": False}
ADAPT_TAU = 2000.0  # ms
ADAPT_BETA = 1.7 * ((1.0 - np.exp(-1.0 / ADAPT_TAU)) / (1.0 - np.exp(-1.0 / RECURRENT["tau_m"])))


@dataclass(frozen=True, kw_only=True)
class EvidenceAccumulation(Task):
    """Remember on which side more cues appeared.

    Parameters
    ----------
    n_cues
        Cues of a sequence.
    cue, spacing, background, recall
        Steps of a cue, of the pause before each cue, of the pause after all of them, and of the recall.
    p_group
        Probability that a cue is on the side with fewer of them.
    p_spike
        Probability of a spike of an active input in a step; a quarter of it for noise.
    group_size
        Inputs of each of the four groups.
    n_regular, n_adaptive
        Recurrent neurons without and with adaptive threshold.
    """

    n_cues: int = 7
    cue: int = 100
    spacing: int = 50
    background: int = 1050
    recall: int = 150
    p_group: float = 0.3
    p_spike: float = 0.04
    group_size: int = 10
    n_regular: int = 50
    n_adaptive: int = 50

    scores: ClassVar[Mapping[str, str]] = {
        "loss": r"$E = -\langle\sum_k \pi_k^{*,t} \log \pi_k^t\rangle$",
        "recall error": "recall error",
    }

    @property
    def sequence(self) -> int:
        """Steps of a sequence."""
        return self.n_cues * (self.cue + self.spacing) + self.background + self.recall

    @property
    def n_in(self) -> int:
        """Number of inputs."""
        return N_GROUPS * self.group_size

    def design(self, rng: np.random.RandomState) -> Design:
        """Describe the network; draws its weights."""
        regular = {**RECURRENT, "c_reg": 2.0 * self.recall}
        adaptive = {**regular, "adapt_tau": ADAPT_TAU, "adapt_beta": ADAPT_BETA, "adaptation": 0.0}
        populations = {
            "regular": Population(self.n_regular, regular),
            "adaptive": Population(self.n_adaptive, adaptive),
        }
        return Design(
            sequence=self.sequence,
            window=self.recall,
            recurrent={name: population for name, population in populations.items() if population.n},
            readouts=Population(N_OUT, READOUT),
            weights=self._draw_weights(rng),
            synapses={"optimizer": self._optimizer(), "average_gradient": True},
        )

    def _optimizer(self) -> dict[str, Any]:
        adam = {"type": "adam", "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8, "Wmin": -100.0, "Wmax": 100.0}
        return {**adam, "batch_size": self.batch_size, "eta": self.learning_rate}

    def _draw_weights(self, rng: np.random.RandomState) -> Weights:
        n_in, n_rec = self.n_in, self.n_regular + self.n_adaptive
        in_rec = rng.randn(n_in, n_rec).T / np.sqrt(n_in)
        rec_rec = rng.randn(n_rec, n_rec).T / np.sqrt(n_rec)
        np.fill_diagonal(rec_rec, 0.0)
        glorot_limit = np.sqrt(3.0 * (1.0 / ((n_rec + N_OUT) / 2.0)))
        rec_out = rng.uniform(-glorot_limit, glorot_limit, (n_rec, N_OUT)).T
        out_rec = rng.randn(n_rec, N_OUT)
        return Weights(*(single_precision(weights) for weights in (in_rec, rec_rec, rec_out, out_rec)))

    def draw(self, rng: np.random.RandomState) -> Batch:
        """Draw the cues and spikes of the next batch."""
        cues = self._draw_cues(rng)
        sequences = [self._draw_spikes(rng, row) for row in cues]
        size = self.sequence * self.n_in
        steps, inputs = np.divmod(np.concatenate([spikes + i * size for i, spikes in enumerate(sequences)]), self.n_in)
        by_input = steps[np.argsort(inputs, kind="stable")]
        right = cues.sum(axis=1) > self.n_cues // 2
        return Batch(
            spikes=np.split(by_input, np.cumsum(np.bincount(inputs, minlength=self.n_in))[:-1]),
            changes=np.arange(self.batch_size) * self.sequence,
            targets=np.array([~right, right], dtype=np.float64),
        )

    def _draw_cues(self, rng: np.random.RandomState) -> NDArray[np.int64]:
        """Draw the side of every cue, shape (batch_size, n_cues)."""
        sides = np.array([self.p_group, 1 - self.p_group], dtype=np.float32)
        swapped = rng.choice([0, 1], self.batch_size)
        return np.array([rng.choice([0, 1], self.n_cues, p=sides[[swap, 1 - swap]]) for swap in swapped])

    def _draw_spikes(self, rng: np.random.RandomState, cues: NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw the spikes of a sequence as ascending numbers step * n_in + input."""
        numbers = rng.random_sample(self.sequence * self.n_in)
        candidates = np.flatnonzero(numbers < self.p_spike)  # no group is more active: look up the few that are left
        steps, inputs = np.divmod(candidates, self.n_in)
        spikes: NDArray[np.bool_] = numbers[candidates] < self._activity(cues)[steps, inputs // self.group_size]
        return candidates[spikes & (steps > 0)]  # what arrives in the first step of an update interval would be dropped

    def _activity(self, cues: NDArray[np.int64]) -> NDArray[np.float64]:
        """Spike probability in a sequence, shape (steps, groups)."""
        activity = np.zeros((self.sequence, N_GROUPS))
        for i, side in enumerate(cues):
            start = i * (self.cue + self.spacing) + self.spacing
            activity[start : start + self.cue, side] = self.p_spike
        activity[-self.recall :, RECALL] = self.p_spike
        activity[:, NOISE] = self.p_spike / 4.0
        return activity

    def score(self, signal: NDArray[np.float64], batch: Batch) -> dict[str, float]:
        """Mean cross-entropy in the recall, and the fraction of sequences in which the wrong readout won it."""
        recall = signal[:, :, -self.recall :]
        entropy = -np.sum(batch.targets[:, :, np.newaxis] * np.log(recall), axis=0)
        wrong = recall.mean(axis=2).argmax(axis=0) != batch.targets.argmax(axis=0)
        return {"loss": float(entropy.mean()), "recall error": float(wrong.mean())}


def single_precision(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round to single precision, in which the reference implementation keeps its weights."""
    return weights.astype(np.float32).astype(np.float64)
