"""Sweeps, a process for every point."""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from pathlib import Path
from typing import Any

import numpy as np
from engines import MissingEngineError, Worker
from report import console, save
from rich.table import Table

from .axes import AXES, BASE, Axis, predicted
from .figure import draw_figure, figure_of


def add_options(parser: argparse.ArgumentParser, _folder: str) -> None:
    """Add the options of the sweeps."""
    names = [axis.name for axis in AXES]
    parser.add_argument(
        "--axes", nargs="+", choices=names, default=names, metavar="NAME", help=f"some of {', '.join(names)} (all)"
    )
    parser.add_argument(
        "--engines",
        nargs="+",
        choices=("nest", "eprop"),
        default=["nest", "eprop"],
        metavar="NAME",
        help="nest, eprop (both)",
    )
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="timed iterations of every point (3)")
    parser.add_argument(
        "--patience",
        type=float,
        default=10.0,
        metavar="S",
        help="no larger value for an engine whose iteration took so many seconds (10)",
    )
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw all sweeps")
    parser.add_argument(
        "--nest-python",
        metavar="PATH",
        default=os.environ.get("EPROP_NEST_PYTHON", sys.executable),
        help="Python that has nest-simulator 3.10.0",
    )


def run(options: argparse.Namespace) -> int:
    """Sweep; the exit status is 1 if eprop's cost grows faster than predicted."""
    curves = [
        curve
        for axis in AXES
        if axis.name in options.axes
        for family in axis.families
        for engine in options.engines
        if (curve := _sweep(axis, family, engine, options))
    ]
    console.print(_table(curves))
    save(options.json, options.task, {"curves": curves})
    if options.plot:
        draw_figure(curves, options.plot)
    return int(any(curve["engine"] == "eprop" and _excess(curve) > curve["tolerated"] for curve in curves))


def _sweep(axis: Axis, family: str, engine: str, options: argparse.Namespace) -> dict[str, Any] | None:
    """Measure an engine along an axis, up to the value at which it needs too long."""
    x, y = [], []
    for value in axis.values:
        if axis.name == "threads" and value > (os.cpu_count() or 1):
            break
        console.print(f"{engine}, {family}, {axis.name} {value:,}", style="dim")
        try:
            figures = _point(axis, family, engine, value, options)
        except MissingEngineError as missing:
            console.print(f"{engine} is left out: {missing}", style="yellow", markup=False)
            return None
        x.append(value)
        y.append(figures[axis.figure])
        if figures["seconds"] > options.patience:
            break
    theory = predicted(axis, np.array(x, float), np.array(y)).tolist()
    curve = {"axis": axis.name, "family": family, "engine": engine, "x": x, axis.figure: y}
    return {**curve, "predicted": theory, "tolerated": axis.tolerated}


def _point(axis: Axis, family: str, engine: str, value: float, options: argparse.Namespace) -> dict[str, float]:
    settings = {**BASE, **axis.base, "family": family}
    if axis.name == "synapses":
        settings["indegree"] = int(value // settings["neurons"])
    else:
        settings[axis.name] = value
    repeats = options.repeats if axis.figure == "seconds" else 1
    with Worker(options.folder, engine, options.nest_python if engine == "nest" else sys.executable) as worker:
        before = worker.call("memory")["resident"]
        worker.call("build", settings={**settings, "iterations": repeats + 1})
        worker.call("iterate")
        seconds: list[float] = []
        while len(seconds) < repeats and max(seconds, default=0.0) <= options.patience:
            seconds.append(worker.call("iterate"))
        return {"seconds": statistics.median(seconds), "bytes": worker.call("memory")["resident"] - before}


def _excess(curve: dict[str, Any]) -> float:
    """How many times what theory predicts the last value needs."""
    return float(curve[figure_of(curve)][-1] / curve["predicted"][-1])


def _table(curves: list[dict[str, Any]]) -> Table:
    table = Table(title="last value of every sweep")
    for header in ("axis", "models", "engine", "value", "measured", "measured / predicted", "tolerated"):
        table.add_column(header, justify="left" if header in ("axis", "models", "engine") else "right")
    for curve in curves:
        figure = figure_of(curve)
        last = curve[figure][-1]
        shown = f"{last:.4f} s" if figure == "seconds" else f"{last / 1e6:.1f} MB"
        table.add_row(
            curve["axis"],
            curve["family"],
            curve["engine"],
            f"{curve['x'][-1]:,}",
            shown,
            f"{_excess(curve):.2f}",
            str(curve["tolerated"]),
        )
    return table
