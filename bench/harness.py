"""First the check that the engines compute the same, then the timing, engine by engine in turn."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from dataclasses import dataclass, field

from engines import ENGINES, Worker

VERIFIED_ITERATIONS = 3  # the first checks the forward pass, the others gradient and optimizer


@dataclass
class Result:
    """What one engine gave: losses of the verification, seconds of every timed iteration."""

    version: str
    tolerance: float
    losses: list[float]
    seconds: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """Median seconds of an iteration."""
        return statistics.median(self.seconds)

    def difference(self, reference: Result) -> float:
        """Largest relative difference between the losses and those of `reference`; NaN if there is a NaN among them."""
        pairs = zip(self.losses, reference.losses, strict=True)
        differences = [abs(a - b) / max(abs(b), sys.float_info.min) for a, b in pairs]
        return max(differences, key=lambda d: (d != d, d))

    def agrees(self, reference: Result) -> bool:
        """Whether the losses are those of `reference`, up to the engine's tolerance."""
        return self.difference(reference) <= self.tolerance


def verify(workers: dict[str, Worker], sequences: int, say: Callable[[str], None]) -> dict[str, Result]:
    """Train a few iterations with the readouts recorded, and collect the losses.

    Parameters
    ----------
    workers
        The engines by name; the first is the reference.
    sequences
        Sequences in an iteration.
    say
        Is told what is going on.
    """
    results = {}
    for name, worker in workers.items():
        say(f"{name}: training {VERIFIED_ITERATIONS} iterations to compare losses")
        worker.call("build", sequences=sequences, iterations=VERIFIED_ITERATIONS, record=True)
        for _ in range(VERIFIED_ITERATIONS):
            worker.call("iterate")
        results[name] = Result(worker.version, ENGINES[name].tolerance, worker.call("losses"))
    return results


def measure(
    workers: dict[str, Worker], sequences: int, repeats: int, say: Callable[[str], None]
) -> dict[str, list[float]]:
    """Time iterations of fresh networks without recorders, after one untimed iteration each.

    Parameters
    ----------
    workers, sequences, say
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
        worker.call("build", sequences=sequences, iterations=repeats + 1, record=False)
        worker.call("iterate")
    seconds: dict[str, list[float]] = {name: [] for name in workers}
    for repeat in range(repeats):
        for name, worker in workers.items():
            say(f"{name}: timing iteration {repeat + 1} of {repeats}")
            seconds[name].append(worker.call("iterate"))
    return seconds
