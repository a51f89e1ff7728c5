"""Several writes as one: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable

Step = tuple[Callable[[], None], Callable[[], None]]  # do and undo


def transact(steps: Iterable[Step]) -> None:
    """Do every step; if one is refused, undo the ones before it, the last one first, and raise what it raised."""
    done: list[Callable[[], None]] = []
    try:
        for do, undo in steps:
            do()
            done.append(undo)
    except BaseException:
        for undo in reversed(done):
            undo()
        raise
