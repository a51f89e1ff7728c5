"""Peak memory by simulated time, and bytes by synapse; every figure comes from a process of its own."""

from __future__ import annotations

import argparse
from typing import Any

from engines import Worker
from report import console, save
from rich.table import Table

SECONDS = (10, 1000)
NOISE = 2e6  # bytes by which the peak memory of two runs of the same differs
NEURONS, INDEGREES = 20_000, (50, 150)
LIMITS = {"gradient_descent": 64.0, "adam": 96.0}  # bytes a synapse


def run(options: argparse.Namespace) -> int:
    """Measure all; the exit status is 1 if memory grows with time or a synapse needs more than its limit."""
    with console.status("simulating") as status:
        peaks = {seconds: _peak_after(seconds) for seconds in SECONDS}
        status.update("connecting")
        synapses = {optimizer: _bytes_a_synapse(optimizer) for optimizer in LIMITS}
    console.print(_time_table(peaks))
    console.print(_synapse_table(synapses))
    save(options.json, options.task, {"peak_bytes": peaks, "bytes_a_synapse": synapses})
    grows = abs(peaks[SECONDS[1]] - peaks[SECONDS[0]]) > NOISE
    return int(grows or any(synapses[optimizer]["synapse"] > limit for optimizer, limit in LIMITS.items()))


def _peak_after(seconds: int) -> int:
    with Worker("memory", "eprop") as worker:
        worker.call("build", settings={"steps": 1000 * seconds}, record=False)
        worker.call("iterate")
        return int(worker.call("memory")["peak"])


def _bytes_a_synapse(optimizer: str) -> dict[str, float]:
    """What a synapse adds, from two networks that differ in the indegree only; the rest is the neurons'."""
    few, many = (_network_bytes(optimizer, indegree) for indegree in INDEGREES)
    more = NEURONS * (INDEGREES[1] - INDEGREES[0])
    synapse = (many["resident"] - few["resident"]) / more
    return {
        "synapse": synapse,
        "synapse_while_connecting": (many["peak"] - few["peak"]) / more,
        "neuron": few["resident"] / NEURONS - synapse * INDEGREES[0],
    }


def _network_bytes(optimizer: str, indegree: int) -> dict[str, Any]:
    """Memory that a network takes, once it has simulated a few steps."""
    settings = {"neurons": NEURONS, "indegree": indegree, "optimizer": optimizer, "steps": 150}
    with Worker("building", "eprop") as worker:
        before = worker.call("memory")
        worker.call("build", settings=settings, record=False)
        worker.call("iterate")
        return {name: total - before[name] for name, total in worker.call("memory").items()}


def _time_table(peaks: dict[int, int]) -> Table:
    table = Table(title="infinite cutoff, neurons that never spike again")
    table.add_column("simulated", justify="right")
    table.add_column("peak memory", justify="right")
    for seconds, peak in peaks.items():
        table.add_row(f"{seconds:,} s", f"{peak / 1e6:.2f} MB")
    return table


def _synapse_table(synapses: dict[str, dict[str, float]]) -> Table:
    table = Table(title=f"bytes, in networks of {NEURONS:,} neurons")
    for header in ("optimizer", "a synapse", "at most", "while connecting", "a neuron"):
        table.add_column(header, justify="left" if header == "optimizer" else "right")
    for optimizer, found in synapses.items():
        figures = (found["synapse"], LIMITS[optimizer], found["synapse_while_connecting"], found["neuron"])
        table.add_row(optimizer, *(f"{figure:.1f}" for figure in figures))
    return table
