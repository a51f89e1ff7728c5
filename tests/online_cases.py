"""Random cases of the models without suffix that reach what random_online_case seldom does."""

from __future__ import annotations

from typing import Any

import numpy as np
from golden.cases import ADAM, GD, LIF, case, draw
from random_cases import random_online_case


def flushed_case(seed: int) -> dict[str, Any]:
    """Neurons that have their synapses go through history while they are silent, which changes no result."""
    rng = np.random.default_rng([seed, 2])
    c = random_online_case(seed)
    return c | {"rec": {**c["rec"], "flush_event_send_interval": float(rng.integers(2, 10)) * c["dt"]}}


def bounded_case(seed: int) -> dict[str, Any]:
    """Weights that come to a bound, and back, within one window of history."""
    rng = np.random.default_rng([seed, 3])
    c = _long_case(seed, rng)
    limit = 1.001 * max(1.0, *(np.abs(w).max() for w in draw(c)[:3]))  # 1 is what weights are by default
    return c | {"optimizer": {**c["optimizer"], "eta": 1e-3, "Wmin": -limit, "Wmax": limit}}


def sparse_case(seed: int) -> dict[str, Any]:
    """Sparse rows without adaptation, whose learning rate may change while they are silent."""
    rng = np.random.default_rng([seed, 4])
    c = _long_case(seed, rng)
    etas = None if c["optimizer"]["optimize_each_step"] else rng.choice([0.0, 1e-4, 1e-3], c["n_seq"]).tolist()
    return c | {"n_ad": 0, "sparse": float(rng.uniform(0.3, 0.8)), "etas": etas}


def silent_case(seed: int) -> dict[str, Any]:
    """Sources that are silent for thousands of steps, all of which are learned from."""
    rng = np.random.default_rng([seed, 5])
    unlimited = {"eprop_isi_trace_cutoff": np.inf}
    c = _long_case(seed, rng)
    out = {**c["out"], **unlimited}
    return c | {"steps": 700, "window": 300, "n_seq": 4, "p_spike": 0.001, "rec": {**c["rec"], **unlimited}, "out": out}


def forced_case(seed: int) -> dict[str, Any]:
    """Neurons that spike at set times, with and without refractory periods that last longer than the interval."""
    rng = np.random.default_rng([seed, 6])
    c = random_online_case(seed)
    names = ("ignore_and_spike_interval", "ignore_and_spike_offset")
    times = {name: float(rng.integers(1, 9)) * c["dt"] for name in names}
    return c | {"rec": {**c["rec"], "ignore_and_spike": True, **times}}


def _long_case(seed: int, rng: np.random.Generator) -> dict[str, Any]:
    """Windows of many entries."""
    cutoff = {"eprop_isi_trace_cutoff": float(rng.choice([7.0, 20.0, 100.0, np.inf]))}
    optimizer = dict(ADAM if rng.random() < 0.3 else GD)
    optimizer["batch_size"] = int(rng.choice([1, 1, 1, 5]))
    optimizer["eta"] = float(rng.choice([1e-4, 1e-3]))
    optimizer["optimize_each_step"] = bool(rng.random() < 0.6)
    rec = {
        **LIF,
        **cutoff,
        "c_reg": float(rng.choice([0.0, 2.0])),
        "t_ref": float(rng.integers(0, 4)),
        "kappa": float(rng.choice([0.0, 0.9, 0.97])),
        "kappa_reg": float(rng.choice([0.0, 0.9, 0.97])),
    }
    return case(
        seed=seed,
        family="",
        n_in=int(rng.integers(2, 6)),
        n_reg=int(rng.integers(5, 14)),
        n_ad=int(rng.integers(0, 3)),
        n_out=int(rng.integers(1, 7)),
        steps=int(rng.integers(60, 130)),
        window=50,
        n_seq=4,
        p_spike=float(rng.choice([0.01, 0.03, 0.1])),
        rec=rec,
        out={"C_m": 1.0, "E_L": 0.0, "tau_m": float(rng.uniform(5.0, 30.0)), **cutoff},
        optimizer=optimizer,
    )


ONLINE_CASES = {
    "flushed": flushed_case,
    "bounded": bounded_case,
    "sparse": sparse_case,
    "silent": silent_case,
    "forced": forced_case,
}
