"""First the check that the engines compute the same, then the timing, engine by engine in turn."""

from __future__ import annotations

import math
import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engines import Worker

VERIFIED_ITERATIONS = 3  # the first checks the forward pass, the others gradient and optimizer too


@dataclass
class Result:
    """What one engine gave: named results of the verification, seconds of every timed iteration."""

    version: str
    tolerance: float
    check: dict[str, list[float]]
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Median seconds of an iteration."""
        return statistics.median(self.seconds)

    def differences(self, reference: Result) -> dict[str, float]:
        """How far each of the results is from that of `reference`, see difference()."""
        return {name: difference(values, reference.check[name]) for name, values in self.check.items()}

    def agrees(self, reference: Result) -> bool:
        """Whether the results are those of `reference`, up to the engine's tolerance."""
        return all(found <= self.tolerance for found in self.differences(reference).values())


def difference(values: list[float], expected: list[float]) -> float:
    """Largest difference relative to the largest magnitude expected; infinite where a number is missing."""
    if len(values) != len(expected) or not all(map(math.isfinite, values)):
        return math.inf
    scale = max(sys.float_info.min, *map(abs, expected))
    return max(abs(a - b) for a, b in zip(values, expected, strict=True)) / scale


def verify(workers: dict[str, Worker], settings: dict[str, Any], say: Callable[[str], None]) -> dict[str, Result]:
    """Train a few iterations with the readouts recorded, and collect what is to be compared.

    Parameters
    ----------
    workers
        The engines by name; the first is the reference.
    settings
        What the task's problem depends on, such as the number of sequences in an iteration.
    say
        Is told what is going on.
    """
    results = {}
    for name, worker in workers.items():
        say(f"{name}: training {VERIFIED_ITERATIONS} iterations to compare results")
        worker.build(settings={**settings, "iterations": VERIFIED_ITERATIONS}, record=True)
        for _ in range(VERIFIED_ITERATIONS):
            worker.call("iterate")
        results[name] = Result(worker.version, worker.tolerance, worker.call("check"))
    return results


def measure(
    workers: dict[str, Worker], settings: dict[str, Any], repeats: int, say: Callable[[str], None]
) -> dict[str, list[float]]:
    """Time iterations of fresh networks without recorders, after one untimed iteration each.

    Parameters
    ----------
    workers, settings, say
        As for verify().
    repeats
        Timed iterations; the engines take turns, so that a busy moment of the machine does not hit one of them alone.

    Returns
    -------
    dict
        Seconds of each iteration by engine.
    """
    for name, worker in workers.items():
        say(f"{name}: building and warming up")
        worker.build(settings={**settings, "iterations": repeats + 1}, record=False)
        worker.call("iterate")
    seconds: dict[str, list[float]] = {name: [] for name in workers}
    for repeat in range(repeats):
        for name, worker in workers.items():
            say(f"{name}: timing iteration {repeat + 1} of {repeats}")
            seconds[name].append(worker.call("iterate"))
    return seconds
