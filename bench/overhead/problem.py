"""The network of evidence accumulation in several kinds."""

from __future__ import annotations

from dataclasses import dataclass

from evidence_accumulation import problem as evidence

KINDS = ("training", "simulating", "recording")


@dataclass(frozen=True)
class Problem:
    """A kind, and the numbers of the task."""

    kind: str
    task: evidence.Problem


def draw(kind: str, sequences: int, iterations: int) -> Problem:
    """Draw the task; see evidence_accumulation/problem.py."""
    return Problem(kind, evidence.draw(sequences, iterations))
