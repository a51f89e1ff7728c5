"""What is shown and saved of the results."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import Any

from harness import Result
from rich.table import Table


def loss_table(results: dict[str, Result]) -> Table:
    """Tabulate the losses of every engine and how far they are from the first one's."""
    reference = next(iter(results.values()))
    table = Table(title="losses of the first iterations", show_lines=True)
    for header in ("engine", "version", "losses", "relative\ndifference", "allowed", ""):
        table.add_column(header, no_wrap=True)
    for name, result in results.items():
        row = ["reference"]
        if result is not reference:
            verdict = "[green]agrees[/]" if result.agrees(reference) else "[red]differs[/]"
            row = [f"{result.difference(reference):.1e}", f"{result.tolerance:.0e}", verdict]
        table.add_row(name, result.version, "\n".join(f"{loss:.12f}" for loss in result.losses), *row)
    return table


def time_table(results: dict[str, Result], sequences: int) -> Table:
    """Tabulate the times of an iteration, and how many times faster than the first engine each one is."""
    reference = next(iter(results))
    table = Table(title=f"seconds to train on {sequences} sequences, one thread")
    table.add_column("engine")
    for header in ("median", "lowest", "highest", "ms a sequence", f"{reference} / engine"):
        table.add_column(header, justify="right")
    for name, result in results.items():
        times = [f"{seconds:.4f}" for seconds in (result.median, min(result.seconds), max(result.seconds))]
        ratio = results[reference].median / result.median
        table.add_row(name, *times, f"{1000 * result.median / sequences:.2f}", f"{ratio:.1f}")
    return table


def as_json(task: str, sequences: int, results: dict[str, Result]) -> dict[str, Any]:
    """Gather everything that was measured, and on what."""
    reference = next(iter(results.values()))
    engines = {
        name: {
            "version": result.version,
            "losses": result.losses,
            "relative_difference": result.difference(reference),
            "seconds": result.seconds,
            "median_seconds": result.median,
            "ratio": reference.median / result.median,
        }
        for name, result in results.items()
    }
    machine = {"system": platform.platform(), "processor": processor(), "python": platform.python_version()}
    return {"task": task, "sequences": sequences, "machine": machine, "engines": engines}


def processor() -> str:
    """Return the name of the processor, as well as the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()
