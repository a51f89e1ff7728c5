"""The training over the NEST API, in NEST or in eprop."""

from __future__ import annotations

from typing import Any

import numpy as np
from online.engine import PLASTIC, OnlineEngine

from .problem import SparseProblem

COMPARED = 100  # neurons whose outgoing weights are compared


class Engine(OnlineEngine[SparseProblem]):
    """The recurrent synapses are given by arrays of node ids."""

    def connect(self, problem: SparseProblem) -> Any:
        """Make the sparse synapses."""
        ids = np.array(self.recurrent.tolist())
        delay = np.full(len(problem.w_rec), PLASTIC["delay"])
        synapse = {**PLASTIC, "delay": delay, "weight": problem.w_rec}
        self.nest.Connect(ids[problem.sources], ids[problem.targets], "one_to_one", synapse)
        return self.recurrent[:COMPARED]
