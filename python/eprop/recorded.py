"""Reading what recorders have recorded, from memory or from their files, for plots."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from eprop.errors import NESTErrors
from eprop.models import origin
from eprop.nodes import NodeCollection
from eprop.values import mismatch

Files = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


class Recorded(NamedTuple):
    """Events: senders, times and the values of one variable, if one was asked for; arrays of the shape (n,)."""

    senders: NDArray[np.int64]
    times: NDArray[np.float64]
    unit: str  # of the times, "ms" or "steps"
    values: NDArray[np.float64] = np.empty(0)


def of_device(device: Any, models: tuple[str, ...], variable: str | None = None) -> Recorded:
    """Events of a recorder, wherever they went.

    Raises
    ------
    NESTErrors.TypeMismatch
        If it is not one recorder of these models that records the variable.
    ValueError
        If there are no events, or they were printed.
    """
    accepted = " or ".join(models)
    if not isinstance(device, NodeCollection) or len(device) != 1 or origin(device._parts[0][0]) not in models:
        raise NESTErrors.TypeMismatch(mismatch("from_device", "detec", device, f"one {accepted}"))
    if variable and variable not in device.record_from:
        raise NESTErrors.TypeMismatch(f"from_device: record_from = {device.record_from} must hold {variable!r}")
    if device.n_events == 0:
        raise ValueError(f"from_device: the {device.model} has recorded nothing")
    if device.record_to == "screen":
        raise ValueError(f"from_device: the {device.model} has printed its events, record_to must be memory or ascii")
    if device.record_to == "ascii":
        return of_files(device.filenames, variable)
    events = device.events
    unit = "steps" if device.time_in_steps else "ms"
    return Recorded(events["senders"], events["times"], unit, events.get(variable, np.empty(0)))


def of_files(files: Files, variable: str | None = None) -> Recorded:
    """Events from files, eprop's or NEST's.

    Raises
    ------
    ValueError
        If a file has no such columns, or the times are in different units.
    """
    paths = [files] if isinstance(files, str | os.PathLike) else list(files)
    tables = [_of_file(Path(path), variable) for path in paths]
    if len({table.unit for table in tables}) != 1:
        raise ValueError(f"from_file: the times in {paths} must be either all in ms or all in steps")
    columns = ([getattr(table, name) for table in tables] for name in ("senders", "times", "values"))
    senders, times, values = map(np.concatenate, columns)
    return Recorded(senders, times, tables[0].unit, values)


def _of_file(path: Path, variable: str | None) -> Recorded:
    """Events from one file. A last line that an interruption has cut off is left out."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if not line.startswith("#")]
    if not lines:
        raise ValueError(f"from_file: {path} has no line with the names of columns")
    columns = lines[0].split()
    time = "time_step" if "time_step" in columns else "time_ms"
    wanted = ["sender", time, *([variable] if variable else [])]
    for name in wanted:
        if name not in columns:
            raise ValueError(f"from_file: {path} has no column {name!r}; it has {', '.join(columns)}")
    rows = [line for line in lines[1:] if line.endswith("\n")]
    table = np.array([row.split() for row in rows], float).reshape(len(rows), len(columns))
    senders, times, *values = (table[:, columns.index(name)] for name in wanted)
    return Recorded(senders.astype(np.int64), times, "steps" if time == "time_step" else "ms", *values)
