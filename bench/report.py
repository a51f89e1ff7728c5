"""What is shown and saved of the results."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness import Result
from rich.console import Console
from rich.table import Table

SHOWN = 3  # values of a result, beyond that their number
UNITS = {"s": 1.0, "ms": 1e3, "ns": 1e9}  # in a second

console = Console()


def check_table(results: dict[str, Result]) -> Table:
    """Tabulate what every engine computed and how far it is from the first one's."""
    reference = next(iter(results.values()))
    table = Table(title="results of the first iterations")
    for header in ("engine", "result", "values", "difference", "allowed", "same"):
        table.add_column(header, no_wrap=True)
    for name, result in results.items():
        for row in _check_rows(result, reference):
            table.add_row(f"{name} {result.version}", *row)
        table.add_section()
    return table


def _check_rows(result: Result, reference: Result) -> Iterator[list[str]]:
    differences = result.differences(reference)
    for name, values in result.check.items():
        shown = "\n".join(f"{x:.12f}" for x in values) if len(values) <= SHOWN else f"{len(values):,} numbers"
        if result is reference:
            yield [name, shown, "reference"]
            continue
        verdict = "[green]yes[/]" if differences[name] <= result.tolerance else "[red]no[/]"
        yield [name, shown, f"{differences[name]:.1e}", f"{result.tolerance:.0e}", verdict]


def time_table(results: dict[str, Result], settings: dict[str, Any], work: tuple[float, str, str]) -> Table:
    """Tabulate the times of an iteration, and how many times faster than the first engine each one is.

    Parameters
    ----------
    results
        By name of the engine.
    settings
        Of the task's problem.
    work
        How many pieces of work an iteration is, in which unit the time for one is told, and what it is.
    """
    reference = next(iter(results))
    amount, unit, piece = work
    described = ", ".join(f"{name} {value}" for name, value in settings.items())
    table = Table(title=f"seconds of an iteration, one thread ({described})")
    table.add_column("engine")
    for header in ("median", "lowest", "highest", f"{unit} a {piece}", f"{reference} / engine"):
        table.add_column(header, justify="right")
    for name, result in results.items():
        times = [f"{seconds:.4f}" for seconds in (result.median, min(result.seconds), max(result.seconds))]
        ratio = results[reference].median / result.median
        table.add_row(name, *times, f"{UNITS[unit] * result.median / amount:.2f}", f"{ratio:.1f}")
    return table


def as_json(settings: dict[str, Any], results: dict[str, Result]) -> dict[str, Any]:
    """Gather everything that was measured."""
    reference = next(iter(results.values()))
    engines = {
        name: {
            "version": result.version,
            "check": {key: values for key, values in result.check.items() if len(values) <= SHOWN},
            "relative_difference": result.differences(reference),
            "seconds": result.seconds,
            "median_seconds": result.median,
            "ratio": reference.median / result.median,
        }
        for name, result in results.items()
    }
    return {**settings, "engines": engines}


def save(file: Path | None, task: str, figures: dict[str, Any]) -> None:
    """Write what was measured, and on what, to a file if one was asked for."""
    if file:
        machine = {"system": platform.platform(), "processor": processor(), "python": platform.python_version()}
        file.write_text(json.dumps({"task": task, "machine": machine, **figures}, indent=2) + "\n")


def processor() -> str:
    """Return the name of the processor, as well as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
