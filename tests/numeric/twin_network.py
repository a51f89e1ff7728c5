"""The twin's network and its time loop; every array has a row a step."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from golden.cases import draw
from numeric.twin_neurons import Readout, Recurrent
from numeric.twin_synapses import Synapses, readout_gradient, recurrent_gradient

Array = np.ndarray

# Step in which the first sequence begins: for neurons, readouts and the readouts' errors.
SHIFT_REC, SHIFT_OUT, SHIFT_ERROR = 2, 3, 4
FINAL_WEIGHT = 1000.0  # of the spike that forces the last update


class TwinNetwork:
    """The network of a case of golden/cases.py, and what happened in it."""

    def __init__(self, c: dict[str, Any]) -> None:
        self.c, self.adaptive = c, np.arange(c["n_reg"] + c["n_ad"]) >= c["n_reg"]
        w_in, w_rec, w_out, self.b, mask, x, self.target = draw(c)
        self.final = len(x) + 3 + c["final_step"]  # step in which the final spike arrives
        self.steps = self.final + 4
        beta = np.where(self.adaptive, c["ad"]["adapt_beta"], 0.0)
        self.rec = Recurrent(c["rec"], beta, c["ad"]["adapt_tau"], c["dt"])
        self.out = Readout(c["out"], c["n_out"], c["loss"], c["dt"])

        # One row more than steps: zeros for what is not known yet, and (index -1) for before the first step.
        self.spikes_in = np.zeros((self.steps + 1, c["n_in"]))
        self.spikes_in[1 : len(x) + 1], self.spikes_in[self.final] = x, 1.0
        self.spikes, self.psi, self.signal = np.zeros((3, self.steps + 1, len(beta)))
        self.error = np.zeros((self.steps + 1, c["n_out"]))
        self.recorded: dict[str, list[Array]] = {}

        synapses = partial(Synapses, interval=c["steps"], optimizer=c["optimizer"])
        to_rec = partial(synapses, shift=SHIFT_REC, dropped=True, gradient=self._recurrent_gradient)
        self.synapses = {
            "in": to_rec(w_in),
            "rec": to_rec(np.where(mask, w_rec, np.nan)),
            "out": synapses(w_out, shift=SHIFT_OUT, dropped=False, gradient=self._readout_gradient),
        }

    def simulate(self) -> None:
        for t in range(self.steps):
            self._start_interval(t)
            self._step_recurrent(t)
            self._step_readouts(t)
            self._record()

    def _start_interval(self, t: int) -> None:
        for population, shift in ((self.rec, SHIFT_REC), (self.out, SHIFT_OUT)):
            if self.c["reset"] and t >= shift and (t - shift) % self.c["steps"] == 0:
                population.reset()

    def _step_recurrent(self, t: int) -> None:
        arrived = self._deliver("in", self.spikes_in[t - 1], t) + self._deliver("rec", self.spikes[t - 1], t)
        if t == self.final and (t - SHIFT_REC) % self.c["steps"]:
            arrived = arrived + FINAL_WEIGHT
        self.signal[t] = self.b @ self.error[t - 1]
        self.rec.step(arrived)
        self.spikes[t], self.psi[t] = self.rec.z, self.rec.psi

    def _step_readouts(self, t: int) -> None:
        arrived = self._deliver("out", self.spikes[t - 1], t)
        k = t - SHIFT_ERROR
        target = self.target[:, np.clip(k, 0, self.target.shape[1] - 1)]
        self.out.step(arrived, target, k >= 0 and k % self.c["steps"] >= self.c["steps"] - self.c["window"])
        self.error[t] = self.out.error

    def _deliver(self, name: str, spikes: Array, t: int) -> Array | float:
        """Weights that arrive at each target in step t, from the sources that spiked in the step before."""
        etas = self.c["etas"] or [self.c["optimizer"]["eta"]]
        eta = etas[min(t // self.c["steps"], len(etas) - 1)]
        return sum(self.synapses[name].arrive(i, t, eta) for i in np.flatnonzero(spikes).tolist())

    def _recurrent_gradient(self, arrivals: Array, first: int) -> Array:
        n, p = len(arrivals), self.c["rec"]
        entries, errors = slice(first, first + n), slice(first + 2, first + 2 + n)  # entry t is taught by step t + 2
        excess = self.spikes[entries].mean(axis=0) - p.get("f_target", 10.0) * self.c["dt"] / 1000.0
        kappa = np.exp(-self.c["dt"] / self.c["out"]["tau_m"])
        signal = self.error[errors] @ self.b.T
        return self._averaged(
            recurrent_gradient(arrivals, self.psi[entries], signal, p["c_reg"] * excess / n, self.rec, kappa)
        )

    def _readout_gradient(self, arrivals: Array, first: int) -> Array:
        errors = slice(first + 1, first + 1 + len(arrivals))  # entry t is taught by step t + 1
        return self._averaged(readout_gradient(arrivals, self.error[errors], self.out))

    def _averaged(self, gradient: Array) -> Array:
        return gradient / self.c["window"] if self.c["average_gradient"] else gradient

    def _record(self) -> None:
        rec, out = self.rec, self.out
        row = {
            "rec_V_m": rec.v + rec.e_l,
            "rec_surrogate_gradient": rec.psi,
            "rec_V_th_adapt": (rec.theta + rec.e_l)[self.adaptive],
            "rec_adaptation": rec.a[self.adaptive],
            "out_V_m": out.v + out.e_l,
            "out_readout_signal": out.signal,
            "out_readout_signal_unnorm": out.unnorm,
            "out_target_signal": out.target,
            "out_error_signal": out.error,
        }
        for name, values in row.items():
            self.recorded.setdefault(name, []).append(values)
