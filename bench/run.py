"""Time eprop against NEST and PyTorch, after checking that they compute the same; README.md says what is measured."""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import ExitStack
from pathlib import Path

from engines import ENGINES, EngineError, MissingEngineError, Worker
from harness import Result, measure, verify
from report import as_json, loss_table, time_table
from rich.console import Console

TASKS = sorted(path.parent.name.replace("_", "-") for path in Path(__file__).parent.glob("*/problem.py"))
console = Console()


def positive(text: str) -> int:
    """Read a whole number of one or more."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=TASKS)
    names = f"some of {', '.join(ENGINES)} (all)"
    parser.add_argument(
        "--engines", nargs="+", choices=list(ENGINES), default=list(ENGINES), metavar="NAME", help=names
    )
    parser.add_argument(
        "--sequences", type=positive, default=32, metavar="N", help="sequences in an iteration: the batch (32)"
    )
    parser.add_argument("--repeats", type=positive, default=5, metavar="N", help="timed iterations of every engine (5)")
    parser.add_argument(
        "--nest-python",
        metavar="PATH",
        default=os.environ.get("EPROP_NEST_PYTHON", sys.executable),
        help="Python that has nest-simulator 3.10.0 (EPROP_NEST_PYTHON, else the Python that runs this)",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also save all figures")
    options = parser.parse_args()
    if options.json and not options.json.parent.is_dir():
        parser.error(f"--json: there is no folder {options.json.parent}")
    return options


def start(options: argparse.Namespace, stack: ExitStack) -> dict[str, Worker]:
    """Start the engines that are installed, in the order of ENGINES; say which are left out."""
    workers = {}
    for name in (name for name in ENGINES if name in options.engines):
        python = options.nest_python if name == "nest" else sys.executable
        try:
            workers[name] = stack.enter_context(Worker(options.task.replace("-", "_"), name, python))
        except MissingEngineError as missing:
            console.print(f"{name} is left out: {missing}", style="yellow", markup=False)
    return workers


def compare(workers: dict[str, Worker], options: argparse.Namespace) -> dict[str, Result] | None:
    """Check the losses, print them, and time the engines; None if losses disagree."""
    with console.status("") as status:
        results = verify(workers, options.sequences, status.update)
    console.print(loss_table(results))
    if len(results) == 1:
        console.print("only one engine: its losses were compared with nothing", style="yellow")
    reference = next(iter(results.values()))
    if not all(result.agrees(reference) for result in results.values()):
        return None
    with console.status("") as status:
        for name, seconds in measure(workers, options.sequences, options.repeats, status.update).items():
            results[name].seconds = seconds
    return results


def main() -> int:
    """Run the comparison; the exit status is 1 if losses disagree and 2 if an engine fails or none is there."""
    options = arguments()
    try:
        with ExitStack() as stack:
            workers = start(options, stack)
            if not workers:
                return 2
            results = compare(workers, options)
    except EngineError as failure:
        console.print(str(failure), style="red", markup=False)
        return 2
    if results is None:
        console.print("the losses disagree, so nothing was timed", style="red")
        return 1
    console.print(time_table(results, options.sequences))
    if options.json:
        options.json.write_text(json.dumps(as_json(options.task, options.sequences, results), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
