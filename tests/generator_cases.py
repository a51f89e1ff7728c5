"""Windows in which generators are active, for NEST and eprop: what is the same whatever is drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

POISSON = [
    {},
    {"start": 2.0},
    {"stop": 5.0},
    {"start": 2.0, "stop": 6.0},
    {"start": 2.0, "stop": 6.0, "origin": 1.5},
    {"start": 3.0, "stop": 3.0},
]


def run_windows(nest: Any, seed: int) -> dict[str, np.ndarray]:
    """Steps in which recorders, directly and behind parrots, note spikes of generators."""
    nest.ResetKernel()
    nest.set(resolution=0.5, rng_seed=seed + 1)
    generators = [nest.Create("poisson_generator", 1, {"rate": 1e6, **window}) for window in POISSON]
    recorders = {}
    for i, generator in enumerate(generators):
        parrot = nest.Create("parrot_neuron")
        recorders[f"direct{i}"], recorders[f"parrot{i}"] = (nest.Create("spike_recorder") for _ in range(2))
        nest.Connect(generator, recorders[f"direct{i}"], "one_to_one", {"delay": 2.0})
        nest.Connect(generator, parrot, "one_to_one", {"delay": 1.5})
        nest.Connect(parrot, recorders[f"parrot{i}"])
    for _ in range(4):
        nest.Simulate(2.5)
    return {name: np.unique(np.round(r.get("events")["times"], 6)) for name, r in recorders.items()}
