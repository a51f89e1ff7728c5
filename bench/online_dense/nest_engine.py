"""The training over the NEST API, in NEST or in eprop."""

from __future__ import annotations

from typing import Any

import numpy as np
from online.engine import PLASTIC, STATIC, OnlineEngine

from .problem import N_IN, DenseProblem


class Engine(OnlineEngine[DenseProblem]):
    """Inputs and recurrent neurons are connected all to all."""

    def connect(self, problem: DenseProblem) -> Any:
        """Make the inputs and the dense weights."""
        trains = [{"spike_times": np.flatnonzero(train) + 1.0} for train in problem.spikes.T]
        generators = self.nest.Create("spike_generator", N_IN, trains)
        inputs = self.nest.Create("parrot_neuron", N_IN)
        self.nest.Connect(generators, inputs, "one_to_one", STATIC)
        self.nest.Connect(inputs, self.recurrent, "all_to_all", {**PLASTIC, "weight": problem.w_in})
        others = {"rule": "all_to_all", "allow_autapses": False}
        self.nest.Connect(self.recurrent, self.recurrent, others, {**PLASTIC, "weight": problem.w_rec})
        return self.recurrent + inputs
