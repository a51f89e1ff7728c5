"""What is varied, over which values, and how theory says that the cost grows with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

BASE: dict[str, Any] = {
    "neurons": 1000,
    "indegree": 100,
    "rate": 10.0,
    "length": 200,
    "batch": 1,
    "threads": 1,
}
Terms = Callable[[NDArray[np.float64]], list[NDArray[np.float64]]]


def _proportional(x: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    return [x]


def _fixed_and_proportional(x: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    return [np.ones_like(x), x]


def _divided(x: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    return [1.0 / x]


@dataclass(frozen=True)
class Axis:
    """A sweep.

    Attributes
    ----------
    name, label
        What is varied, and its name in the figure.
    values
        Its values, rising.
    terms
        What the cost is a sum of, each times a constant, by the values.
    theory
        The same in words.
    base
        What else differs from BASE.
    families
        Whose models are swept.
    figure
        "seconds" of an iteration, or "bytes".
    tolerated
        How many times what theory predicts the largest value may need.
    """

    name: str
    label: str
    values: tuple[float, ...]
    terms: Terms
    theory: str
    base: dict[str, Any] = field(default_factory=dict)
    families: tuple[str, ...] = ("interval", "online")
    figure: str = "seconds"
    tolerated: float = 1.5


AXES = [
    Axis(
        "neurons",
        "neurons",
        (100, 300, 1_000, 3_000, 10_000, 30_000, 100_000),
        _fixed_and_proportional,
        "every neuron and its synapses cost the same",
        tolerated=12.0,  # random targets leave the caches for memory, 80 ns away
    ),
    Axis(
        "indegree",
        "synapses of a neuron",
        (10, 30, 100, 300, 1_000),
        _fixed_and_proportional,
        "neurons cost the same, synapses in proportion",
    ),
    Axis(
        "rate",
        "spikes/s of a neuron",
        (1, 3, 10, 30, 100),
        _fixed_and_proportional,
        "neurons cost the same, a spike at every synapse in proportion",
    ),
    Axis(
        "length",
        "steps of a sequence",
        (50, 200, 1_000, 5_000),
        _proportional,
        "every step costs the same",
        {},
        ("interval",),
    ),
    Axis(
        "batch",
        "sequences of a batch",
        (1, 4, 16, 64),
        _proportional,
        "every sequence costs the same",
        {},
        ("interval",),
    ),
    Axis(
        "threads",
        "threads",
        (1, 2),
        _divided,
        "threads share the work",
        {"neurons": 10_000, "batch": 8},
    ),
    Axis(
        "synapses",
        "synapses",
        (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000),
        _fixed_and_proportional,
        "every synapse needs the same",
        {"neurons": 10_000},
        figure="bytes",
    ),
]


def predicted(axis: Axis, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the smaller half of the values says of all of them, if theory holds.

    The constants of the terms are fitted to it by least squares of relative errors; none is negative.
    """
    half = max(len(axis.terms(x)), (len(x) + 1) // 2)
    terms = np.stack(axis.terms(x), axis=1)
    constants = np.linalg.lstsq(terms[:half] / y[:half, None], np.ones(half), rcond=None)[0]
    if (constants < 0).any():  # the last term alone: the others are too small to be seen
        last = terms[:half, -1] / y[:half]
        constants = np.append(np.zeros(len(constants) - 1), last.sum() / (last @ last))
    return np.asarray(terms @ constants)
