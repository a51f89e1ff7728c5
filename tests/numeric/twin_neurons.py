"""The twin's neurons, one update step at a time; arrays run over the neurons of a population.

Voltages are relative to E_L, times in ms.
"""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray

SURROGATES = {  # of x = v - theta, for height h and width b
    "piecewise_linear": lambda x, h, b: h * np.maximum(0.0, 1.0 - np.abs(x) / b),
    "exponential": lambda x, h, b: h * np.exp(-np.abs(x) / b),
    "fast_sigmoid_derivative": lambda x, h, b: h / (1.0 + np.abs(x) / b) ** 2,
    "arctan_derivative": lambda x, h, b: h / (1.0 + (x / b) ** 2),
}


class Membrane:
    """What recurrent neurons and readouts have in common: a leaky integrator with a floor."""

    def __init__(self, params: dict[str, Any], n: int, dt: float) -> None:
        p = {"I_e": 0.0, "V_m": 0.0, "V_min": -np.inf, "regular_spike_arrival": True, **params}
        self.alpha = np.exp(-dt / p["tau_m"])
        self.p_z = 1.0 if p["regular_spike_arrival"] else 1.0 - self.alpha
        self.drive, self.p_i = 0.0, p["tau_m"] / p["C_m"] * (1.0 - self.alpha)
        self.i_e = p["I_e"]
        self.e_l, self.v_min = p["E_L"], p["V_min"] - p["E_L"]
        self.v = np.full(n, p["V_m"] - p["E_L"])

    def integrate(self, arrived: Array) -> None:
        self.v = np.maximum(self.drive + self.p_z * arrived + self.alpha * self.v, self.v_min)
        self.drive = self.p_i * self.i_e  # a current acts in the step after


class Recurrent(Membrane):
    """LIF neurons, adaptive where adapt_beta (n,) is not 0."""

    def __init__(self, params: dict[str, Any], adapt_beta: Array, adapt_tau: float, dt: float) -> None:
        super().__init__(params, len(adapt_beta), dt)
        self.adapt_beta, self.rho = adapt_beta, np.exp(-dt / adapt_tau)
        self.v_th, self.refractory_steps = params["V_th"] - params["E_L"], np.ceil(params["t_ref"] / dt)
        self.surrogate = SURROGATES[params.get("surrogate_gradient_function", "piecewise_linear")]
        self.height = params.get("surrogate_gradient_height", 0.3)
        self.width = params.get("surrogate_gradient_width", 1.0)
        self.z, self.a, self.r = np.zeros((3, len(adapt_beta)))

    def reset(self) -> None:
        self.v, self.z, self.a, self.r = np.zeros((4, len(self.v)))

    def step(self, arrived: Array) -> None:
        """Advance by one step with the weights (n,) that arrived: v, theta, psi and the spikes z."""
        self.r = np.maximum(self.r - 1.0, 0.0)
        self.integrate(arrived - self.v_th / self.p_z * self.z)
        self.a = self.rho * self.a + self.z
        self.theta = self.v_th + self.adapt_beta * self.a
        self.psi = np.where(self.r > 0.0, 0.0, self.surrogate(self.v - self.theta, self.height, self.width))
        self.z = ((self.v >= self.theta) & (self.r == 0.0)).astype(float)
        self.r = np.where(self.z == 1.0, self.refractory_steps, self.r)


class Readout(Membrane):
    """Readouts with one of the two losses."""

    def __init__(self, params: dict[str, Any], n: int, loss: str, dt: float) -> None:
        super().__init__(params, n, dt)
        self.cross_entropy, self.unnorm = loss == "cross_entropy", np.zeros(n)

    def reset(self) -> None:
        self.v = np.zeros_like(self.v)

    def step(self, arrived: Array, target: Array, in_window: bool) -> None:
        """Advance by one step: v, and the signals, which lag behind it by a step and are 0 outside of the window."""
        self.integrate(arrived)
        signal = self.unnorm
        if self.cross_entropy and in_window:
            signal = self.unnorm / self.unnorm.sum()
        self.unnorm = np.exp(self.v + self.e_l) if self.cross_entropy else self.v + self.e_l
        self.signal, self.target = signal * in_window, target * in_window
        self.error = self.signal - self.target
