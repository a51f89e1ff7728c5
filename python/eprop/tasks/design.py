"""What defines a network of the tasks: populations, initial weights, and the models that train it.

The resolution is 1 ms, so that a step is a millisecond; weights are in pA and shaped (targets, sources).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Population:
    """Recurrent neurons of one model.

    Attributes
    ----------
    model
        Name between ``eprop_`` and the suffix.
    n
        Number of neurons.
    parameters
        Their parameters (NEST's names and units).
    """

    model: str
    n: int
    parameters: dict[str, Any]

    @property
    def adaptive(self) -> bool:
        """Whether the threshold adapts."""
        return self.model.endswith("_adapt")


@dataclass(frozen=True)
class Weights:
    """Initial weights (pA), each of shape (targets, sources); the diagonal of `rec_rec` stands for no synapse."""

    in_rec: Floats
    rec_rec: Floats
    rec_out: Floats
    out_rec: Floats


@dataclass(frozen=True)
class Design:
    """All that defines a network.

    Attributes
    ----------
    sequence
        Steps of a sequence, which is the update interval.
    window
        Steps at the end of a sequence in which errors count.
    recurrent
        Populations by name.
    readouts
        Parameters of the readout neurons.
    weights
        Initial weights; their shapes are the numbers of inputs and readouts.
    synapses
        What all trained synapses share, such as ``optimizer``.
    online
        Whether synapses learn at every spike (models of Korcsak-Gorzo et al. 2025, arXiv:2511.21674) and not once an
        interval (models with suffix, of Bellec et al. 2020, Nature Communications 11:3625).
    """

    sequence: int
    window: int
    recurrent: dict[str, Population]
    readouts: dict[str, Any]
    weights: Weights
    synapses: dict[str, Any]
    online: bool = False

    @property
    def suffix(self) -> str:
        """End of the names of the models."""
        return "" if self.online else "_bsshslm_2020"

    @property
    def readout_start(self) -> int:
        """Steps until readouts are at step 0 of a sequence: their rows are stamped later, new targets set then."""
        return 3 if self.online else 4  # with suffix, signals are those of the membrane one step earlier

    @property
    def settle(self) -> int:
        """Steps of a sequence after which the last row of the one before can be read."""
        return self.readout_start + 1


Draw = Callable[[np.random.RandomState, int, int], tuple[Floats, Floats]]


def glorot_readout(rng: np.random.RandomState, n_rec: int, n_out: int) -> tuple[Floats, Floats]:
    """Draw Glorot's uniform weights to the readouts and standard normal feedback."""
    limit = np.sqrt(3.0 * (1.0 / ((n_rec + n_out) / 2.0)))
    return rng.uniform(-limit, limit, (n_rec, n_out)).T, rng.randn(n_rec, n_out)


def normal_readout(rng: np.random.RandomState, n_rec: int, n_out: int) -> tuple[Floats, Floats]:
    """Draw normal weights to the readouts and back, with a variance of 1 / n_rec."""
    return rng.randn(n_rec, n_out).T / np.sqrt(n_rec), rng.randn(n_rec, n_out) / np.sqrt(n_rec)


def draw_weights(rng: np.random.RandomState, n_in: int, n_rec: int, n_out: int, readout: Draw) -> Weights:
    """Draw normal weights to recurrent neurons, then those of the readouts, in the order of NEST's tutorials.

    All are rounded to single precision, in which the reference implementation keeps its weights.
    """
    in_rec = rng.randn(n_in, n_rec).T / np.sqrt(n_in)
    rec_rec = rng.randn(n_rec, n_rec).T / np.sqrt(n_rec)
    np.fill_diagonal(rec_rec, 0.0)
    matrices = (in_rec, rec_rec, *readout(rng, n_rec, n_out))
    return Weights(*(weights.astype(np.float32).astype(np.float64) for weights in matrices))
