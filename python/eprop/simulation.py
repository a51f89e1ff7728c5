"""Advancing the clock of a network, with a progress bar if wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from eprop.clocks import SIMULATE, Clocks, timed
from eprop.errors import NESTErrors
from eprop.status import T_MAX
from eprop.values import mismatch
from eprop.writer import Writer

if TYPE_CHECKING:
    from eprop.kernel import Kernel

_NUMBERS = (int, float, np.integer, np.floating)


class Simulation(Clocks):
    """The clock of a network."""

    _writer: Writer | None  # between Prepare and Cleanup

    @timed(SIMULATE)
    def Simulate(self, t: float) -> None:
        """Advance the clock: Prepare, Run and Cleanup in one.

        Ctrl-C stops it within a fraction of a second, and leaves the network readable.

        Parameters
        ----------
        t
            Time in ms, a multiple of the resolution.

        Raises
        ------
        NESTErrors.TypeMismatch, NESTErrors.BadParameter
            If it is not a time that can be simulated.
        NESTErrors.IOError
            If a file of a recorder exists already, or cannot be opened.
        """
        steps = _steps(cast("Kernel", self), "Simulate", t)
        self.Prepare()
        try:
            self._advance(steps)
        finally:
            self.Cleanup()

    def Prepare(self) -> None:
        """Open the files of recorders, so that Run may be called. They stay open until Cleanup.

        Raises
        ------
        NESTErrors.KernelException
            If it was called already.
        NESTErrors.IOError
            If a file exists already, or cannot be opened.
        """
        if self._writer:
            raise NESTErrors.KernelException("Prepare was called already, Cleanup must come first")
        kernel = cast("Kernel", self)
        kernel.spellings.settle()
        self._writer = Writer(kernel)

    @timed(SIMULATE)
    def Run(self, t: float) -> None:
        """Advance the clock, as `Simulate` does, between Prepare and Cleanup.

        Parameters
        ----------
        t
            Time in ms, a multiple of the resolution.

        Raises
        ------
        NESTErrors.KernelException
            If Prepare was not called.
        NESTErrors.TypeMismatch, NESTErrors.BadParameter
            If it is not a time that can be simulated.
        """
        if not self._writer:
            raise NESTErrors.KernelException("Run needs Prepare before it; Simulate does it all")
        kernel = cast("Kernel", self)
        kernel.spellings.settle()
        self._advance(_steps(kernel, "Run", t))

    def Cleanup(self) -> None:
        """Write what recorders have left, and close their files.

        Raises
        ------
        NESTErrors.KernelException
            If Prepare was not called.
        """
        if not self._writer:
            raise NESTErrors.KernelException("Cleanup needs Prepare before it")
        writer, self._writer = self._writer, None
        writer.close()

    @contextmanager
    def RunManager(self) -> Iterator[None]:
        """Prepare, and Cleanup in the end: ``with RunManager():`` around calls of Run."""
        self.Prepare()
        try:
            yield
        finally:
            self.Cleanup()

    def _advance(self, steps: int) -> None:
        kernel, writer = cast("Kernel", self), self._writer
        watchers: list[Callable[[int], None]] = [lambda _: writer.write()] if writer and writer.recorders else []
        if not kernel.print_time:
            _simulate(kernel, steps, watchers)
        else:
            with _progress(kernel, steps) as show:
                _simulate(kernel, steps, [*watchers, show])


def _steps(kernel: Kernel, owner: str, t: Any) -> int:
    if isinstance(t, bool) or not isinstance(t, _NUMBERS):
        raise NESTErrors.TypeMismatch(mismatch(owner, "t", t, "a number"))
    if not 0.0 <= t < math.inf:
        raise NESTErrors.BadParameter(f"{owner}: t = {t} ms must be a finite number >= 0")
    resolution, now = map(kernel.core.get_kernel, ("resolution", "biological_time"))
    steps = float(t) / resolution
    if now + float(t) > T_MAX:
        raise NESTErrors.BadParameter(f"{owner}: t = {t} ms must not lead beyond T_max = {T_MAX} ms")
    if abs(steps - round(steps)) > max(1e-9, 4e-16 * steps):
        raise NESTErrors.BadParameter(f"{owner}: t = {t} ms must be a multiple of the resolution, {resolution} ms")
    return round(steps)


def _simulate(kernel: Kernel, steps: int, watchers: list[Callable[[int], None]]) -> None:
    """Tell the watchers every some ten milliseconds how many steps are done."""

    def each(done: int) -> None:
        for watch in watchers:
            watch(done)

    kernel.core.simulate(steps, each if watchers else None)


@contextmanager
def _progress(kernel: Kernel, steps: int) -> Iterator[Callable[[int], None]]:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[now]:.1f} ms"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns) as progress:
        task = progress.add_task("Simulate", total=steps, now=kernel.biological_time)
        yield lambda done: progress.update(task, completed=done, now=kernel.biological_time)
