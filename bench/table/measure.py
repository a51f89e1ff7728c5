"""What the engines are compared on, workload by workload, as a table in Markdown."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import comparison
from engines import Worker
from harness import Result
from report import as_json, console, save

BEGIN, END = "<!-- table -->", "<!-- /table -->"


@dataclass(frozen=True)
class Workload:
    """A line of the table: the command that runs it alone, with these settings of the folder's problem."""

    command: str
    network: str
    folder: str
    settings: dict[str, Any]


def _online(kind: str, network: str, sequences: int) -> list[Workload]:
    return [
        Workload(
            f"online-{kind} --optimizer {optimizer}",
            network,
            f"online_{kind}",
            {"sequences": sequences, "optimizer": optimizer},
        )
        for optimizer in ("gradient_descent", "adam")
    ]


EVIDENCE = "40 inputs, {} recurrent neurons, 2 readouts, Adam, batches of {} sequences"
WORKLOADS = [
    Workload(
        "evidence-accumulation",
        EVIDENCE.format(100, 32),
        "evidence_accumulation",
        {"sequences": 32, "neurons": 100},
    ),
    Workload(
        "evidence-accumulation --neurons 400 --sequences 2",
        EVIDENCE.format(400, 2),
        "evidence_accumulation",
        {"sequences": 2, "neurons": 400},
    ),
    *_online("dense", "100 inputs, 100 recurrent neurons, update at every step", 2),
    *_online("sparse", "10,000 recurrent neurons, indegree 100, update at every step", 1),
]


def add_options(parser: argparse.ArgumentParser, _folder: str) -> None:
    """Add the options of the measurement."""
    comparison.add_repeats(parser)
    comparison.add_nest_python(parser)
    cores = os.cpu_count()
    parser.add_argument("--threads", type=comparison.at_least(1), default=cores, metavar="N", help="(all cores)")
    files = f"also put the table between the lines {BEGIN} and {END} of these files"
    parser.add_argument("--update", nargs="+", type=page, default=[], metavar="FILE", help=files)


def page(name: str) -> Path:
    """Make sure that a file has the two lines, before anything is measured.

    Raises
    ------
    argparse.ArgumentTypeError
        If it has not.
    """
    file = Path(name)
    if not file.is_file() or not 0 <= (text := file.read_text()).find(BEGIN) < text.find(END):
        raise argparse.ArgumentTypeError(f"{name} has no lines {BEGIN} and {END}")
    return file


def run(options: argparse.Namespace) -> int:
    """Measure all workloads; the exit status is 1 if results disagree, and no table is made."""
    results = {}
    for workload in WORKLOADS:
        engines = _compare(workload, options)
        if engines is None:
            console.print(f"{workload.command}: the results disagree", style="red", markup=False)
            return 1
        results[workload.command] = engines
    table = markdown(results, options.threads)
    console.print(table, markup=False, soft_wrap=True)
    for file in options.update:
        update(file, table)
    save(options.json, options.task, {command: as_json({}, engines) for command, engines in results.items()})
    return 0


def _compare(workload: Workload, options: argparse.Namespace) -> dict[str, Result] | None:
    """Check and time NEST, eprop with one thread and with several; None if results disagree."""
    with ExitStack() as stack:
        workers = {
            "nest": stack.enter_context(Worker(workload.folder, "nest", options.nest_python)),
            "eprop": stack.enter_context(Worker(workload.folder, "eprop")),
            "threads": stack.enter_context(Worker(workload.folder, "eprop", threads=options.threads)),
        }
        return comparison.compare(workers, workload.settings, options.repeats)


def markdown(results: dict[str, dict[str, Result]], threads: int) -> str:
    """Tabulate medians, and how many times NEST's are those of eprop.

    Parameters
    ----------
    results
        By command, then by engine.
    threads
        Of the last engine.
    """
    head = ["`python bench/run.py` …", "network", "NEST 3.10.0", "eprop", f"{threads} threads", "ratio"]
    lines = [_row(head), _row(["---"] * len(head))]
    for workload in WORKLOADS:
        engines = results[workload.command]
        lines.append(_row([f"`{workload.command}`", workload.network, *_cells(engines)]))
    return "\n".join(lines)


def _cells(engines: dict[str, Result]) -> Sequence[str]:
    nest, one, several = (engines[name].median for name in ("nest", "eprop", "threads"))
    return [
        *(f"{seconds * 1e3:,.0f} ms" for seconds in (nest, one, several)),
        f"{nest / one:.0f}, {nest / several:.0f}",
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def update(file: Path, table: str) -> None:
    """Replace what stands between the two lines in a file that has them."""
    before, _, rest = file.read_text().partition(BEGIN)
    _, _, after = rest.partition(END)
    file.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")
