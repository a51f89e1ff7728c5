"""Evidence accumulation: did more cues appear on the left or on the right?

The task of Bellec et al. 2020, Nature Communications 11:3625, in the form of NEST's tutorial. Cues come one after the
other, each as activity of the left or of the right group of inputs; a second after the last one the recall group asks
for the answer. A fourth group is noise. Draws and their order are the tutorial's: the same seed gives the same numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from eprop._core import numbers_below
from eprop.tasks.classification import READOUT, RECURRENT, judge, synapses
from eprop.tasks.design import Design, Population, draw_weights, glorot_readout
from eprop.tasks.task import Batch, Data, Task

N_OUT = 2
N_GROUPS = 4
RECALL, NOISE = 2, 3  # groups of inputs; 0 and 1 are the sides

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
            "regular": Population("iaf", self.n_regular, regular),
            "adaptive": Population("iaf_adapt", self.n_adaptive, adaptive),
        }
        return Design(
            sequence=self.sequence,
            window=self.recall,
            recurrent={name: population for name, population in populations.items() if population.n},
            readouts=READOUT,
            weights=draw_weights(rng, self.n_in, self.n_regular + self.n_adaptive, N_OUT, glorot_readout),
            synapses=synapses(self),
        )

    def data(self, rng: np.random.RandomState) -> Data:
        """Draw new cues and spikes for every batch."""
        return Data(self._draw(rng) for _ in itertools.count())

    def _draw(self, rng: np.random.RandomState) -> Batch:
        cues = self._draw_cues(rng)
        steps, inputs = self._draw_spikes(rng, cues)
        by_input = steps[np.argsort(inputs, kind="stable")]
        right = cues.sum(axis=1) > self.n_cues // 2
        return Batch(
            sequences=self.batch_size,
            spikes=np.split(by_input, np.cumsum(np.bincount(inputs, minlength=self.n_in))[:-1]),
            changes=np.arange(self.batch_size) * self.sequence,
            targets=np.array([~right, right], dtype=np.float64),
        )

    def _draw_cues(self, rng: np.random.RandomState) -> NDArray[np.int64]:
        """Draw the side of every cue, shape (batch_size, n_cues)."""
        left = np.array([self.p_group, 1 - self.p_group], np.float32).astype(np.float64)  # probabilities of side 0
        left = (left / left.sum())[rng.choice([0, 1], self.batch_size)]
        return np.where(rng.random_sample((self.batch_size, self.n_cues)) < left[:, np.newaxis], 0, 1)

    def _draw_spikes(
        self, rng: np.random.RandomState, cues: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Draw steps, ascending, and inputs of the spikes: a number for every step and input decides."""
        steps, inputs = np.divmod(draw_below(rng, self._activity(cues), self.group_size), self.n_in)
        spikes = steps % self.sequence > 0  # what arrives in the first step of an update interval would be dropped
        return steps[spikes], inputs[spikes].astype(np.uint16)

    def _activity(self, cues: NDArray[np.int64]) -> NDArray[np.float64]:
        """Spike probability, shape (batch_size, sequence, groups)."""
        activity = np.zeros((self.batch_size, self.sequence, N_GROUPS))
        for i, sides in enumerate(cues.T):
            start = i * (self.cue + self.spacing) + self.spacing
            activity[np.arange(self.batch_size), start : start + self.cue, sides] = self.p_spike
        activity[:, -self.recall :, RECALL] = self.p_spike
        activity[:, :, NOISE] = self.p_spike / 4.0
        return activity

    def score(self, signal: NDArray[np.float64], batch: Batch) -> dict[str, float]:
        """Mean cross-entropy in the recall, and the fraction of sequences in which the wrong readout won it."""
        loss, wrong = judge(signal[:, :, -self.recall :], batch.targets)
        return {"loss": loss, "recall error": wrong}


def draw_below(rng: np.random.RandomState, limits: NDArray[np.float64], repeat: int) -> NDArray[np.int64]:
    """Return the places of ``rng.random_sample(limits.size * repeat) < np.repeat(limits, repeat)`` that are true.

    The same numbers as numpy's, without writing them down.
    """
    state = rng.get_state(legacy=False)
    words = state["state"]
    words["pos"], places = numbers_below(words["key"], words["pos"], limits.ravel(), repeat)
    rng.set_state(state)
    return places
