"""Seconds of an iteration with one thread and with several, and what several processes do at the same time."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from engines import Worker
from report import console, save
from rich.table import Table

# folder -> settings of its problem
TASKS: dict[str, dict[str, Any]] = {
    "evidence_accumulation": {"sequences": 32},
    "online_sparse": {"sequences": 10, "optimizer": "gradient_descent"},
}
VERIFIED = 2  # iterations whose results are compared


def add_options(parser: argparse.ArgumentParser, _folder: str) -> None:
    """Add the options of the measurement."""
    parser.add_argument("--threads", type=int, default=os.cpu_count(), metavar="N", help="(all cores)")
    parser.add_argument("--repeats", type=int, default=9, metavar="N", help="timed iterations of each kind (9)")
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS), metavar="NAME", help="(all)")


def run(options: argparse.Namespace) -> int:
    """Measure the tasks; the exit status is 1 if results depend on the number of threads."""
    figures = {}
    for folder in options.tasks:
        with ExitStack() as stack, console.status(folder) as status:
            workers = [stack.enter_context(Worker(folder, "eprop")) for _ in range(options.threads + 1)]
            same = _compare(workers[-2:], options.threads, TASKS[folder], status.update)
            figures[folder] = {"same": same, **_measure(workers, options.threads, options.repeats, TASKS[folder])}
    console.print(_table(figures, options.threads))
    save(options.json, options.task, {"threads": options.threads, "tasks": figures})
    return int(not all(task["same"] for task in figures.values()))


def _compare(workers: Sequence[Worker], threads: int, settings: dict[str, Any], say: Any) -> bool:
    """Whether one and several threads compute the same, to the last bit."""
    results = []
    for worker, n in zip(workers, (1, threads), strict=True):
        say(f"{n} threads: training {VERIFIED} iterations to compare results")
        worker.call("build", settings={**settings, "iterations": VERIFIED}, record=True, threads=n)
        for _ in range(VERIFIED):
            worker.call("iterate")
        results.append(worker.call("check"))
    return bool(results[0] == results[1])


def _measure(workers: Sequence[Worker], threads: int, repeats: int, settings: dict[str, Any]) -> dict[str, Any]:
    """Time, in turn, one thread, several threads, and as many processes of one thread each at the same time."""
    *single, several = workers
    for worker in workers:
        number = threads if worker is several else 1
        worker.call("build", settings={**settings, "iterations": 2 * repeats + 1}, record=False, threads=number)
        worker.call("iterate")
    kinds = {"one": single[:1], "several": [several], "processes": single}
    seconds: dict[str, list[float]] = {kind: [] for kind in kinds}
    for _ in range(repeats):
        for kind, those in kinds.items():
            seconds[kind].append(_time(those))
    medians = {kind: statistics.median(times) for kind, times in seconds.items()}
    speedup, possible = medians["one"] / medians["several"], threads * medians["one"] / medians["processes"]
    return {"seconds": seconds, "median_seconds": medians, "speedup": speedup, "possible": possible}


def _time(workers: Sequence[Worker]) -> float:
    start = time.perf_counter()
    for worker in workers:
        worker.ask("iterate")
    for worker in workers:
        worker.answer()
    return time.perf_counter() - start


def _table(figures: dict[str, dict[str, Any]], threads: int) -> Table:
    table = Table(title=f"seconds of an iteration, medians; speedup of {threads} threads")
    table.add_column("task")
    for header in ("1 thread", f"{threads} threads", f"{threads} processes", "speedup", "of processes", "same bytes"):
        table.add_column(header, justify="right")
    for folder, task in figures.items():
        times = [f"{task['median_seconds'][kind]:.4f}" for kind in ("one", "several", "processes")]
        same = "[green]yes[/]" if task["same"] else "[red]no[/]"
        table.add_row(folder.replace("_", "-"), *times, f"{task['speedup']:.2f}", f"{task['possible']:.2f}", same)
    return table
