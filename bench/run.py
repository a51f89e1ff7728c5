"""Time eprop against its peers, or measure what it needs by itself; README.md says what is measured."""

from __future__ import annotations

import argparse
import importlib
import sys
from pathlib import Path

import comparison
from engines import EngineError
from report import console

# name -> folder; in it problem.py of what engines are compared on, or measure.py of what is measured of eprop alone
TASKS = {
    "evidence-accumulation": "evidence_accumulation",
    "online-dense": "online_dense",
    "online-sparse": "online_sparse",
    "memory": "memory",
    "build": "building",
    "weights": "weights",
    "scaling": "scaling",
    "threads": "threads",
    "overhead": "overhead",
    "table": "table",
}


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True, metavar="TASK")
    for name, folder in TASKS.items():
        description = importlib.import_module(folder).__doc__
        task = tasks.add_parser(name, help=description, description=description)
        task.set_defaults(folder=folder, run=comparison.run)
        if Path(__file__).with_name(folder).joinpath("measure.py").exists():
            measure = importlib.import_module(f"{folder}.measure")
            task.set_defaults(run=measure.run)
            if hasattr(measure, "add_options"):
                measure.add_options(task, folder)
        else:
            comparison.add_options(task, folder)
        task.add_argument("--json", type=Path, metavar="FILE", help="also save all figures")
    options = parser.parse_args()
    if options.json and not options.json.parent.is_dir():
        parser.error(f"--json: there is no folder {options.json.parent}")
    return options


def main() -> int:
    """Run a task; the exit status is 1 if results are not as they must be, 2 if an engine fails or none is there."""
    options = arguments()
    try:
        return int(options.run(options))
    except EngineError as failure:
        console.print(str(failure), style="red", markup=False)
        return 2


if __name__ == "__main__":
    sys.exit(main())
