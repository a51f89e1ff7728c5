"""Random small networks of the kind in golden/cases.py, drawn from a seed: the same on every machine."""

from __future__ import annotations

from typing import Any

import numpy as np
from golden.cases import ADAM, GD, LIF, case

SURROGATES = ["piecewise_linear", "exponential", "fast_sigmoid_derivative", "arctan_derivative"]


def random_case(seed: int) -> dict[str, Any]:
    """Draw one case of the models of Bellec et al. (2020), see golden/cases.py for what the entries mean."""
    rng = np.random.default_rng(seed)
    steps = int(rng.integers(5, 45))
    loss = str(rng.choice(["mean_squared_error", "cross_entropy"]))
    n_reg, n_ad = (int(n) for n in rng.integers(0, 6, 2))
    optimizer = dict(ADAM if rng.random() < 0.5 else GD)
    optimizer["batch_size"] = int(rng.choice([1, 1, 2, 3]))
    optimizer["eta"] = float(rng.choice([1e-3, 5e-3]))
    if rng.random() < 0.2:
        optimizer.update(Wmin=-6.0, Wmax=6.0, eta=0.05)
    rec = {
        **LIF,
        "c_reg": float(rng.choice([0.0, 20.0])),
        "t_ref": float(rng.choice([0.0, 2.0, 3.0])),
        "tau_m": float(rng.uniform(5.0, 30.0)),
        "regular_spike_arrival": bool(rng.random() < 0.7),
        "surrogate_gradient_function": str(rng.choice(SURROGATES)),
        "surrogate_gradient_height": float(rng.uniform(0.2, 1.0)),
        "surrogate_gradient_width": float(rng.uniform(0.3, 2.0)),
        "I_e": float(rng.choice([0.0, 0.02])),
    }
    return case(
        seed=seed,
        dt=float(rng.choice([1.0, 0.5, 0.1])),
        n_in=int(rng.integers(1, 7)),
        n_reg=n_reg if n_reg + n_ad > 1 else 2,  # the weights of no recurrent synapse cannot be read on NEST
        n_ad=n_ad,
        n_out=int(rng.integers(2, 4)) if loss == "cross_entropy" else int(rng.integers(1, 4)),
        steps=steps,
        window=int(rng.integers(1, steps + 1)),
        n_seq=int(rng.integers(2, 8)),
        reset=bool(rng.random() < 0.7),
        p_spike=float(rng.choice([0.02, 0.1, 0.3])),
        first_step_spikes=bool(rng.random() < 0.5),
        rec=rec,
        ad={"adapt_tau": float(rng.uniform(20.0, 400.0)), "adapt_beta": float(rng.uniform(0.0, 0.5))},
        out={
            "C_m": 1.0,
            "E_L": float(rng.choice([0.0, 0.3])),
            "I_e": 0.0,
            "tau_m": float(rng.uniform(5.0, 30.0)),
            "regular_spike_arrival": bool(rng.random() < 0.5),
        },
        loss=loss,
        w_scale=float(rng.choice([1.0, 1.4])),
        sparse=0.4 if rng.random() < 0.4 and n_reg + n_ad > 4 else None,
        optimizer=optimizer,
        average_gradient=bool(rng.random() < 0.4),
        final_step=int(rng.choice([1, 1, 2, 3])),
    )


def random_online_case(seed: int) -> dict[str, Any]:
    """Draw one case of the models without suffix, which update their weights at every spike.

    NEST's flush events are left out: they make the weights after a last spike visible sooner.
    """
    rng = np.random.default_rng([seed, 1])
    dt, steps = float(rng.choice([1.0, 0.5, 0.1])), int(rng.integers(5, 40))
    n_reg, n_ad = (int(n) for n in rng.integers(0, 6, 2))
    model = str(rng.choice(["eprop_iaf", "eprop_iaf_psc_delta"]))
    optimizer = dict(ADAM if rng.random() < 0.5 else GD)
    optimizer["batch_size"] = int(rng.choice([1, 1, 2, 7]))
    optimizer["eta"] = float(rng.choice([1e-4, 1e-3]))
    optimizer["optimize_each_step"] = bool(rng.random() < 0.5)
    rec = {
        **LIF,
        "c_reg": float(rng.choice([0.0, 2.0])),
        "t_ref": float(rng.integers(0, 4)) * dt,
        "tau_m": float(rng.uniform(5.0, 30.0)),
        "surrogate_gradient_function": str(rng.choice(SURROGATES)),
        "surrogate_gradient_height": float(rng.uniform(0.2, 1.0)),
        "surrogate_gradient_width": float(rng.uniform(0.3, 2.0)),
        "kappa": float(rng.choice([0.0, 0.9, 0.97, 1.0])),
        "kappa_reg": float(rng.choice([0.0, 0.9, 0.97])),
        "eprop_isi_trace_cutoff": float(rng.choice([1, 2, 3, 5, 20, np.inf])) * dt,
        "I_e": float(rng.choice([0.0, 0.02])),
    }
    if model == "eprop_iaf_psc_delta":
        rec.update(V_reset=-0.2, refractory_input=bool(rng.random() < 0.5))
    return case(
        seed=seed,
        family="",
        dt=dt,
        n_in=int(rng.integers(1, 6)),
        n_reg=n_reg if n_reg + n_ad > 1 else 2,
        n_ad=n_ad,
        n_out=int(rng.integers(1, 4)),
        reg_model=model,
        ad_model=f"{model}_adapt",
        steps=steps,
        window=int(rng.integers(1, steps + 1)),
        n_seq=int(rng.integers(2, 8)),
        p_spike=float(rng.choice([0.03, 0.1, 0.3])),
        rec=rec,
        ad={"adapt_tau": float(rng.uniform(20.0, 400.0)), "adapt_beta": float(rng.uniform(0.0, 0.5))},
        out={
            "C_m": 1.0,
            "E_L": float(rng.choice([0.0, 0.3])),
            "I_e": 0.0,
            "tau_m": float(rng.uniform(5.0, 30.0)),
            "eprop_isi_trace_cutoff": float(rng.choice([1, 2, 5, np.inf])) * dt,
        },
        sparse=0.4 if rng.random() < 0.4 and n_reg + n_ad > 4 else None,
        optimizer=optimizer,
    )
