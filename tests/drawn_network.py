"""What the random networks share: drawing, and their results in an order that does not depend on the module."""

from __future__ import annotations

from typing import Any

import numpy as np


class DrawnNetwork:
    """A network that is drawn from a seed; what is drawn does not depend on the module that it is built on.

    Parameters
    ----------
    nest
        The module: NEST or eprop.
    seed
        Of the generator.
    """

    synapse: str  # the model whose weights are compared

    def __init__(self, nest: Any, seed: Any) -> None:
        self.nest, self.rng = nest, np.random.default_rng(seed)
        self.dt = float(self.rng.choice([1.0, 0.5, 0.1]))
        self.recorders: dict[str, Any] = {}
        self.changes = 0

    def _chance(self, p: float) -> bool:
        return bool(self.rng.random() < p)

    def _uniform(self, low: float, high: float, n: int) -> list[float]:
        return self.rng.uniform(low, high, n).tolist()

    def _results(self) -> dict[str, np.ndarray]:
        results = {}
        for recorder, node in self.recorders.items():
            events = {name: np.array(column) for name, column in node.get("events").items()}
            keys = [events[name] for name in ("weights", "targets", "senders", "times") if name in events]
            order = np.lexsort(keys)
            compared = sorted(events.keys() - {"ports", "receptors"})
            results |= {f"{recorder}/{name}": events[name][order] for name in compared}
        found = self.nest.GetConnections(synapse_model=self.synapse).get(["source", "target", "weight"])
        found = {name: np.atleast_1d(column) for name, column in found.items()}
        order = np.lexsort([found[name] for name in ("weight", "target", "source")])
        return results | {f"synapses/{name}": column[order] for name, column in found.items()}


def each(params: dict[str, Any], n: int) -> list[dict[str, Any]]:
    """One dictionary for each of n nodes, from lists of n values and values for all."""
    return [{name: value[i] if isinstance(value, list) else value for name, value in params.items()} for i in range(n)]
