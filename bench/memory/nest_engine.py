"""The network over the NEST API."""

from __future__ import annotations

from typing import Any

from online.engine import PLASTIC, OnlineEngine
from online.problem import Problem


class Engine(OnlineEngine[Problem]):
    """Recurrent neurons are connected all to all."""

    def connect(self, problem: Problem) -> Any:
        """Make the recurrent synapses."""
        others = {"rule": "all_to_all", "allow_autapses": False}
        self.nest.Connect(self.recurrent, self.recurrent, others, {**PLASTIC, "weight": 0.01})
        return self.recurrent
