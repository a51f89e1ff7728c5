"""Defaults of a synapse model set before and after it is copied: small networks for NEST and eprop.

Each case is a list of calls before the network is built, and one of calls halfway: ("copy", existing, new, params) or
("set", model, params).
"""

from __future__ import annotations

from typing import Any

import numpy as np

SYNAPSE, MINE = "eprop_synapse_bsshslm_2020", "mine"


def _copy(optimizer: dict[str, Any] | None = None, existing: str = SYNAPSE, new: str = MINE) -> tuple[Any, ...]:
    return "copy", existing, new, {"optimizer": optimizer} if optimizer else None


def _set(model: str, **optimizer: Any) -> tuple[Any, ...]:
    return "set", model, {"optimizer": optimizer}


COPIES: list[tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]] = [
    ([_copy()], []),
    ([_copy({"eta": 0.01})], [_set(MINE, eta=0.07)]),
    ([_set(SYNAPSE, eta=0.01), _copy()], []),
    ([_set(SYNAPSE, eta=0.01), _copy({"eta": 0.02})], [_set(MINE, eta=0.03)]),
    ([_set(SYNAPSE, eta=0.01), _copy(), _set(MINE, eta=0.02), _set(MINE, eta=0.03)], []),
    ([_set(SYNAPSE, eta=0.01), _set(SYNAPSE, eta=0.05), _copy()], []),
    ([_set(SYNAPSE, eta=0.01), _copy({"type": "adam"})], []),
    ([_set(SYNAPSE, eta=0.01, type="adam"), _copy(), _set(MINE, eta=0.03)], []),
    ([_copy({"eta": 0.01}, new="other"), _copy({"eta": 0.02}, existing="other"), _set("other", eta=0.05)], []),
    ([_copy({"eta": 0.01}), _set(SYNAPSE, eta=0.05)], [_set(SYNAPSE, eta=0.07)]),
    ([_copy({"eta": 0.01})], [_set(MINE, batch_size=2)]),
    ([_copy({"eta": 0.01})], [("set", MINE, {"average_gradient": True})]),
    ([_copy({"eta": 0.01})], [("set", MINE, {"tau_m_readout": 30.0})]),
    ([_copy({"eta": 0.01, "type": "adam"})], [_set(MINE, beta_1=0.2, beta_2=0.3, epsilon=0.1)]),
]


def run_copies(nest: Any, number: int) -> dict[str, np.ndarray]:
    """Weight of the copied model's synapse, after each of six update intervals of one case."""

    def call(kind: str, *arguments: Any) -> None:
        (nest.CopyModel if kind == "copy" else nest.SetDefaults)(*arguments)

    before, halfway = COPIES[number]
    nest.ResetKernel()
    nest.set(resolution=1.0, eprop_update_interval=20.0, eprop_learning_window=20.0)
    for arguments in before:
        call(*arguments)
    times = [5.0, 8.0, 25.0, 28.0, 45.0, 48.0, 65.0, 85.0, 105.0]
    generator = nest.Create("spike_generator", 1, {"spike_times": times})
    parrot = nest.Create("parrot_neuron")
    readout = nest.Create("eprop_readout_bsshslm_2020", 1, {"E_L": 0.0, "V_m": 0.0})
    target = nest.Create("step_rate_generator", 1, {"amplitude_times": [1.0], "amplitude_values": [1.0]})
    nest.Connect(generator, parrot)
    nest.Connect(parrot, readout, syn_spec={"synapse_model": MINE, "weight": 0.1})
    nest.Connect(target, readout, syn_spec={"synapse_model": "rate_connection_delayed", "receptor_type": 2})
    synapse, weights = nest.GetConnections(parrot, readout), []
    for interval in range(6):
        for arguments in halfway if interval == 3 else []:
            call(*arguments)
        nest.Simulate(20.0)
        weights.append(synapse.weight)
    return {"weights": np.array(weights)}
