"""How long building and simulating a network took."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
K = TypeVar("K", bound="Clocks")

CREATE, CONNECT, SIMULATE = "time_construction_create", "time_construction_connect", "time_simulate"


class Clocks:
    """Base of what measures its methods: seconds by the wall clock and, as ``<name>_cpu``, of all threads together."""

    _seconds: dict[str, float]

    def _reset_clocks(self) -> None:
        self._seconds = dict.fromkeys(
            (name + kind for name in (CREATE, CONNECT, SIMULATE) for kind in ("", "_cpu")), 0.0
        )


def timed(name: str) -> Callable[[Callable[Concatenate[K, P], R]], Callable[Concatenate[K, P], R]]:
    """Add the duration of every call of a method to a clock of its object."""

    def decorate(method: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R]:
        @functools.wraps(method)
        def measured(self: K, /, *args: P.args, **kwargs: P.kwargs) -> R:
            wall, cpu = time.perf_counter(), time.process_time()
            try:
                return method(self, *args, **kwargs)
            finally:
                self._seconds[name] += time.perf_counter() - wall
                self._seconds[name + "_cpu"] += time.process_time() - cpu

        return measured

    return decorate
