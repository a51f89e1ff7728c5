"""Sine waves: one readout learns to draw a sum of four sines in answer to a frozen pattern of spikes.

The pattern generation task of Bellec et al. 2020, Nature Communications 11:3625, in the size of NEST's tutorial. Draws
and their order are the tutorial's: the same seed gives the same numbers.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from eprop.tasks.design import Design, Population, Weights, draw_weights, normal_readout
from eprop.tasks.task import Batch, Data, Task

WAVES = np.array([1, 2, 3, 5])  # of each sine in a sequence
P_SPIKE = 0.05  # of an input in a step
N_OUT = 1

NEURON: dict[str, Any] = {"C_m": 1.0, "E_L": 0.0, "I_e": 0.0, "V_m": 0.0, "tau_m": 30.0}
RECURRENT: dict[str, Any] = {
    **NEURON,
    "V_th": 0.03,
    "t_ref": 0.0,
    "f_target": 10.0,
    "c_reg": 300.0,
    "surrogate_gradient_function": "piecewise_linear",
    "surrogate_gradient_height": 10.0,
    "surrogate_gradient_width": 0.03,
}
ADAPTATION: dict[str, Any] = {"adapt_tau": 200.0, "adapt_beta": 0.006, "adaptation": 0.0}
AT_STEP_START: dict[str, Any] = {"regular_spike_arrival": False}
KAPPA = float(np.exp(-1.0 / NEURON["tau_m"]))
CUTOFF: dict[str, Any] = {"eprop_isi_trace_cutoff": 100.0}

MODELS = ("iaf", "iaf_adapt", "iaf_psc_delta", "iaf_psc_delta_adapt")


@dataclass(frozen=True, kw_only=True)
class SineWaves(Task):
    """Draw a sum of sines in answer to a frozen pattern of spikes.

    Parameters
    ----------
    model
        Model of the recurrent neurons, one of `MODELS`.
    online
        Whether synapses learn at every spike and not once an iteration. Weights are those of the other models then,
        scaled, and `learning_rate` counts in their scale; `batch_size` is the number of sequences a loss averages.
    sequence
        Steps of the pattern.
    n_in, n_rec
        Number of inputs and of recurrent neurons.

    Raises
    ------
    ValueError
        If there is no such model.
    """

    iterations: int = 500
    batch_size: int = 1
    learning_rate: float = 1e-3
    model: str = field(default="iaf", metadata={"choices": MODELS, "help": "Model of the recurrent neurons."})
    online: bool = field(default=False, metadata={"help": "Learn at every spike, not once an iteration."})
    sequence: int = 1000
    n_in: int = 100
    n_rec: int = 100

    scores: ClassVar[Mapping[str, str]] = {"loss": r"$E = \frac{1}{2} \sum_t (y^t - y^{*,t})^2$"}

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.model not in MODELS:
            raise ValueError(f"model must be one of {', '.join(MODELS)}, not {self.model}")
        if "psc_delta" in self.model and not self.online:
            raise ValueError(f"model {self.model} exists only online")

    def design(self, rng: np.random.RandomState) -> Design:
        """Describe the network; draws its weights."""
        adaptive = self.model.endswith("_adapt")
        optimizer = {"type": "gradient_descent", "batch_size": self.batch_size, "eta": self.learning_rate}
        neuron = {**RECURRENT, **(ADAPTATION if adaptive else {}), **(self._online() if self.online else AT_STEP_START)}
        design = Design(
            sequence=self.sequence,
            window=self.sequence,
            recurrent={"adaptive" if adaptive else "regular": Population(self.model, self.n_rec, neuron)},
            readouts={**NEURON, **(CUTOFF if self.online else {**AT_STEP_START, "loss": "mean_squared_error"})},
            weights=draw_weights(rng, self.n_in, self.n_rec, N_OUT, normal_readout),
            synapses={"optimizer": optimizer},
            online=self.online,
        )
        return scaled(design) if self.online else design

    def _online(self) -> dict[str, Any]:
        """Return what only neurons of the online models have; they regularize in every step, not once a sequence."""
        c_reg = RECURRENT["c_reg"] / self.sequence
        reset = {"V_reset": NEURON["E_L"]} if "psc_delta" in self.model else {}
        return {**CUTOFF, **reset, "kappa": KAPPA, "kappa_reg": KAPPA, "c_reg": c_reg}

    def data(self, rng: np.random.RandomState) -> Data:
        """Draw the pattern and the target, which every sequence repeats."""
        pattern = rng.random_sample((self.sequence, self.n_in)) < P_SPIKE
        pattern[0] = False  # what arrives in the first step of an update interval would be dropped
        batch = Batch(
            sequences=self.batch_size,
            spikes=[np.flatnonzero(steps) for steps in np.tile(pattern, (self.batch_size, 1)).T],
            changes=np.arange(self.batch_size * self.sequence),
            targets=np.tile(self._draw_target(rng), (N_OUT, self.batch_size)),
        )
        return Data(itertools.repeat(batch))

    def _draw_target(self, rng: np.random.RandomState) -> NDArray[np.float64]:
        """Draw a sum of sines that starts at 0 and goes up or down to 1, shape (steps,)."""
        amplitudes = rng.uniform(0.5, 2.0, len(WAVES))
        phases = rng.uniform(0.0, 2.0 * np.pi, len(WAVES))
        times = np.linspace(0.0, 2.0 * np.pi, self.sequence)
        waves: NDArray[np.float64] = amplitudes @ np.sin(np.outer(WAVES, times) + phases[:, np.newaxis])
        waves -= waves[0]
        waves /= np.abs(waves).max()
        return waves

    def score(self, signal: NDArray[np.float64], batch: Batch) -> dict[str, float]:
        """Half the squared error, summed over a sequence."""
        errors = signal - batch.targets.reshape(signal.shape)
        return {"loss": float(0.5 * np.sum(errors**2) / batch.sequences)}


def scaled(design: Design) -> Design:
    """Scale the weights of a network for the online models, in which it does about the same then.

    Their spikes act as if they arrived regularly, 1 / (1 - kappa) times as strongly: weights are as much smaller, step
    sizes by the square. So is feedback, since their eligibility traces lack the factor 1 - kappa.
    """
    factor = 1.0 - KAPPA
    weights = Weights(*(factor * weights for weights in vars(design.weights).values()))
    optimizer = design.synapses["optimizer"]
    return replace(
        design,
        weights=weights,
        synapses={"optimizer": {**optimizer, "batch_size": 1, "eta": factor**2 * optimizer["eta"]}},
    )
