"""A network of the interval models for NEST and eprop; something changes between two calls of Simulate."""

from __future__ import annotations

from typing import Any

import numpy as np

SYNAPSE = "eprop_synapse_bsshslm_2020"
FEEDBACK = "eprop_learning_signal_connection_bsshslm_2020"
RATE = {"synapse_model": "rate_connection_delayed", "delay": 1.0}
ADAM = {"type": "adam", "eta": 1e-2}
NEURON = {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "V_th": 0.6, "tau_m": 20.0, "c_reg": 0.1, "f_target": 20.0}
READOUT = {"C_m": 1.0, "E_L": 0.0, "tau_m": 20.0}
MSE, ENTROPY = {"loss": "mean_squared_error"}, {"loss": "cross_entropy"}
STEERED = {"amplitude_times": [200.0, 230.0], "amplitude_values": [2.0, -1.0]}
# within an update interval, then before and after its end for recurrent neurons, after its last learning signal
MOMENTS = (125.0, 150.0, 153.0, 155.0)
# what changes, in which way, and the losses of the readouts before
INTERVAL_CHANGES = [
    ("optimizer", {"eta": 1e-3}, (MSE, MSE)),
    ("optimizer", {"batch_size": 2}, (MSE, MSE)),
    ("optimizer", {"Wmin": 0.2}, (MSE, MSE)),
    ("optimizer", {"beta_1": 0.5}, (MSE, MSE)),
    ("neurons", {"c_reg": 0.5, "f_target": 80.0}, (MSE, MSE)),
    ("neurons", {"V_th": 0.7, "I_e": 0.08, "surrogate_gradient_height": 0.9}, (MSE, MSE)),
    ("targets", [STEERED, STEERED], (MSE, MSE)),
    ("feedback", {"weight": -0.4}, (MSE, MSE)),
    ("readouts", {"V_m": 0.5}, (MSE, MSE)),
    ("readouts", [{"V_m": 0.1}, {"V_m": -0.2}], (ENTROPY, ENTROPY)),
    ("readouts", ENTROPY, (MSE, MSE)),
    ("readouts", ENTROPY, (MSE, ENTROPY)),
    ("readouts", MSE, (ENTROPY, ENTROPY)),
]


def run_interval_changes(nest: Any, number: int) -> dict[str, np.ndarray]:
    """Weights and learning signals after one of INTERVAL_CHANGES, (moments, ...)."""
    runs = [_run(nest, *INTERVAL_CHANGES[number], moment) for moment in MOMENTS]
    return {name: np.stack([run[name] for run in runs]) for name in runs[0]}


def _run(nest: Any, what: str, change: Any, losses: tuple[dict, ...], moment: float) -> dict[str, np.ndarray]:
    built = _build(nest, losses)
    nest.Simulate(moment)
    if what == "optimizer":
        nest.SetDefaults(SYNAPSE, {"optimizer": change})
    else:
        built[what].set(change)
    nest.Simulate(280.0 - moment)
    rows, synapses = built["meter"].events, nest.GetConnections(synapse_model=SYNAPSE)
    by_time, by_ends = (
        np.lexsort(keys) for keys in ((rows["senders"], rows["times"]), (synapses.target, synapses.source))
    )
    return {"weights": np.asarray(synapses.weight)[by_ends], "signals": np.asarray(rows["learning_signal"])[by_time]}


def _build(nest: Any, losses: tuple[dict, ...]) -> dict[str, Any]:
    nest.ResetKernel()
    nest.set(resolution=1.0, eprop_update_interval=50.0, eprop_learning_window=40.0)
    nest.SetDefaults(SYNAPSE, {"optimizer": ADAM})
    rng = np.random.default_rng(3)
    times = [np.unique([*rng.choice(np.arange(2.0, 249.0), n, replace=False), 270.0]) for n in (40, 40, 4)]
    sources = nest.Create("spike_generator", 3, [{"spike_times": t} for t in times])
    inputs = nest.Create("parrot_neuron", 3)
    neurons = nest.Create("eprop_iaf_bsshslm_2020", 3, NEURON)
    neurons += nest.Create("eprop_iaf_adapt_bsshslm_2020", 2, NEURON)
    readouts = nest.Create("eprop_readout_bsshslm_2020", 2, [{**READOUT, **loss} for loss in losses])
    wave = np.arange(1.0, 260.0, 7.0)
    amplitudes = [{"amplitude_times": wave, "amplitude_values": rng.normal(size=wave.size)} for _ in readouts]
    targets = nest.Create("step_rate_generator", 2, amplitudes)
    force = nest.Create("spike_generator", 1, {"spike_times": [272.0]})
    meter = nest.Create("multimeter", 1, {"record_from": ["learning_signal"]})
    others = {"rule": "all_to_all", "allow_autapses": False}
    synapse = {"synapse_model": SYNAPSE, "delay": 1.0}
    backwards = {"synapse_model": FEEDBACK, "delay": 1.0, "weight": rng.normal(size=(5, 2))}
    nest.Connect(sources, inputs, "one_to_one")
    nest.Connect(inputs, neurons, syn_spec={**synapse, "weight": rng.normal(0.3, 0.15, (5, 3))})
    nest.Connect(neurons, neurons, others, {**synapse, "weight": 0.1})
    nest.Connect(neurons, readouts, syn_spec={**synapse, "weight": rng.normal(0.0, 0.5, (2, 5))})
    nest.Connect(readouts, neurons, syn_spec=backwards)
    nest.Connect(readouts, readouts, others, {**RATE, "receptor_type": 1})
    nest.Connect(targets, readouts, "one_to_one", {**RATE, "receptor_type": 2})
    nest.Connect(force, neurons, syn_spec={"weight": 1000.0, "delay": 1.0})
    nest.Connect(meter, neurons)
    feedback = nest.GetConnections(readouts, neurons, FEEDBACK)
    return {"neurons": neurons, "readouts": readouts, "targets": targets, "feedback": feedback, "meter": meter}
