"""Experiments that train a network, by the name under which the command line runs them.

A new task is a module with a subclass of `Task` and a line in `TASKS`.
"""

from eprop.tasks.digits import Digits
from eprop.tasks.evidence_accumulation import EvidenceAccumulation
from eprop.tasks.sine_waves import SineWaves
from eprop.tasks.task import Batch, Data, Task
from eprop.tasks.training import Training

__all__ = ["TASKS", "Batch", "Data", "Digits", "EvidenceAccumulation", "SineWaves", "Task", "Training"]

TASKS: dict[str, type[Task]] = {
    "evidence-accumulation": EvidenceAccumulation,
    "sine-waves": SineWaves,
    "digits": Digits,
}
