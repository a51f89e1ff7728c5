"""Ids of nodes as ranges, one for neighbours of the same model: slicing, joining and describing them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from eprop.errors import NESTErrors

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.kernel import Kernel

Part = tuple[str, range]  # model and ids


def described(model: str, r: range) -> str:
    text = f"model={model}, size={len(r)}, first={r[0]}"
    if len(r) > 1:
        text += f", last={r[-1]}"
    return text + (f", step={r.step}" if r.step > 1 else "")


def merged(parts: Iterable[Part]) -> tuple[Part, ...]:
    merged: list[Part] = []
    for model, r in parts:
        r = r if len(r) > 1 else range(r[0], r[0] + 1)
        if merged and merged[-1][0] == model and r.step == merged[-1][1].step == 1 and merged[-1][1].stop == r.start:
            merged[-1] = (model, range(merged[-1][1].start, r.stop))
        else:
            merged.append((model, r))
    return tuple(merged)


def runs(kernel: Kernel, ids: Ids) -> tuple[Part, ...]:
    """Parts of neighbouring nodes of one model."""
    models = kernel.core.models_of(ids)
    ends = np.flatnonzero((np.diff(ids) != 1) | (np.diff(models) != 0)) + 1
    runs = zip(np.split(ids, ends), np.split(models, ends), strict=True) if len(ids) else ()
    return tuple((kernel.models.nodes[m[0]], range(int(i[0]), int(i[-1]) + 1)) for i, m in runs)


def bounds(key: slice, n: int) -> tuple[int, int, int]:
    step = 1 if key.step is None else int(key.step)
    start = 0 if key.start is None else int(key.start) + n * (key.start < 0)
    stop = n if key.stop is None else int(key.stop) + n * (key.stop < 0)
    if step < 1 or not 0 <= start < n or not 0 <= stop <= n:
        raise IndexError(f"slice {key} must stay inside of the NodeCollection of {n} nodes, with a step of at least 1")
    if start >= stop:
        raise NESTErrors.BadParameter(f"slice {key} of a NodeCollection must have start < stop")
    return start, stop, step
