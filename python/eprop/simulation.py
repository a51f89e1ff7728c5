"""Advancing the clock of a network, with a progress bar if wanted."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop.errors import NESTErrors
from eprop.values import mismatch
from eprop.writer import Writer

if TYPE_CHECKING:
    from eprop.kernel import Kernel


def simulate(kernel: Kernel, t: Any) -> None:
    """Advance the clock; see `Kernel.Simulate`."""
    steps = _steps(kernel, "Simulate", t)
    writer = prepare(kernel)
    try:
        _advance(kernel, writer, steps)
    finally:
        cleanup(kernel)


def prepare(kernel: Kernel) -> Writer:
    """Open files; see `Kernel.Prepare`."""
    if kernel._writer:
        raise NESTErrors.KernelException("Prepare was called already, Cleanup must come first")
    kernel.spellings.settle()
    kernel._writer = Writer(kernel)
    return kernel._writer


def run(kernel: Kernel, t: Any) -> None:
    """Advance the clock; see `Kernel.Run`."""
    if not kernel._writer:
        raise NESTErrors.KernelException("Run needs Prepare before it; Simulate does it all")
    kernel.spellings.settle()
    _advance(kernel, kernel._writer, _steps(kernel, "Run", t))


def cleanup(kernel: Kernel) -> None:
    """Close files; see `Kernel.Cleanup`."""
    if not kernel._writer:
        raise NESTErrors.KernelException("Cleanup needs Prepare before it")
    writer, kernel._writer = kernel._writer, None
    writer.close()


@contextmanager
def run_manager(kernel: Kernel) -> Iterator[None]:
    """Prepare and clean up; see `Kernel.RunManager`."""
    prepare(kernel)
    try:
        yield
    finally:
        cleanup(kernel)


def _steps(kernel: Kernel, owner: str, t: Any) -> int:
    if isinstance(t, bool) or not isinstance(t, int | float | np.integer | np.floating):
        raise NESTErrors.TypeMismatch(mismatch(owner, "t", t, "a number"))
    if not 0.0 <= t < math.inf:
        raise NESTErrors.BadParameter(f"{owner}: t = {t} ms must be a finite number >= 0")
    resolution = kernel.resolution
    steps = float(t) / resolution
    if kernel.biological_time + float(t) > kernel.T_max:
        raise NESTErrors.BadParameter(f"{owner}: t = {t} ms must not lead beyond T_max = {kernel.T_max} ms")
    if abs(steps - round(steps)) > max(1e-9, 4e-16 * steps):
        raise NESTErrors.BadParameter(f"{owner}: t = {t} ms must be a multiple of the resolution, {resolution} ms")
    return round(steps)


def _advance(kernel: Kernel, writer: Writer, steps: int) -> None:
    watchers: list[Callable[[int], None]] = [lambda _: writer.write()] if writer.recorders else []
    if not kernel.print_time:
        _simulate(kernel, steps, watchers)
    else:
        with _progress(kernel, steps) as show:
            _simulate(kernel, steps, [*watchers, show])


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
