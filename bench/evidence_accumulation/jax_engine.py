"""The training in plain JAX: the batch is an array dimension, time one `lax.scan`, e-prop autodiff with two cuts.

A spike that arrives over a recurrent synapse or resets the own membrane is detached, so that gradients flow through a
neuron's own membrane and adaptation only (the eligibility traces of Bellec et al. 2020), and the readouts hand back
errors over random weights instead of `w_out` (the learning signals). Arrays are (sequence, neuron).
"""

from __future__ import annotations

import math
import time
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
from jax.lax import stop_gradient

from . import problem as task

Weights = dict[str, jax.Array]

ALPHA = math.exp(-1.0 / task.NEURON["tau_m"])
RHO = math.exp(-1.0 / task.ADAPT_TAU)
KAPPA = math.exp(-1.0 / task.READOUT["tau_m"])


@jax.custom_jvp
def spike(distance: jax.Array, ready: jax.Array) -> jax.Array:
    """1 where the membrane is at or over threshold and not refractory; derivative: the piecewise linear surrogate."""
    return jnp.where((distance >= 0) & ready, 1.0, 0.0).astype(distance.dtype)


@spike.defjvp
def _spike_jvp(primals: tuple[jax.Array, jax.Array], tangents: tuple[jax.Array, Any]) -> tuple[jax.Array, jax.Array]:
    distance, ready = primals
    height, width = task.NEURON["surrogate_gradient_height"], task.NEURON["surrogate_gradient_width"]
    surrogate = ready * (height * jnp.maximum(1 - jnp.abs(distance) / width, 0))
    return spike(distance, ready), surrogate * tangents[0]


def step(weights: Weights, fixed: Weights, carry: tuple[jax.Array, ...], inputs: jax.Array) -> tuple[Any, jax.Array]:
    """One step of 1 ms; carry: membranes, adaptation, spikes, refractory steps, their sum over time, readouts."""
    v, a, z, refractory, count, y = carry
    arriving = stop_gradient(z)
    recurrent = arriving @ (weights["rec"] * fixed["synapses"]).T
    v = ALPHA * v + inputs @ weights["in"].T + recurrent - task.NEURON["V_th"] * arriving
    a = RHO * a + z
    refractory = jnp.maximum(refractory - 1, 0)
    z = spike(v - fixed["adapt_beta"] * a - task.NEURON["V_th"], refractory == 0)
    fired = stop_gradient(z)
    # the value of the first term, the gradient by z of the second
    current = fired @ weights["out"].T + (z - fired) @ fixed["feedback"]
    y = KAPPA * y + (1 - KAPPA) * current
    return (v, a, z, refractory + task.NEURON["t_ref"] * fired, count + z, y), y


def objective(weights: Weights, fixed: Weights, spikes: jax.Array, target: jax.Array) -> tuple[jax.Array, jax.Array]:
    """What is descended, and its part without regularisation; spikes (step, sequence, input), target (sequence,)."""
    state = jnp.zeros((spikes.shape[1], len(weights["rec"])), spikes.dtype)
    readouts = jnp.zeros((spikes.shape[1], task.N_OUT), spikes.dtype)
    start = (state, state, state, state, state, readouts)
    end, y = jax.lax.scan(partial(step, weights, fixed), start, spikes)
    likelihood = jax.nn.log_softmax(y[-task.WINDOW :])
    loss = -jnp.take_along_axis(likelihood, target[None, :, None], axis=2).mean()
    error = end[4] / task.STEPS - task.NEURON["f_target"] / 1000.0
    return loss + 0.5 * task.NEURON["c_reg"] / task.WINDOW * (error**2).sum(axis=1).mean(), loss


@jax.jit
def update(
    weights: Weights, m: Weights, v: Weights, o: jax.Array, fixed: Weights, spikes: jax.Array, target: jax.Array
) -> tuple[Weights, Weights, Weights, jax.Array]:
    """Weights and moments of Adam after its update number `o`, and the loss before."""
    (_, loss), gradient = jax.value_and_grad(objective, has_aux=True)(weights, fixed, spikes, target)
    beta_1, beta_2, epsilon = task.ADAM["beta_1"], task.ADAM["beta_2"], task.ADAM["epsilon"]
    m = jax.tree.map(lambda m, g: beta_1 * m + (1 - beta_1) * g, m, gradient)
    v = jax.tree.map(lambda v, g: beta_2 * v + (1 - beta_2) * g**2, v, gradient)
    size = task.ADAM["eta"] * jnp.sqrt(1 - beta_2**o) / (1 - beta_1**o)  # epsilon as NEST and eprop have it
    weights = jax.tree.map(lambda w, m, v: w - size * m / (jnp.sqrt(v) + epsilon), weights, m, v)
    return weights, m, v, loss


class Engine:
    """Trains with Adam; `variant` is the name of a dtype."""

    def __init__(self, variant: str) -> None:
        jax.config.update("jax_enable_x64", variant == "float64")
        self.dtype = jnp.dtype(variant)
        self.version = jax.__version__

    def build(self, problem: task.Problem, record: bool) -> None:
        """Set up weights and batches; losses are kept, `record` or not, since they cost nothing here."""
        array = partial(jnp.asarray, dtype=self.dtype)
        self.weights = {"in": array(problem.w_in), "rec": array(problem.w_rec), "out": array(problem.w_out)}
        self.m = self.v = jax.tree.map(jnp.zeros_like, self.weights)
        self.fixed = {"feedback": array(problem.feedback), "adapt_beta": array(problem.adapt_beta)}
        self.fixed["synapses"] = 1 - jnp.eye(len(problem.w_rec), dtype=self.dtype)
        batches = zip(problem.spikes.transpose(0, 2, 1, 3), problem.target, strict=True)
        self.batches = [(array(spikes), jnp.asarray(target)) for spikes, target in batches]
        self._losses: list[float] = []

    def iterate(self) -> float:
        """Train on the next batch; returns the seconds that forward pass, gradient and optimizer step took."""
        spikes, target = self.batches[len(self._losses)]
        o = jnp.asarray(len(self._losses) + 1, self.dtype)
        start = time.perf_counter()
        self.weights, self.m, self.v, loss = update(self.weights, self.m, self.v, o, self.fixed, spikes, target)
        self._losses.append(float(loss))  # waits for the result
        return time.perf_counter() - start

    def check(self) -> dict[str, list[float]]:
        """Mean cross-entropy in the learning window, a value an iteration."""
        return {"losses": self._losses}
