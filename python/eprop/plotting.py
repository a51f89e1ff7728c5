"""Figures of a training, the four of NEST's e-prop tutorials."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from eprop.tasks.network import WEIGHT_SAMPLE, Network
from eprop.tasks.recording import SequenceRecording, WeightTrace
from eprop.tasks.task import TEST
from eprop.tasks.training import Training

BLUE, RED, GREY = "#2854c5", "#e04b40", "#8a8f98"
COLORS = [BLUE, RED]
STYLE: Any = {
    "axes.labelsize": 9,
    "axes.linewidth": 0.7,
    "axes.prop_cycle": cycler(color=COLORS),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 10,
    "figure.constrained_layout.use": True,
    "font.size": 9,
    "legend.frameon": False,
    "savefig.dpi": 160,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
}
DIVERGING = LinearSegmentedColormap.from_list("weights", [BLUE, "#ffffff", RED])

ITERATION = "training iteration"
NODES = {"in": "input", "rec": "recurrent", "out": "readout"}
VARIABLES = {
    "V_m": "$v_j$\n(mV)",
    "surrogate_gradient": r"$\psi_j$",
    "V_th_adapt": "$A_j$\n(mV)",
    "learning_signal": "$L_j$\n(pA)",
}


def save_figures(training: Training, directory: Path) -> list[Path]:
    """Draw what a training with ``record=True`` has recorded.

    Parameters
    ----------
    training
        The training, finished or interrupted; the figure of the last sequence is left out if that was not reached.
    directory
        Where the PNG files go; it exists.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    ValueError
        If nothing was recorded.
    """
    recordings, network = training.recordings, training.network
    if recordings is None:
        raise ValueError("there is nothing to draw: the training was made without record=True")
    with mpl.rc_context(STYLE):
        figures = {
            "training_error": plot_scores(training.scores, training.task.scores),
            "weight_time_courses": plot_weight_courses(network, recordings.weights, training.steps),
            "weight_matrices": plot_weight_matrices(training.weights_before, network.weights()),
            "dynamics_first_iteration": plot_sequence(network, recordings.first, "First sequence of iteration 1"),
        }
        if recordings.last.complete:
            title = f"Last sequence of iteration {training.task.iterations}"
            figures["dynamics_last_iteration"] = plot_sequence(network, recordings.last, title)
        for name, figure in figures.items():
            figure.savefig(directory / f"{name}.png")
    return [directory / f"{name}.png" for name in figures]


def plot_scores(scores: Mapping[str, list[float]], labels: Mapping[str, str]) -> Figure:
    """Plot every score against the iteration, with its running mean where there are enough iterations for one.

    The score of held-out data is drawn over the same score of the training data.
    """
    shown = [name for name in scores if not name.startswith(TEST)]
    figure = Figure(figsize=(5.5, 1.8 * len(shown) + 0.6))
    axes = figure.subplots(len(shown), 1, sharex=True, squeeze=False)[:, 0]
    for ax, name in zip(axes, shown, strict=True):
        _plot_score(ax, scores[name])
        if TEST + name in scores:
            values = scores[TEST + name]
            ax.step(range(1, len(values) + 1), values, where="post", color=RED, lw=1.2, label=labels[TEST + name])
        ax.set_ylabel(labels[name])
        if ax.get_legend_handles_labels()[0] and (ax is axes[0] or TEST + name in scores):
            ax.legend(loc="lower right", bbox_to_anchor=(1, 0.98), ncols=2, fontsize=8)
    axes[-1].set_xlabel(ITERATION)
    axes[-1].set_xlim(0.5, len(scores[shown[0]]) + 0.5)
    axes[-1].xaxis.get_major_locator().set_params(integer=True)
    figure.align_ylabels(axes)
    return figure


def _plot_score(ax: Axes, values: list[float]) -> None:
    iterations = np.arange(1, len(values) + 1)
    width = min(25, len(values) // 4)
    if width < 5:
        ax.plot(iterations, values, marker="o", markersize=3)
    else:
        means = np.convolve(values, np.full(width, 1 / width), mode="valid")
        ax.plot(iterations, values, lw=0.7, alpha=0.45)
        ax.plot(iterations[width - 1 :], means, color=BLUE, lw=1.6, label=f"mean of {width} iterations")


def plot_sequence(network: Network, sequence: SequenceRecording, title: str) -> Figure:
    """Plot the spikes of all neurons and the recorded dynamic variables of one sequence, the learning window shaded."""
    rows, design = _rows(network), network.design
    figure = Figure(figsize=(7.5, 0.72 * len(rows) + 0.8))
    axes = figure.subplots(len(rows), 1, sharex=True)
    for ax, (population, variables, label) in zip(axes, rows, strict=True):
        if design.window < design.sequence:
            ax.axvspan(design.sequence - design.window, design.sequence, color="#f0f1f4", lw=0)
        if not variables:
            nodes = network.inputs if population == "input" else network.populations[population]
            color = GREY if population == "input" else BLUE
            ax.scatter(*sequence.spikes(nodes), s=max(1.2, 250 / design.sequence), color=color, lw=0)
        for variable, style in zip(variables, ("-", "--"), strict=False):
            _plot_variable(ax, *sequence.variable(population, variable), style)
        if (population, *variables) == ("readout", "V_m"):
            _name_readouts(ax)
        ax.margins(y=0.1)
        ax.set_ylabel(label, rotation=0, ha="right", va="center")
        ax.yaxis.set_major_locator(MaxNLocator(2))
    shaded = " (learning window shaded)" if design.window < design.sequence else ""
    axes[0].set_title(f"{title}: spikes and dynamic variables{shaded}")
    axes[-1].set_xlabel("time from the start of the sequence (ms)")
    axes[-1].set_xlim(0, design.sequence)
    figure.align_ylabels(axes)
    return figure


def _plot_variable(ax: Axes, times: NDArray[np.float64], values: NDArray[np.float64], style: str) -> None:
    if len(values) > len(COLORS):
        ax.set_prop_cycle(color=mpl.colormaps["tab10"](range(len(values))))
    ax.plot(times, values.T, style, lw=0.7)


def _name_readouts(ax: Axes) -> None:
    n = len(ax.lines)
    if n > 1:
        names = [f"readout {k}" if n <= len(COLORS) else f"{k}" for k in range(n)]
        ax.legend(ax.lines, names, loc="lower right", bbox_to_anchor=(1, 0.9), ncols=n, fontsize=8)


def _rows(network: Network) -> list[tuple[str, list[str], str]]:
    """List population, variables (none: spikes) and label of the panels."""
    rows: list[tuple[str, list[str], str]] = [("input", [], "$z_i$\ninput")]
    for name, population in network.design.recurrent.items():
        rows.append((name, [], f"$z_j$\n{name}"))
        rows.extend(
            (name, [key], label) for key, label in VARIABLES.items() if population.adaptive or key != "V_th_adapt"
        )
    rows.append(("readout", ["V_m"], "$v_k$\n(mV)"))
    if network.design.readouts.get("loss") == "cross_entropy":
        signals = {
            r"$\pi_k^*$": ["target_signal"],
            r"$\pi_k$": ["readout_signal"],
            r"$\pi_k-\pi_k^*$": ["error_signal"],
        }
    else:
        signals = {"$y_k$,\n$y_k^*$ dashed": ["readout_signal", "target_signal"], "$y_k-y_k^*$": ["error_signal"]}
    return rows + [("readout", variables, label) for label, variables in signals.items()]


def plot_weight_courses(network: Network, trace: WeightTrace, steps: int) -> Figure:
    """Plot the recorded weights of every projection against the iteration; one has `steps` steps."""
    groups = {
        "in": network.inputs[:WEIGHT_SAMPLE],
        "rec": network.recurrent[:WEIGHT_SAMPLE],
        "out": network.readouts,
    }
    figure = Figure(figsize=(5.5, 5.0))
    axes = figure.subplots(3, 1, sharex=True)
    for ax, (source, target) in zip(axes, (("in", "rec"), ("rec", "rec"), ("rec", "out")), strict=True):
        for times, weights in trace.courses(groups[source], groups[target]):
            ax.step(times / steps, weights, where="post", lw=0.9, color=BLUE, alpha=0.8)
        ax.set_title(f"{NODES[source]} to {NODES[target]} neurons", loc="left")
        ax.set_ylabel("weight (pA)")
    axes[-1].set_xlabel(ITERATION)
    figure.align_ylabels(axes)
    return figure


def plot_weight_matrices(before: Mapping[str, NDArray[np.float64]], after: Mapping[str, NDArray[np.float64]]) -> Figure:
    """Plot the weights of all trained projections before and after training, on one scale."""
    pairs = [[weights["in_rec"].T, weights["rec_rec"], weights["rec_out"]] for weights in (before, after)]
    limit = np.quantile(np.abs(np.concatenate([matrix.ravel() for matrices in pairs for matrix in matrices])), 0.998)
    figure = Figure(figsize=(7.0, 6.4))
    heights = [max(len(matrix), 12) for matrix in pairs[0]]
    axes = figure.subplots(3, 2, sharex=True, sharey="row", gridspec_kw={"height_ratios": heights})
    for column, matrices, title in zip(axes.T, pairs, ("before training", "after training"), strict=True):
        for ax, matrix in zip(column, matrices, strict=True):
            mesh = ax.pcolormesh(matrix, cmap=DIVERGING, vmin=-limit, vmax=limit, rasterized=True)
            ax.yaxis.get_major_locator().set_params(integer=True)
        column[0].set_title(title)
        column[-1].set_xlabel("recurrent neuron")
    for ax, label in zip(axes[:, 0], ("input neuron", "target\nrecurrent neuron", "readout\nneuron"), strict=True):
        ax.set_ylabel(label)
    figure.align_ylabels(axes[:, 0])
    figure.colorbar(mesh, ax=axes, label="weight (pA)", shrink=0.6, extend="both")
    return figure
