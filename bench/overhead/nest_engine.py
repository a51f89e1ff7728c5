"""Evidence accumulation: trained, with synapses that learn nothing, or with some neurons recorded in every step."""

from __future__ import annotations

from typing import Any

from evidence_accumulation import nest_engine
from evidence_accumulation import problem as evidence

from . import problem as task

RECORDED = 5  # neurons
RECORDABLES = ["V_m", "surrogate_gradient", "learning_signal"]


class Engine(nest_engine.Engine):
    """The network of a kind."""

    def build(self, problem: task.Problem, record: bool = False, threads: int = 1) -> None:
        """Make the network in a fresh kernel and simulate up to the first sequence."""
        self.kind = problem.kind
        super().build(problem.task, record, threads)

    def _plastic(self) -> dict[str, Any]:
        if self.kind == "simulating":
            return {"synapse_model": "static_synapse", "delay": 1.0}
        return super()._plastic()

    def _create(self, problem: evidence.Problem) -> None:
        super()._create(problem)
        if self.kind == "recording":
            meter = self.nest.Create("multimeter", {"record_from": RECORDABLES, "interval": 1.0})
            self.nest.Connect(meter, self.recurrent[:RECORDED])
