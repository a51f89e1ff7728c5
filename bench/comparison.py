"""A task on which engines are compared: which of them, how large, and the order of check and timing."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from engines import MissingEngineError, Worker, engines_of
from harness import Result, measure, verify
from report import as_json, check_table, console, save, time_table


def add_options(parser: argparse.ArgumentParser, folder: str) -> None:
    """Add the options of a task: its size, the engines, and the optimizer if there is a choice."""
    problem, engines = importlib.import_module(f"{folder}.problem"), engines_of(folder)
    names = f"some of {', '.join(engines)} (all)"
    parser.add_argument("--engines", nargs="+", choices=engines, default=engines, metavar="NAME", help=names)
    size = f"sequences in an iteration, {problem.STEPS} steps each ({problem.SEQUENCES})"
    parser.add_argument("--sequences", type=at_least(1), default=problem.SEQUENCES, metavar="N", help=size)
    add_repeats(parser)
    if hasattr(problem, "NEURONS"):
        recurrent = f"recurrent neurons, half of them adaptive ({problem.NEURONS})"
        parser.add_argument("--neurons", type=at_least(2), default=problem.NEURONS, metavar="N", help=recurrent)
    if len(problem.OPTIMIZERS) > 1:
        first = next(iter(problem.OPTIMIZERS))
        parser.add_argument("--optimizer", choices=list(problem.OPTIMIZERS), default=first, help=f"({first})")
    add_nest_python(parser)


def add_repeats(parser: argparse.ArgumentParser) -> None:
    """Add the number of timed iterations."""
    repeats = "timed iterations of every engine (5)"
    parser.add_argument("--repeats", type=at_least(1), default=5, metavar="N", help=repeats)


def add_nest_python(parser: argparse.ArgumentParser) -> None:
    """Add where NEST is."""
    parser.add_argument(
        "--nest-python",
        metavar="PATH",
        default=os.environ.get("EPROP_NEST_PYTHON", sys.executable),
        help="Python that has nest-simulator 3.10.0 (EPROP_NEST_PYTHON, else the Python that runs this)",
    )


def at_least(lowest: int) -> Callable[[str], int]:
    """Make a type of options: whole numbers from `lowest` on."""

    def number(text: str) -> int:
        if int(text) < lowest:
            raise argparse.ArgumentTypeError(f"must be {lowest} or more")
        return int(text)

    return number


def run(options: argparse.Namespace) -> int:
    """Run the comparison; the exit status is 1 if results disagree and 2 if no engine is there."""
    problem = importlib.import_module(f"{options.folder}.problem")
    settings = {name: value for name, value in vars(options).items() if name in ("sequences", "optimizer", "neurons")}
    with ExitStack() as stack:
        workers = _start(options, stack)
        if not workers:
            return 2
        results = compare(workers, settings, options.repeats)
    if results is None:
        console.print("the results disagree, so nothing was timed", style="red")
        return 1
    reference = next(iter(results.values()))
    work = problem.work(settings, reference.check)
    console.print(time_table(results, settings, work))
    save(options.json, options.task, as_json(settings, results))
    return 0


def _start(options: argparse.Namespace, stack: ExitStack) -> dict[str, Worker]:
    """Start the engines that are installed, in the order of ENGINES; say which are left out."""
    workers = {}
    for name in (name for name in engines_of(options.folder) if name in options.engines):
        python = options.nest_python if name == "nest" else sys.executable
        try:
            workers[name] = stack.enter_context(Worker(options.folder, name, python))
        except MissingEngineError as missing:
            console.print(f"{name} is left out: {missing}", style="yellow", markup=False)
    return workers


def compare(workers: dict[str, Worker], settings: dict[str, Any], repeats: int) -> dict[str, Result] | None:
    """Check the results, print them, and time the engines; None if results disagree."""
    with console.status("") as status:
        results = verify(workers, settings, status.update)
    console.print(check_table(results))
    if len(results) == 1:
        console.print("only one engine: its results were compared with nothing", style="yellow")
    reference = next(iter(results.values()))
    if not all(result.agrees(reference) for result in results.values()):
        return None
    with console.status("") as status:
        for name, seconds in measure(workers, settings, repeats, status.update).items():
            results[name].seconds = seconds
    return results
