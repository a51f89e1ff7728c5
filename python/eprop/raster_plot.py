"""Raster plots of spikes, with the functions of NEST's module of this name; they draw with pyplot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from eprop.recorded import Files, Recorded, of_device, of_files

SCALES = {"ms": (1000.0, "rate (spikes/s)"), "steps": (1.0, "spikes per step")}  # of the histogram


def extract_events(
    data: ArrayLike, time: Sequence[float] | None = None, sel: Collection[int] | None = None
) -> NDArray[np.float64]:
    """Choose events by time and sender.

    Parameters
    ----------
    data
        Senders and times, shape (n, 2).
    time
        Start, inclusive, and end, exclusive; or only an end.
    sel
        Senders.

    Returns
    -------
    ndarray, shape (m, 2)

    Raises
    ------
    ValueError
        If data or time has another shape.
    """
    events = np.asarray(data, float)
    if events.ndim != 2 or events.shape[1] != 2:
        raise ValueError(f"data has the shape {events.shape}, must have (n, 2): senders and times")
    chosen = np.ones(len(events), bool)
    if time is not None:
        if len(time) not in (1, 2):
            raise ValueError(f"time = {time!r} must hold an end, or a start and an end")
        start, end = (0.0, time[0]) if len(time) == 1 else time
        chosen &= (start <= events[:, 1]) & (events[:, 1] < end)
    if sel is not None:
        chosen &= np.isin(events[:, 0], list(sel))
    return events[chosen]


def from_data(data: ArrayLike, sel: Collection[int] | None = None, **options: Any) -> list[Line2D]:
    """Plot events.

    Parameters
    ----------
    data
        Senders and times (ms), shape (n, 2).
    sel
        Senders to plot, by default all.
    **options
        hist: whether a histogram stands below (True); hist_binwidth: width of its bins, in the unit of the times (5);
        grayscale: whether to draw without colors (False); title; xlabel.

    Returns
    -------
    list of Line2D
        The markers.

    Raises
    ------
    ValueError
        If there are no events.
    """
    events = extract_events(data, sel=sel)
    return _plot(Recorded(events[:, 0].astype(np.int64), events[:, 1], "ms"), **options)


def from_device(detec: Any, **options: Any) -> list[Line2D]:
    """Plot what a spike_recorder has recorded, in memory or in its file.

    Parameters
    ----------
    detec
        A spike_recorder.
    **options
        Those of `from_data`.

    Returns
    -------
    list of Line2D

    Raises
    ------
    NESTErrors.TypeMismatch
        If it is not a spike_recorder.
    ValueError
        If it has recorded nothing.
    """
    return _plot(of_device(detec, ("spike_recorder",)), **{"title": f"Spikes of recorder {detec.global_id}", **options})


def from_file(fname: Files, **options: Any) -> list[Line2D]:
    """Plot what spike_recorders have written to files.

    Parameters
    ----------
    fname
        A path, or several.
    **options
        Those of `from_data`.

    Returns
    -------
    list of Line2D
    """
    return _plot(of_files(fname), **options)


from_file_numpy = from_file_pandas = from_file  # NEST has one of them for each library


def _plot(
    events: Recorded,
    *,
    hist: bool = True,
    hist_binwidth: float = 5.0,
    grayscale: bool = False,
    title: str = "Spikes",
    xlabel: str | None = None,
) -> list[Line2D]:
    if len(events.times) == 0:
        raise ValueError("there are no events to plot")
    figure = plt.figure(layout="constrained")
    axes, *below = np.atleast_1d(figure.subplots(1 + hist, 1, sharex=True, height_ratios=[3, 1][: 1 + hist]))
    markers: list[Line2D] = axes.plot(
        events.times, events.senders, ".", markersize=4, color="black" if grayscale else "tab:blue"
    )
    axes.set(title=title, ylabel="neuron id")
    axes.yaxis.get_major_locator().set_params(integer=True)
    for ax in below:
        _plot_rate(ax, events, hist_binwidth, "gray" if grayscale else "tab:blue")
    (below or [axes])[-1].set_xlabel(xlabel or f"time ({events.unit})")
    return markers


def _plot_rate(ax: Axes, events: Recorded, width: float, color: str) -> None:
    """Plot the mean rate of the neurons that spike."""
    first = np.floor(events.times.min() / width)
    edges = width * np.arange(first, np.floor(events.times.max() / width) + 2)
    factor, label = SCALES[events.unit]
    counts, _ = np.histogram(events.times, edges)
    ax.stairs(factor * counts / (width * len(np.unique(events.senders))), edges, fill=True, color=color)
    ax.set_ylabel(label)
