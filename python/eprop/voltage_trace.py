"""Plots of membrane potentials, with the functions of NEST's module of this name; they draw with pyplot."""

from __future__ import annotations

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.lines import Line2D

from eprop.errors import NESTErrors
from eprop.recorded import Files, Recorded, of_device, of_files

UNITS = {"ms": 1.0, "s": 1e-3}
MOST_LABELS = 10  # in a legend


def from_device(
    detec: Any, neurons: Any = None, title: str | None = None, grayscale: bool = False, timeunit: str = "ms"
) -> list[list[Line2D]]:
    """Plot the membrane potentials that a voltmeter or multimeter has recorded, in memory or in its file.

    Parameters
    ----------
    detec
        A voltmeter, or a multimeter that records V_m.
    neurons
        Ids of neurons, or a NodeCollection; by default all that were recorded.
    title
        Title of the plot.
    grayscale
        Whether to draw without colors.
    timeunit
        Unit of the axis, "ms" or "s"; times in steps stay what they are.

    Returns
    -------
    list of list of Line2D
        A line for each neuron.

    Raises
    ------
    NESTErrors.TypeMismatch
        If it is not such a recorder.
    NESTErrors.UnknownNode
        If a neuron was not recorded.
    ValueError
        If nothing was recorded, or there is no such unit.
    """
    if timeunit not in UNITS:
        raise ValueError(f"from_device: timeunit = {timeunit!r} must be 'ms' or 's'")
    recorded = of_device(detec, ("voltmeter", "multimeter"), "V_m")
    if recorded.unit == "ms":
        recorded = recorded._replace(times=recorded.times * UNITS[timeunit], unit=timeunit)
    return _plot(recorded, None if neurons is None else [int(node) for node in np.asarray(neurons)], title, grayscale)


def from_file(fname: Files, title: str | None = None, grayscale: bool = False) -> list[list[Line2D]]:
    """Plot the membrane potentials that a voltmeter or multimeter has written to files.

    Parameters
    ----------
    fname
        A path, or several.
    title
        Title of the plot.
    grayscale
        Whether to draw without colors.

    Returns
    -------
    list of list of Line2D
        A line for each neuron.
    """
    return _plot(of_files(fname, "V_m"), None, title, grayscale)


def _plot(recorded: Recorded, neurons: list[int] | None, title: str | None, grayscale: bool) -> list[list[Line2D]]:
    there = np.unique(recorded.senders).tolist()
    missing = set(neurons or ()) - set(there)
    if missing:
        raise NESTErrors.UnknownNode(
            f"from_device: neurons {sorted(missing)} were not recorded; those recorded: {there}"
        )
    axes = plt.gca()
    lines = []
    for i, neuron in enumerate(there if neurons is None else neurons):
        rows = recorded.senders == neuron
        style: dict[str, Any] = {"color": "black", "linestyle": ("-", "--", "-.", ":")[i % 4]} if grayscale else {}
        lines.append(axes.plot(recorded.times[rows], recorded.values[rows], label=f"neuron {neuron}", **style))
    axes.set(xlabel=f"time ({recorded.unit})", ylabel="membrane potential (mV)", title=title or "Membrane potential")
    if len(lines) <= MOST_LABELS:
        axes.legend()
    return lines
