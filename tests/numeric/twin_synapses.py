"""The twin's synapses: gradients by the forward recursion of Bellec et al. (2020), an interval at a time; optimizers.

Arrays run over the target neurons; a column of a weight matrix (n_post, n_pre) holds the synapses of one source.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

Array = np.ndarray
# (arrivals (U,) of a source, first entry of the interval) -> gradient (n_post,)
Gradient = Callable[[Array, int], Array]


def recurrent_gradient(arrivals: Array, psi: Array, signal: Array, r: Array, neuron: Any, kappa: float) -> Array:
    """Gradient of the synapses from one source to recurrent neurons over an interval of U steps.

    Parameters
    ----------
    arrivals
        1 where spikes of the source arrive, shape (U,).
    psi, signal
        Surrogate gradients and learning signals, shape (U, n_post).
    r
        Regularization of the firing rate, shape (n_post,).
    neuron
        Constants of the neurons: alpha, p_z, and rho and adapt_beta of shape (n_post,).
    kappa
        Decay of the readouts' membranes.
    """
    z_bar, epsilon, e_bar, gradient = 0.0, np.zeros(len(r)), np.zeros(len(r)), np.zeros(len(r))
    for z, psi_t, signal_t in zip(arrivals, psi, signal, strict=True):
        z_bar = neuron.alpha * z_bar + neuron.p_z * z
        e = psi_t * (z_bar - neuron.adapt_beta * epsilon)
        epsilon = neuron.rho * epsilon + e
        e_bar = kappa * e_bar + (1.0 - kappa) * e
        gradient += signal_t * e_bar + r * e
    return gradient


def readout_gradient(arrivals: Array, error: Array, readout: Any) -> Array:
    """The same for the synapses to readouts: arrivals (U,), error (U, n_post), constants alpha and p_z."""
    z_bar, gradient = 0.0, np.zeros(error.shape[1])
    for z, error_t in zip(arrivals, error, strict=True):
        z_bar = readout.alpha * z_bar + readout.p_z * z
        gradient += error_t * z_bar
    return gradient


class Synapses:
    """Synapses between two populations.

    Parameters
    ----------
    weights
        Initial weights, shape (n_post, n_pre), NaN where there is no synapse.
    interval
        Steps of the update interval.
    shift
        Step in which the targets' first interval begins.
    dropped
        Whether spikes that arrive in the first step of an interval are dropped.
    optimizer
        Its parameters, as for SetDefaults.
    gradient
        Gradient of an interval, what it is divided by included.
    """

    def __init__(
        self, weights: Array, interval: int, shift: int, dropped: bool, optimizer: dict[str, Any], gradient: Gradient
    ) -> None:
        self.w, self.interval, self.shift, self.dropped = weights.copy(), interval, shift, dropped
        self.gradient = gradient
        n_pre = weights.shape[1]
        self.optimizers = [Optimizer(optimizer, len(weights)) for _ in range(n_pre)]
        self.last = [0] * n_pre  # interval of the last trigger
        self.arrivals: list[list[int]] = [[] for _ in range(n_pre)]  # steps, since then
        self.transmitted: list[tuple[int, int, Array]] = []  # step, source, weights

    def arrive(self, i: int, t: int, eta: float) -> Array:
        """A spike of source i arrives in step t, with learning rate eta in force: the weights (n_post,) it adds."""
        m, k = divmod(t - self.shift, self.interval)
        if k == 0 and self.dropped:
            return np.zeros(len(self.w))
        if m > self.last[i] and (k > 0 or m > self.last[i] + 1):
            self._update(i, m, eta)
        if m <= self.last[i]:  # else it is the first step of the interval after, and lost for the gradient
            self.arrivals[i].append(t)
        weights = self.w[:, i].copy()
        self.transmitted.append((t, i, weights))
        return np.nan_to_num(weights)

    def _update(self, i: int, m: int, eta: float) -> None:
        first = self.shift + self.last[i] * self.interval
        arrivals = np.isin(np.arange(first, first + self.interval), self.arrivals[i])
        self.w[:, i] = self.optimizers[i].step(self.w[:, i], self.gradient(arrivals, first), m, eta)
        self.last[i], self.arrivals[i] = m, []


class Optimizer:
    """Gradient descent or Adam (Kingma & Ba 2015) for the synapses of one source."""

    def __init__(self, params: dict[str, Any], n: int) -> None:
        self.params, self.eta, self.steps = params, params["eta"], 0
        self.sum, self.m, self.v = np.zeros(n), np.zeros(n), np.zeros(n)

    def step(self, w: Array, gradient: Array, interval: int, eta: float) -> Array:
        """Add a gradient in the given interval; the weights then. The next time, eta is the learning rate."""
        p, due = self.params, interval // self.params["batch_size"]
        self.sum = self.sum + gradient
        if self.steps >= due:
            return w
        g = self.sum / p["batch_size"]
        if p["type"] == "gradient_descent":
            w = w - self.eta * g
        else:
            for n in range(self.steps + 1, due + 1):
                w = w + self._adam(g, n)
                g = np.zeros_like(g)
        self.sum, self.steps, self.eta = np.zeros_like(g), due, eta
        return np.clip(w, p["Wmin"], p["Wmax"])

    def _adam(self, g: Array, n: int) -> Array:
        p = self.params
        self.m = p["beta_1"] * self.m + (1.0 - p["beta_1"]) * g
        self.v = p["beta_2"] * self.v + (1.0 - p["beta_2"]) * g**2
        rate = self.eta * np.sqrt(1.0 - p["beta_2"] ** n) / (1.0 - p["beta_1"] ** n)
        return -rate * self.m / (np.sqrt(self.v) + p["epsilon"])
