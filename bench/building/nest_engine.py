"""The network over the NEST API."""

from __future__ import annotations

from typing import Any

from online.engine import PLASTIC, OnlineEngine

from .problem import WEIGHT, RuleProblem

COMPARED = 100  # neurons whose outgoing weights are looked at


class Engine(OnlineEngine[RuleProblem]):
    """The recurrent synapses are drawn by the engine."""

    def connect(self, problem: RuleProblem) -> Any:
        """Have the synapses drawn."""
        rule = {"rule": "fixed_indegree", "indegree": problem.indegree, "allow_autapses": False}
        self.nest.Connect(self.recurrent, self.recurrent, rule, {**PLASTIC, "weight": WEIGHT})
        return self.recurrent[:COMPARED]
