"""What tasks share whose readouts tell classes apart: neurons, optimizer and score."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from eprop.tasks.task import Task

NEURON: dict[str, Any] = {"C_m": 1.0, "E_L": 0.0, "I_e": 0.0, "V_m": 0.0, "tau_m": 20.0}
RECURRENT: dict[str, Any] = {
    **NEURON,
    "V_th": 0.6,
    "t_ref": 5.0,
    "f_target": 10.0,
    "regular_spike_arrival": True,
    "surrogate_gradient_function": "piecewise_linear",
    "surrogate_gradient_height": 0.3 / 0.6,
    "surrogate_gradient_width": 0.6,
}
READOUT: dict[str, Any] = {**NEURON, "loss": "cross_entropy", "regular_spike_arrival": False}


def synapses(task: Task) -> dict[str, Any]:
    """Return what all trained synapses share: Adam with the batch size and learning rate of a task."""
    adam = {"type": "adam", "beta_1": 0.9, "beta_2": 0.999, "epsilon": 1e-8, "Wmin": -100.0, "Wmax": 100.0}
    optimizer = {**adam, "batch_size": task.batch_size, "eta": task.learning_rate}
    return {"optimizer": optimizer, "average_gradient": True}


def judge(signal: NDArray[np.float64], targets: NDArray[np.float64]) -> tuple[float, float]:
    """Judge the probabilities that the readouts gave to their classes.

    Parameters
    ----------
    signal
        Probabilities in the learning window, shape (readouts, sequences, steps).
    targets
        1 for the class of a sequence and 0 for the others, shape (readouts, sequences).

    Returns
    -------
    float, float
        Mean cross-entropy, and the fraction of sequences for which another class was the most probable one.
    """
    entropy = -np.sum(targets[:, :, np.newaxis] * np.log(signal), axis=0)
    wrong = signal.mean(axis=2).argmax(axis=0) != targets.argmax(axis=0)
    return float(entropy.mean()), float(wrong.mean())
