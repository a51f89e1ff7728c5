"""The tasks of evidence_batch1.npz, evidence_batch2.npz and sine_batch1.npz, built from the inputs in these files.

Each function takes a NEST-like module and the content of a file, and returns the results that the file holds, losses
last. Weights have shape (n_post, n_pre), input spikes (steps, n_in).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Arrays = Mapping[str, np.ndarray]

OFFSET = 4  # steps from an input to the error that belongs to it
SYNAPSE, FEEDBACK = "eprop_synapse_bsshslm_2020", "eprop_learning_signal_connection_bsshslm_2020"
ALL_OTHERS = {"rule": "all_to_all", "allow_autapses": False}
RATE = {"synapse_model": "rate_connection_delayed", "delay": 1.0}


def evidence(nest: Any, given: Arrays) -> dict[str, np.ndarray]:
    """Evidence accumulation: 50 LIF and 50 adaptive neurons, two readouts, cross-entropy, Adam."""
    sequence, window = 2250, 150
    total, labels = int(given["x_steps"]), given["target"]
    batches = (len(given["loss"]), -1, sequence)  # iteration, sequence of the batch, step
    optimizer = {"type": "adam", "batch_size": len(labels) // batches[0], "eta": 5e-3, "epsilon": 1e-8}
    beta = 1.7 * (1.0 - np.exp(-1.0 / 2000.0)) / (1.0 - np.exp(-1.0 / 20.0))
    neuron = {"c_reg": 300.0, "t_ref": 5.0, "tau_m": 20.0, "V_th": 0.6}
    neuron |= {"surrogate_gradient_height": 0.3 / 0.6, "surrogate_gradient_width": 0.6}

    _set_up(nest, sequence, window, {"optimizer": optimizer, "average_gradient": True})
    parrots = _inputs(nest, np.unpackbits(given["x"], axis=0)[:total].astype(bool))
    neurons = _create(nest, "iaf", 50, neuron)
    neurons += _create(nest, "iaf_adapt", 50, {**neuron, "adapt_tau": 2000.0, "adapt_beta": beta})
    readouts = _create(nest, "readout", 2, {"tau_m": 20.0, "loss": "cross_entropy", "regular_spike_arrival": False})
    nest.Connect(readouts, readouts, ALL_OTHERS, {**RATE, "receptor_type": 1, "weight": 1.0})
    spikes = nest.Create("spike_recorder")
    nest.Connect(parrots + neurons, spikes)
    _targets(nest, readouts, np.arange(0, total, sequence), np.eye(2)[:, labels])
    weights, signals = _train(nest, given, parrots, neurons, readouts, 20.0, total)

    events = spikes.get("events")
    order = np.lexsort((events["senders"], events["times"]))
    chosen = signals[np.repeat(labels, sequence), np.arange(total)].reshape(batches)
    return {
        "spikes_i": events["senders"][order],
        "spikes_t": events["times"][order],
        **weights,
        "loss": -np.log(chosen[:, :, -window:]).mean(axis=(1, 2)),
    }


def sine(nest: Any, given: Arrays) -> dict[str, np.ndarray]:
    """Pattern generation: 100 LIF neurons, one readout, mean squared error, gradient descent."""
    interval, n = 1000, len(given["loss"])
    neuron = {"c_reg": 300.0, "t_ref": 0.0, "tau_m": 30.0, "V_th": 0.03, "regular_spike_arrival": False}
    neuron |= {"surrogate_gradient_height": 10.0, "surrogate_gradient_width": 0.03}

    _set_up(nest, interval, interval, {"optimizer": {"type": "gradient_descent", "batch_size": 1, "eta": 1e-4}})
    parrots = _inputs(nest, np.tile(given["x"], (n, 1)))
    neurons = _create(nest, "iaf", 100, neuron)
    readouts = _create(nest, "readout", 1, {"tau_m": 30.0, "regular_spike_arrival": False})
    _targets(nest, readouts, np.arange(n * interval), np.tile(given["target"], n)[np.newaxis])
    weights, signals = _train(nest, given, parrots, neurons, readouts, 30.0, n * interval)

    readout = signals.reshape(n, interval)
    return {"readout": readout, **weights, "loss": 0.5 * np.sum((readout - given["target"]) ** 2, axis=1)}


def _set_up(nest: Any, interval: int, window: int, synapse: Mapping[str, Any]) -> None:
    nest.ResetKernel()
    nest.set(
        resolution=1.0,
        total_num_virtual_procs=1,
        eprop_update_interval=float(interval),
        eprop_learning_window=float(window),
        eprop_reset_neurons_on_update=True,
    )
    nest.SetDefaults(SYNAPSE, dict(synapse))


def _create(nest: Any, model: str, n: int, params: Mapping[str, Any]) -> Any:
    return nest.Create(f"eprop_{model}_bsshslm_2020", n, {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, **params})


def _inputs(nest: Any, x: np.ndarray) -> Any:
    times = [{"spike_times": np.flatnonzero(train) + 1.0} for train in x.T]
    generators, parrots = nest.Create("spike_generator", len(times), times), nest.Create("parrot_neuron", len(times))
    nest.Connect(generators, parrots, "one_to_one")
    return parrots


def _targets(nest: Any, readouts: Any, steps: np.ndarray, values: np.ndarray) -> None:
    amplitudes = [{"amplitude_times": steps + float(OFFSET), "amplitude_values": row} for row in values]
    generators = nest.Create("step_rate_generator", len(values), amplitudes)
    nest.Connect(generators, readouts, "one_to_one", {**RATE, "receptor_type": 2})


def _train(
    nest: Any, given: Arrays, parrots: Any, neurons: Any, readouts: Any, tau_m: float, total: int
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Connect, simulate and force the last update; the weights, and the readout signals of shape (readouts, total)."""
    synapse = {"synapse_model": SYNAPSE, "delay": 1.0, "tau_m_readout": tau_m}
    projections = {"in": (parrots, neurons), "rec": (neurons, neurons), "out": (neurons, readouts)}
    for name, (pre, post) in projections.items():
        nest.Connect(pre, post, ALL_OTHERS, {**synapse, "weight": given[f"w0_{name}"]})
    feedback = {"synapse_model": FEEDBACK, "delay": 1.0, "weight": given["b"]}
    nest.Connect(readouts, neurons, "all_to_all", feedback)
    window = {"start": float(OFFSET), "stop": float(total + OFFSET)}
    meter = nest.Create("multimeter", {"record_from": ["readout_signal"], **window})
    nest.Connect(meter, readouts)
    final = nest.Create("spike_generator", {"spike_times": [total + OFFSET - 1.0]})
    nest.Connect(final, parrots + neurons, "all_to_all", {"weight": 1000.0})
    nest.Simulate(total + OFFSET + 1.0)

    events = meter.get("events")
    order = np.lexsort((events["times"], events["senders"]))
    signals = events["readout_signal"][order].reshape(len(readouts), total)
    return {f"w_{name}": _weights(nest, *ends) for name, ends in projections.items()}, signals


def _weights(nest: Any, pre: Any, post: Any) -> np.ndarray:
    w = np.zeros((len(post), len(pre)))  # 0 on the diagonal, where there are no synapses
    found = nest.GetConnections(pre, post, SYNAPSE).get(["source", "target", "weight"])
    w[np.subtract(found["target"], post[0].global_id), np.subtract(found["source"], pre[0].global_id)] = found["weight"]
    return w
