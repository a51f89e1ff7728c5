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
from harness import Result, measure, verify
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
    parser.add_argument("--threads", type=int, default=os.cpu_count(), metavar="N", help="(all cores)")
    files = f"also put the table between the lines {BEGIN} and {END} of these files"
    parser.add_argument("--update", nargs="+", type=Path, default=[], metavar="FILE", help=files)


def run(options: argparse.Namespace) -> int:
    """Measure all workloads; the exit status is 1 if results disagree."""
    with console.status("") as status:
        results = {workload.command: _compare(workload, options, status.update) for workload in WORKLOADS}
    table = markdown(results, options.threads)
    console.print(table, markup=False, soft_wrap=True)
    for file in options.update:
        update(file, table)
    save(options.json, options.task, {command: as_json({}, engines) for command, engines in results.items()})
    return int(not all(_agree(engines) for engines in results.values()))


def _compare(workload: Workload, options: argparse.Namespace, say: Any) -> dict[str, Result]:
    """Check and time NEST, eprop with one thread and with several."""
    with ExitStack() as stack:
        workers = {
            "nest": stack.enter_context(Worker(workload.folder, "nest", options.nest_python)),
            "eprop": stack.enter_context(Worker(workload.folder, "eprop")),
            "threads": stack.enter_context(Worker(workload.folder, "eprop", threads=options.threads)),
        }
        results = verify(workers, workload.settings, say)
        if _agree(results):
            for name, seconds in measure(workers, workload.settings, options.repeats, say).items():
                results[name].seconds = seconds
        return results


def _agree(results: dict[str, Result]) -> bool:
    return all(result.agrees(results["nest"]) for result in results.values())


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
    if not _agree(engines):
        return ["results disagree", "", "", ""]
    nest, one, several = (engines[name].median for name in ("nest", "eprop", "threads"))
    return [
        *(f"{seconds * 1e3:,.0f} ms" for seconds in (nest, one, several)),
        f"{nest / one:.0f}, {nest / several:.0f}",
    ]


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def update(file: Path, table: str) -> None:
    """Replace what stands between the two lines in a file.

    Raises
    ------
    ValueError
        If one of the lines is not there.
    """
    before, begin, rest = file.read_text().partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{file}: no lines {BEGIN} and {END}")
    file.write_text(f"{before}{BEGIN}\n{table}\n{END}{after}")
