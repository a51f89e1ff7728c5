"""Networks for NEST and eprop: generators that draw, seen by when they are active, and learning from given spikes."""

from __future__ import annotations

from typing import Any

import numpy as np

POISSON = [
    {},
    {"start": 2.0},
    {"stop": 5.0},
    {"start": 2.0, "stop": 6.0},
    {"start": 2.0, "stop": 6.0, "origin": 1.5},
    {"start": 3.0, "stop": 3.0},
]
INHOMOGENEOUS = [
    {"rate_times": [0.5, 1.5, 3.0, 4.0], "rate_values": [1e6, 0.0, 2e6, 0.0]},
    {"rate_times": [1.0], "rate_values": [1e6], "start": 3.0, "stop": 6.0},
    {"rate_times": [1.0, 6.0], "rate_values": [1e6, 0.0], "start": 2.0, "stop": 6.0, "origin": 1.5},
    {"rate_times": [1.2, 3.7, 5.0], "rate_values": [1e6, 0.0, 1e6], "allow_offgrid_times": True},
]


def run_windows(nest: Any, seed: int) -> dict[str, np.ndarray]:
    """Steps in which recorders, directly and behind parrots, note spikes of generators."""
    nest.ResetKernel()
    nest.set(resolution=0.5, rng_seed=seed + 1)
    generators = [nest.Create("poisson_generator", 1, {"rate": 1e6, **window}) for window in POISSON]
    generators += [nest.Create("inhomogeneous_poisson_generator", 1, params) for params in INHOMOGENEOUS]
    recorders = {}
    for i, generator in enumerate(generators):
        parrot = nest.Create("parrot_neuron")
        recorders[f"direct{i}"], recorders[f"parrot{i}"] = (nest.Create("spike_recorder") for _ in range(2))
        nest.Connect(generator, recorders[f"direct{i}"], "one_to_one", {"delay": 2.0})
        nest.Connect(generator, parrot, "one_to_one", {"delay": 1.5})
        nest.Connect(parrot, recorders[f"parrot{i}"])
    for _ in range(4):
        nest.Simulate(2.5)
    return {name: np.unique(np.round(r.get("events")["times"], 6)) for name, r in recorders.items()}


SOURCES = [
    ("spike_generator", "_bsshslm_2020"),
    ("spike_generator", ""),
    ("spike_train_injector", "_bsshslm_2020"),
    ("spike_train_injector", ""),
]


def run_sources(nest: Any, number: int) -> dict[str, np.ndarray]:
    """Spikes, potentials and weights of a network that learns from one of SOURCES, with all that these have."""
    model, suffix = SOURCES[number]
    rng, interval, steps = np.random.default_rng(number), 25, 150
    nest.ResetKernel()
    nest.set(resolution=0.5, eprop_update_interval=interval * 0.5, eprop_learning_window=interval * 0.5)
    eta = 0.01 if model == "spike_train_injector" else 0.0  # of devices, NEST leaves out part of the learning signal
    nest.SetDefaults("eprop_synapse" + suffix, {"optimizer": {"type": "adam", "eta": eta}})
    spikes = []
    for _ in range(3):
        times = np.sort(rng.integers(3, steps - 5, 60))
        train = {"spike_times": times * 0.5, "spike_multiplicities": rng.integers(0, 4, len(times))}
        weights = {"spike_weights": rng.normal(0.5, 1.0, len(times))} if model == "spike_generator" else {}
        spikes.append({**train, **weights})
    sources = nest.Create(model, 3, spikes)
    neurons = nest.Create(
        "eprop_iaf_adapt" + suffix, 4, {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "V_th": 0.7, "c_reg": 1.0}
    )
    others = nest.Create("iaf_psc_exp", 3, {"E_L": 0.0, "V_m": 0.0, "V_th": 1e3}) + nest.Create("iaf_psc_delta", 2)
    readouts = nest.Create("eprop_readout" + suffix, 2, {"C_m": 1.0, "E_L": 0.0})
    static_sources = nest.Create(model, 3, spikes)  # a device of NEST sends through one synapse model
    target = nest.Create("step_rate_generator", 2, {"amplitude_times": [0.5, 20.0], "amplitude_values": [1.0, -1.0]})
    recorder, meter = (
        nest.Create("spike_recorder"),
        nest.Create("multimeter", {"record_from": ["V_m"], "interval": 0.5}),
    )
    plastic = {"synapse_model": "eprop_synapse" + suffix, "delay": 0.5}
    feedback = {"synapse_model": "eprop_learning_signal_connection" + suffix, "delay": 0.5}
    rate = {"synapse_model": "rate_connection_delayed", "delay": 0.5}
    nest.Connect(sources, neurons, syn_spec={**plastic, "weight": rng.normal(0.3, 0.3, (4, 3))})
    nest.Connect(neurons, readouts, syn_spec={**plastic, "weight": rng.normal(0.0, 0.5, (2, 4))})
    nest.Connect(static_sources, others, syn_spec={"weight": rng.normal(0.0, 20.0, (5, 3)), "delay": 1.5})
    nest.Connect(static_sources, readouts, syn_spec={"weight": rng.normal(0.0, 0.3, (2, 3)), "delay": 1.0})
    nest.Connect(readouts, neurons, syn_spec={**feedback, "weight": rng.normal(0.0, 1.0, (4, 2))})
    for receptor in (1, 2) if not suffix else (2,):
        nest.Connect(target, readouts, "one_to_one", {**rate, "receptor_type": receptor})
    nest.Connect(neurons + static_sources, recorder)
    nest.Connect(meter, neurons + others + readouts)
    for piece in (30, 45, 75):
        nest.Simulate(piece * 0.5)
    spikes, samples = recorder.get("events"), meter.get("events")
    synapses = nest.GetConnections(synapse_model="eprop_synapse" + suffix)
    return {
        "spikes": np.sort(np.round(spikes["times"] * 2.0) * 100.0 + spikes["senders"]),
        "V_m": samples["V_m"][np.lexsort([samples["times"], samples["senders"]])],
        "weights": np.array(synapses.weight)[np.lexsort([synapses.target, synapses.source])],
    }
