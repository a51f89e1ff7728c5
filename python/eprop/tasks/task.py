"""What an experiment tells the training loop: its network, its data and its scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from eprop.tasks.network import Design


@dataclass(frozen=True)
class Batch:
    """Input and targets of one iteration; steps count from its start.

    Attributes
    ----------
    spikes
        Steps at which each input neuron spikes, ascending; one array an input.
    changes
        Steps at which the targets change, ascending, shape (changes,).
    targets
        Target signal of each readout from each change on, shape (readouts, changes).
    """

    spikes: list[NDArray[np.int64]]
    changes: NDArray[np.int64]
    targets: NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Task(ABC):
    """An experiment. A subclass's defaults and the first line of its docstring are those of its command.

    Parameters
    ----------
    iterations
        Number of weight updates.
    batch_size
        Sequences whose gradients one update sums up.
    seed
        Seed of numpy's legacy generator, from which initial weights and data are drawn.
    learning_rate
        Step size of the optimizer (pA).

    Raises
    ------
    ValueError
        If `iterations` or `batch_size` is less than 1.
    """

    iterations: int = 200
    batch_size: int = 64
    seed: int = 1
    learning_rate: float = 5e-3

    scores: ClassVar[Mapping[str, str]]
    """Name of every score, the training error first, and its label in a figure."""

    def __post_init__(self) -> None:
        for name in ("iterations", "batch_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")

    @abstractmethod
    def design(self, rng: np.random.RandomState) -> Design:
        """Describe the network; called once, before any data are drawn."""

    @abstractmethod
    def draw(self, rng: np.random.RandomState) -> Batch:
        """Draw the data of the next iteration."""

    @abstractmethod
    def score(self, signal: NDArray[np.float64], batch: Batch) -> dict[str, float]:
        """Judge what the readouts said to a batch.

        Parameters
        ----------
        signal
            Recordable ``readout_signal``, shape (readouts, batch_size, steps of a sequence).
        batch
            What was presented.

        Returns
        -------
        dict
            A value for every name in `scores`.
        """
