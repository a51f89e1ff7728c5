"""Seconds to build a large network, and to train it."""

from __future__ import annotations

import argparse
import time
from typing import Any

import numpy as np
from engines import Worker
from report import console, save
from rich.table import Table

NEURONS, INDEGREE, STEPS = 100_000, 100, 200
LIMIT = 30.0  # seconds to build


def run(options: argparse.Namespace) -> int:
    """Build and train once; the exit status is 1 if building takes too long, or if no weight was trained."""
    with Worker(options.folder, "eprop") as worker, console.status("building and training"):
        figures = _measure(worker)
    table = Table(title=f"{NEURONS:,} neurons, indegree {INDEGREE}, gradient descent at every step", show_header=False)
    table.add_row("seconds to build, at most 30", f"{figures['seconds_to_build']:.1f}")
    table.add_row(f"seconds to train for {STEPS} ms", f"{figures['seconds_to_train']:.1f}")
    table.add_row("spikes/s", f"{figures['rate']:.1f}")
    table.add_row("mean change of a weight", f"{figures['mean_change']:.1e}")
    table.add_row("peak memory, GB", f"{figures['peak_bytes'] / 1e9:.2f}")
    console.print(table)
    save(options.json, options.task, figures)
    return int(figures["seconds_to_build"] > LIMIT or not figures["mean_change"] > 0.0)


def _measure(worker: Worker) -> dict[str, Any]:
    settings = {"neurons": NEURONS, "indegree": INDEGREE, "optimizer": "gradient_descent", "steps": STEPS}
    start = time.perf_counter()
    worker.call("build", settings=settings, record=True)
    built = time.perf_counter() - start
    seconds = worker.call("iterate")
    check = worker.call("check")
    return {
        "seconds_to_build": built,
        "seconds_to_train": seconds,
        "rate": len(check["spikes"]) / 2 / NEURONS / (STEPS / 1000.0),
        "mean_change": float(np.abs(check["weight changes"]).mean()),
        "peak_bytes": worker.call("memory")["peak"],
    }
