"""What an experiment tells the training loop: its network, its data and its scores."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from eprop.tasks.design import Design

TEST = "test "  # how the name of a score of held-out data starts


@dataclass(frozen=True)
class Batch:
    """Input and targets of some sequences one after the other; steps count from the start of the first.

    Attributes
    ----------
    sequences
        Number of sequences.
    spikes
        Steps at which each input neuron spikes, ascending; one array an input.
    changes
        Steps at which the targets change, ascending, shape (changes,).
    targets
        Target signal of each readout from each change on, shape (readouts, changes).
    """

    sequences: int
    spikes: list[NDArray[np.int64]]
    changes: NDArray[np.int64]
    targets: NDArray[np.float64]


@dataclass(frozen=True)
class Data:
    """What a network is trained on and, if there is such a thing, what it is tested on.

    Attributes
    ----------
    training
        The batches of the iterations; it does not end.
    test
        Held-out data.
    test_every
        Iterations between two tests.
    """

    training: Iterator[Batch]
    test: Batch | None = None
    test_every: int = 1


@dataclass(frozen=True, kw_only=True)
class Task(ABC):
    """An experiment. A subclass's defaults and the first line of its docstring are those of its command.

    A field with ``help`` in its metadata is an option of the command: one of ``choices``, or a flag without them.

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
    """Name of every score, the training error first, and its label in a figure; ``test x`` is x of held-out data."""

    def __post_init__(self) -> None:
        for name in ("iterations", "batch_size"):
            if getattr(self, name) < 1:
                raise ValueError(f"{name} must be 1 or more, not {getattr(self, name)}")

    @abstractmethod
    def design(self, rng: np.random.RandomState) -> Design:
        """Describe the network; called once, before any data are drawn."""

    @abstractmethod
    def data(self, rng: np.random.RandomState) -> Data:
        """Prepare the data; batches may be drawn while they are asked for."""

    @abstractmethod
    def score(self, signal: NDArray[np.float64], batch: Batch) -> dict[str, float]:
        """Judge what the readouts said to a batch.

        Parameters
        ----------
        signal
            Recordable ``readout_signal``, shape (readouts, sequences, steps of a sequence).
        batch
            What was presented.

        Returns
        -------
        dict
            A value for every name in `scores` that does not start with ``test``.
        """
