"""Several writes as one: all of them, or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eprop._core import Network

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


@contextmanager
def draws(core: Network) -> Iterator[None]:
    """What is drawn inside counts only if nothing is refused: else the next call draws what it would have drawn."""
    before = core.draw_calls()
    try:
        yield
    except BaseException:
        core.rewind_draws(before)
        raise
