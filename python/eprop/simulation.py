"""Advancing the clock of a network, with a progress bar if wanted."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from eprop._core import Network
from eprop.errors import NESTErrors
from eprop.values import mismatch

PARTS = 200  # how often the progress bar moves


def simulate(core: Network, t: Any, print_time: bool) -> None:
    """Advance the clock; see `Kernel.Simulate`."""
    steps = _steps(t, core.get_kernel("resolution"))
    if print_time:
        _with_progress(core, steps)
    else:
        core.simulate(steps)


def _steps(t: Any, resolution: float) -> int:
    if isinstance(t, bool) or not isinstance(t, int | float | np.integer | np.floating):
        raise NESTErrors.TypeMismatch(mismatch("Simulate", "t", t, "a number"))
    if not 0.0 <= t < math.inf:
        raise NESTErrors.BadParameter(f"Simulate: t = {t} ms must be a finite number >= 0")
    steps = float(t) / resolution
    if steps > 2.0**62:
        raise NESTErrors.BadParameter(
            f"Simulate: t = {t} ms must be less than 2^62 steps of the resolution, {resolution} ms"
        )
    if abs(steps - round(steps)) > max(1e-9, 4e-16 * steps):
        raise NESTErrors.BadParameter(f"Simulate: t = {t} ms must be a multiple of the resolution, {resolution} ms")
    return round(steps)


def _with_progress(core: Network, steps: int) -> None:
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.fields[now]:.1f} ms"),
        BarColumn(),
        TextColumn("{task.percentage:.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns) as progress:
        task = progress.add_task("Simulate", total=steps, now=core.get_kernel("biological_time"))
        for part in range(PARTS):
            n = steps * (part + 1) // PARTS - steps * part // PARTS
            if n:
                core.simulate(n)
                progress.update(task, advance=n, now=core.get_kernel("biological_time"))
