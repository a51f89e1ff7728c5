"""A network for NEST and eprop that learns at its spikes; its optimizer changes while its source is silent."""

from __future__ import annotations

from typing import Any

import numpy as np

SPIKES = [[5.0, 60.0, 130.0, 390.0], [5.0, 12.0, 125.0, 390.0]]  # of the source
DESCENT = {"type": "gradient_descent", "eta": 1e-3}
ADAM = {"type": "adam", "eta": 1e-3}
ETAS = [(11.0, {"eta": 2e-3}), (80.0, {"eta": 3e-3}), (100.0, {"eta": 5e-4})]
# optimizer, cutoff, which spikes, changes with their times
CHANGES = [
    (DESCENT, 1000.0, 0, ETAS),
    (DESCENT, 1000.0, 1, ETAS),
    ({**DESCENT, "optimize_each_step": False}, 20.0, 1, ETAS),
    (ADAM, 1000.0, 1, ETAS),
    (ADAM, 20.0, 0, ETAS),
    ({**ADAM, "optimize_each_step": False}, 20.0, 0, ETAS),
    (ADAM, 1000.0, 0, [(80.0, {"beta_1": 0.5}), (100.0, {"epsilon": 1e-3})]),
    (DESCENT, 1000.0, 0, [(80.0, {"batch_size": 3})]),
    (ADAM, 1000.0, 0, [(80.0, {"Wmin": 0.0999})]),
]
NEURON = {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "V_th": 1.0, "tau_m": 20.0, "I_e": 0.06, "c_reg": 0.01}
TARGET = {"amplitude_times": [1.0, 50.0], "amplitude_values": [1.5, -0.5]}


def run_changes(nest: Any, number: int) -> dict[str, np.ndarray]:
    """The weights after one of CHANGES."""
    optimizer, cutoff, spikes, changes = CHANGES[number]
    nest.ResetKernel()
    nest.set(resolution=1.0)
    nest.SetDefaults("eprop_synapse", {"optimizer": optimizer})
    neurons = nest.Create("eprop_iaf", 3, {**NEURON, "eprop_isi_trace_cutoff": cutoff})
    readout = nest.Create("eprop_readout", 1, {"C_m": 1.0, "E_L": 0.0, "eprop_isi_trace_cutoff": cutoff})
    source, parrot = nest.Create("spike_generator", 1, {"spike_times": SPIKES[spikes]}), nest.Create("parrot_neuron")
    window = nest.Create("step_rate_generator", 1, {"amplitude_times": [1.0], "amplitude_values": [1.0]})
    target = nest.Create("step_rate_generator", 1, TARGET)
    nest.Connect(source, parrot)
    for pre, post, weight in ((parrot, neurons, 0.1), (neurons, readout, 0.2)):
        nest.Connect(pre, post, syn_spec={"synapse_model": "eprop_synapse", "delay": 1.0, "weight": weight})
    feedback = {"synapse_model": "eprop_learning_signal_connection", "delay": 1.0, "weight": 0.7}
    nest.Connect(readout, neurons, syn_spec=feedback)
    for receptor, rates in ((1, window), (2, target)):
        rate = {"synapse_model": "rate_connection_delayed", "delay": 1.0, "receptor_type": receptor}
        nest.Connect(rates, readout, syn_spec=rate)
    now = 0.0
    for time, change in changes:
        nest.Simulate(time - now)
        nest.SetDefaults("eprop_synapse", {"optimizer": change})
        now = time
    nest.Simulate(400.0 - now)
    return {"weights": np.asarray(nest.GetConnections(parrot, neurons).get("weight"))}
