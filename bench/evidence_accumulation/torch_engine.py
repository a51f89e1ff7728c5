"""The training in plain PyTorch: the batch is a tensor dimension, e-prop is autograd with two cuts.

A spike that arrives over a recurrent synapse or resets the own membrane is detached, so that gradients flow through a
neuron's own membrane and adaptation only (the eligibility traces of Bellec et al. 2020), and the readouts hand back
errors over random weights instead of `w_out` (the learning signals). Tensors are (step, sequence, neuron).
"""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np
import torch
from torch import Tensor

from . import problem as task


def decay(tau: float) -> float:
    """Factor by which a trace with time constant `tau` (ms) decays in a step."""
    return math.exp(-1.0 / tau)


class Spike(torch.autograd.Function):
    """1 where the membrane is at or over threshold and not refractory; backward: the piecewise linear surrogate."""

    @staticmethod
    def forward(ctx: Any, distance: Tensor, ready: Tensor) -> Tensor:
        ctx.save_for_backward(distance, ready)
        return ((distance >= 0) & ready).to(distance.dtype)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None]:
        distance, ready = ctx.saved_tensors
        height, width = task.NEURON["surrogate_gradient_height"], task.NEURON["surrogate_gradient_width"]
        return grad * ready * (height * (1 - distance.abs() / width).clamp_(min=0)), None


class RandomFeedback(torch.autograd.Function):
    """`spikes @ w_out.T`, whose gradient by `spikes` goes over `feedback` instead of `w_out`."""

    @staticmethod
    def forward(ctx: Any, spikes: Tensor, w_out: Tensor, feedback: Tensor) -> Tensor:
        ctx.save_for_backward(spikes, feedback)
        return spikes @ w_out.T

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, None]:
        spikes, feedback = ctx.saved_tensors
        return grad @ feedback.T, grad.flatten(0, 1).T @ spikes.flatten(0, 1), None


class Network(torch.nn.Module):
    """The recurrent network and its readouts."""

    def __init__(self, problem: task.Problem, dtype: torch.dtype) -> None:
        super().__init__()
        self.w_in = torch.nn.Parameter(torch.tensor(problem.w_in, dtype=dtype))
        self.w_rec = torch.nn.Parameter(torch.tensor(problem.w_rec, dtype=dtype))
        self.w_out = torch.nn.Parameter(torch.tensor(problem.w_out, dtype=dtype))
        self.feedback = torch.tensor(problem.feedback, dtype=dtype)
        self.synapses = 1 - torch.eye(len(self.w_rec), dtype=dtype)
        self.reset = -task.NEURON["V_th"] * torch.eye(len(self.w_rec), dtype=dtype)
        self.adapt_beta = torch.tensor(problem.adapt_beta, dtype=dtype)
        self.filter = self._readout_filter(dtype)

    @staticmethod
    def _readout_filter(dtype: torch.dtype) -> Tensor:
        """Response of the readouts in each step of the learning window to the input of each step, (window, step)."""
        kappa = decay(task.READOUT["tau_m"])
        age = torch.arange(task.STEPS)[-task.WINDOW :, None] - torch.arange(task.STEPS)
        return torch.where(age >= 0, (1 - kappa) * kappa ** age.clamp(min=0).double(), 0.0).to(dtype)

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Spikes of the recurrent neurons, and the readouts' membranes in the learning window."""
        spikes = self._recurrent(inputs)
        currents = RandomFeedback.apply(spikes, self.w_out, self.feedback)  # type: ignore[no-untyped-call]
        return spikes, (self.filter @ currents.flatten(1)).unflatten(1, currents.shape[1:])

    def _recurrent(self, inputs: Tensor) -> Tensor:
        alpha, rho = decay(task.NEURON["tau_m"]), decay(task.ADAPT_TAU)
        w_rec = (self.w_rec * self.synapses + self.reset).T
        v = a = z = torch.zeros(inputs.shape[1], len(w_rec), dtype=inputs.dtype)
        refractory = torch.zeros_like(v)
        spikes = []
        for current in inputs @ self.w_in.T:
            v = torch.addmm(current, z.detach(), w_rec).add(v, alpha=alpha)
            a = z.add(a, alpha=rho)
            refractory = (refractory - 1).clamp_(min=0)
            z = Spike.apply(v - self.adapt_beta * a - task.NEURON["V_th"], refractory == 0)  # type: ignore[no-untyped-call]
            refractory.add_(z.detach(), alpha=task.NEURON["t_ref"])
            spikes.append(z)
        return torch.stack(spikes)


class Engine:
    """Trains with PyTorch's Adam; `variant` is the name of a dtype."""

    def __init__(self, variant: str) -> None:
        self.dtype: torch.dtype = getattr(torch, variant)
        self.version = torch.__version__
        torch.set_num_threads(1)

    def build(self, problem: task.Problem, record: bool) -> None:
        """Set up network, optimizer and batches; losses are kept, `record` or not, since they cost nothing here."""
        self.network = Network(problem, self.dtype)
        betas = task.ADAM["beta_1"], task.ADAM["beta_2"]
        self.optimizer = torch.optim.Adam(self.network.parameters(), task.ADAM["eta"], betas)
        spikes = problem.spikes.transpose(0, 2, 1, 3)
        self.batches = [
            (torch.tensor(x, dtype=self.dtype), torch.tensor(k)) for x, k in zip(spikes, problem.target, strict=True)
        ]
        self._losses: list[float] = []

    def iterate(self) -> float:
        """Train on the next batch; returns the seconds that forward pass, gradient and optimizer step took."""
        inputs, target = self.batches[len(self._losses)]
        start = time.perf_counter()
        spikes, readout = self.network(inputs)
        loss = torch.nn.functional.cross_entropy(readout.flatten(0, 1), target.repeat(task.WINDOW))
        self._step(loss + regularisation(spikes))
        seconds = time.perf_counter() - start
        self._losses.append(loss.item())
        return seconds

    def _step(self, objective: Tensor) -> None:
        self.optimizer.zero_grad()
        torch.autograd.backward(objective)
        # NEST adds epsilon to the root of v as it is, PyTorch to the root of the bias-corrected v
        bias = 1 - task.ADAM["beta_2"] ** (len(self._losses) + 1)
        self.optimizer.param_groups[0]["eps"] = task.ADAM["epsilon"] / np.sqrt(bias)
        self.optimizer.step()

    def check(self) -> dict[str, list[float]]:
        """Mean cross-entropy in the learning window, a value an iteration."""
        return {"losses": self._losses}


def regularisation(spikes: Tensor) -> Tensor:
    """Objective that pulls each neuron's rate in each sequence to f_target."""
    error = spikes.mean(dim=0) - task.NEURON["f_target"] / 1000.0
    scale = 0.5 * float(task.NEURON["c_reg"]) / task.WINDOW
    objective: Tensor = scale * error.square().sum(dim=1).mean()
    return objective
