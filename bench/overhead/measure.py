"""What learning and recording add to simulating, and what is paid once or once a call."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import numpy as np
from engines import Worker
from report import console, save
from rich.table import Table

from .problem import KINDS

SEQUENCES, CALLS, NEURONS, INDEGREE = 32, 1000, 10_000, 100
LIMITS = {  # what is measured: the most that it may be
    "training / simulating": 2.0,
    "recording 5 of 100 neurons / not recording": 1.1,
    "a call of Simulate for one step, µs": 20.0,
    "import eprop, s": 0.3,
    "a million synapses by fixed_indegree, s": 0.5,
    "a million synapses by arrays of node ids, s": 0.5,
}


def add_options(parser: argparse.ArgumentParser, _folder: str) -> None:
    """Add the options of the measurement."""
    parser.add_argument("--repeats", type=int, default=9, metavar="N", help="timed runs of each kind (9)")


def run(options: argparse.Namespace) -> int:
    """Measure everything; the exit status is 1 if something is more than it may be."""
    repeats = options.repeats
    with console.status("measuring"):
        ratios = _ratios(options.folder, repeats)
        once = [_median(measure, repeats) for measure in (_simulate_call, _import, _by_rule, _by_arrays)]
    figures = dict(zip(LIMITS, [*ratios, *once], strict=True))
    table = Table(title=f"medians of {repeats} runs")
    for header in ("what", "is", "at most"):
        table.add_column(header, justify="left" if header == "what" else "right")
    for what, limit in LIMITS.items():
        color = "green" if figures[what] <= limit else "red"
        table.add_row(what, f"[{color}]{figures[what]:.3g}[/]", f"{limit:g}")
    console.print(table)
    save(options.json, options.task, figures)
    return int(any(figures[what] > limit for what, limit in LIMITS.items()))


def _median(measure: Callable[[], float], repeats: int) -> float:
    return statistics.median(measure() for _ in range(repeats))


def _ratios(folder: str, repeats: int) -> tuple[float, float]:
    """Time an iteration of every kind of network, in turn."""
    seconds: dict[str, list[float]] = {kind: [] for kind in KINDS}
    with ExitStack() as stack:
        workers = {kind: stack.enter_context(Worker(folder, "eprop")) for kind in KINDS}
        for kind, worker in workers.items():
            worker.call("build", settings={"kind": kind, "sequences": SEQUENCES, "iterations": repeats + 1})
            worker.call("iterate")
        for _ in range(repeats):
            for kind, worker in workers.items():
                seconds[kind].append(worker.call("iterate"))
    training, simulating, recording = (statistics.median(seconds[kind]) for kind in KINDS)
    return training / simulating, recording / training


def _simulate_call() -> float:
    """Return how many µs a step takes longer if it is simulated in a call of its own."""
    import eprop

    eprop.ResetKernel()
    eprop.Create("eprop_iaf", 10)
    eprop.Simulate(1.0)
    step = eprop.resolution
    begin = time.perf_counter()
    for _ in range(CALLS):
        eprop.Simulate(step)
    middle = time.perf_counter()
    eprop.Simulate(CALLS * step)
    return (2 * middle - begin - time.perf_counter()) / CALLS * 1e6


def _import() -> float:
    """Return the seconds in which a new interpreter imports eprop, without those in which it starts."""
    code = "import time; begin = time.perf_counter(); import eprop; print(time.perf_counter() - begin)"
    return float(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def _by_rule() -> float:
    return _connect(lambda pre, post: (pre, post, {"rule": "fixed_indegree", "indegree": INDEGREE}))


def _by_arrays() -> float:
    rng = np.random.default_rng(1)
    places = rng.integers(NEURONS, size=(2, NEURONS * INDEGREE))
    return _connect(lambda pre, post: (pre.ids[places[0]], post.ids[places[1]], "one_to_one"))


def _connect(described: Callable[[Any, Any], tuple[Any, Any, Any]]) -> float:
    """Return the seconds that Connect takes."""
    import eprop

    eprop.ResetKernel()
    neurons = eprop.Create("eprop_iaf", NEURONS)
    pre, post, rule = described(neurons, neurons)
    begin = time.perf_counter()
    eprop.Connect(pre, post, rule, {"synapse_model": "eprop_synapse", "delay": eprop.resolution})
    return time.perf_counter() - begin
