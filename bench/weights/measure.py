"""Seconds to find, read and set the weights of a million synapses."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from report import console, save
from rich.table import Table

NEURONS, INDEGREE, REPEATS = 10_000, 100, 5
LIMIT = 0.1  # seconds, for each


def run(options: argparse.Namespace) -> int:
    """Time every call; the exit status is 1 if one takes too long, or if weights are not those that were set."""
    with console.status("building"):
        calls, is_right = _calls()
    figures = {name: min(_seconds(call) for _ in range(REPEATS)) for name, call in calls.items()}
    table = Table(title=f"{NEURONS * INDEGREE:,} e-prop synapses, fixed_indegree: ms, at most {1e3 * LIMIT:.0f}")
    table.add_column("call")
    table.add_column("ms", justify="right")
    for name, seconds in figures.items():
        table.add_row(name, f"{1e3 * seconds:.1f}")
    console.print(table)
    save(options.json, options.task, figures)
    return int(max(figures.values()) > LIMIT or not is_right())


def _calls() -> tuple[dict[str, Callable[[], Any]], Callable[[], bool]]:
    import eprop

    pre, post = eprop.Create("parrot_neuron", NEURONS // 10), eprop.Create("eprop_iaf", NEURONS)
    rule = {"rule": "fixed_indegree", "indegree": INDEGREE}
    eprop.Connect(pre, post, rule, {"synapse_model": "eprop_synapse", "delay": eprop.resolution})
    synapses = eprop.GetConnections(pre, post)
    weights = np.random.default_rng(1).random(len(synapses))
    calls = {
        "GetConnections(pre, post)": lambda: eprop.GetConnections(pre, post),
        "synapses.set(weight=array)": lambda: synapses.set(weight=weights),
        'synapses.get("weight"), a list': lambda: synapses.get("weight"),
        "weight_matrix(pre, post)": lambda: eprop.weight_matrix(pre, post),
        "weight_matrix(pre, post, sparse=True)": lambda: eprop.weight_matrix(pre, post, sparse=True),
        "a list of a million numbers, by NumPy": weights.tolist,
    }
    return calls, lambda: np.array_equal(synapses.get("weight"), weights)


def _seconds(call: Callable[[], Any]) -> float:
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin
