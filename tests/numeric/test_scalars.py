"""Surrogate gradients, losses and optimizers at values that were computed by hand.

The decay of all membranes is 1/2 a step.
"""

from __future__ import annotations

import numpy as np
import pytest
from tolerance import assert_close

import eprop

TAU = 1.0 / np.log(2.0)  # ms, decay of 1/2 in a step of 1 ms
SYNAPSE, RATE = "eprop_synapse_bsshslm_2020", "rate_connection_delayed"
ETA = 0.1


def set_up(interval, window=None):
    eprop.set(resolution=1.0, eprop_update_interval=float(interval), eprop_learning_window=float(window or interval))


def record(nodes, names, steps):
    """Columns of one row a step for each node, shape (steps, n)."""
    meter = eprop.Create("multimeter", {"record_from": names, "interval": 1.0})
    eprop.Connect(meter, nodes)
    eprop.Simulate(steps + 1.0)
    events = meter.get("events")
    return {name: events[name][np.lexsort((events["senders"], events["times"]))].reshape(steps, -1) for name in names}


# --- surrogate gradients --------------------------------------------------------------------------------------------

SHAPE = {"surrogate_gradient_height": 0.8, "surrogate_gradient_width": 2.0}


def surrogate(function, v, **params):
    """Surrogate gradient in the first step, in which v has decayed to half of what it was."""
    set_up(10)
    model = "eprop_iaf_adapt_bsshslm_2020" if "adapt_beta" in params else "eprop_iaf_bsshslm_2020"
    defaults = {"E_L": 0.0, "V_m": 2.0 * v, "V_th": 1.0, "tau_m": TAU, "t_ref": 0.0, **SHAPE}
    neuron = eprop.Create(model, 1, {**defaults, "surrogate_gradient_function": function, **params})
    return record(neuron, ["surrogate_gradient"], 1)["surrogate_gradient"][0, 0]


@pytest.mark.parametrize(
    ("function", "below", "above", "far"),
    [
        ("piecewise_linear", 0.6, 0.4, 0.0),
        ("exponential", 0.8 * np.exp(-0.25), 0.8 * np.exp(-0.5), 0.8 * np.exp(-2.0)),
        ("fast_sigmoid_derivative", 0.512, 0.8 / 2.25, 0.8 / 9.0),
        ("arctan_derivative", 0.8 / 1.0625, 0.64, 0.16),
    ],
)
def test_surrogate_gradient(function, below, above, far):
    for v, expected in ((0.5, below), (2.0, above), (-3.0, far), (1.0, 0.8)):
        eprop.ResetKernel()
        assert surrogate(function, v) == pytest.approx(expected, rel=1e-14)


def test_adaptation_moves_the_threshold():
    theta = {"adaptation": 1.0, "adapt_tau": TAU, "adapt_beta": 2.0}  # 1 + 2 / 2 when the adaptation has decayed
    assert surrogate("piecewise_linear", 1.5, **theta) == pytest.approx(0.6, rel=1e-14)


def test_no_surrogate_gradient_while_refractory():
    set_up(10)
    params = {"E_L": 0.0, "V_m": 2.0, "V_th": 1.0, "tau_m": TAU, "t_ref": 3.0, **SHAPE}
    eprop.set(eprop_reset_neurons_on_update=False)
    rows = record(eprop.Create("eprop_iaf_bsshslm_2020", 1, params), ["V_m", "surrogate_gradient"], 5)
    assert_close(rows["V_m"][:, 0], [1.0, -0.5, -0.25, -0.125, -0.0625])
    assert_close(rows["surrogate_gradient"][:, 0], [0.8, 0.0, 0.0, 0.8 * (1 - 1.125 / 2), 0.8 * (1 - 1.0625 / 2)])


# --- losses ---------------------------------------------------------------------------------------------------------


def readouts(targets, **params):
    """Readouts that stay at rest, with constant targets."""
    nodes = eprop.Create("eprop_readout_bsshslm_2020", len(targets), {"tau_m": TAU, **params})
    amplitudes = [{"amplitude_times": [1.0], "amplitude_values": [target]} for target in targets]
    generators = eprop.Create("step_rate_generator", len(targets), amplitudes)
    eprop.Connect(generators, nodes, "one_to_one", {"synapse_model": RATE, "delay": 1.0, "receptor_type": 2})
    return nodes


def test_mean_squared_error():
    set_up(6, window=2)
    rows = record(readouts([1.0], E_L=0.25, V_m=0.25), ["readout_signal", "target_signal", "error_signal"], steps=12)
    in_window = np.isin(np.arange(12), [8, 9])  # the last two of the interval that begins in step 4
    assert_close(rows["readout_signal"][:, 0], np.where(in_window, 0.25, 0.0))
    assert_close(rows["target_signal"][:, 0], np.where(in_window, 1.0, 0.0))
    assert_close(rows["error_signal"][:, 0], np.where(in_window, -0.75, 0.0))


def test_cross_entropy():
    set_up(6, window=2)
    log = np.log([1.0, 2.0, 5.0])
    nodes = readouts([0.0, 1.0, 0.0], E_L=log.tolist(), V_m=log.tolist(), loss="cross_entropy")
    others = {"rule": "all_to_all", "allow_autapses": False}
    eprop.Connect(nodes, nodes, others, {"synapse_model": RATE, "delay": 1.0, "receptor_type": 1, "weight": 1.0})
    rows = record(nodes, ["readout_signal_unnorm", "readout_signal", "error_signal"], steps=12)
    assert_close(rows["readout_signal_unnorm"], np.tile([1.0, 2.0, 5.0], (12, 1)))
    softmax, outside = [0.125, 0.25, 0.625], [0.0] * 3
    assert_close(rows["readout_signal"][[7, 8, 9, 10]], [outside, softmax, softmax, outside])
    assert_close(rows["error_signal"][8], [0.125, -0.75, 0.625])


# --- optimizers -----------------------------------------------------------------------------------------------------


def train(optimizer, spikes):
    """Weights with which one synapse transmits one spike, in step 1 of each of these intervals of 4 steps.

    The readout is at w, w/2, w/4 then and should be at 1: the gradient is (w - 1) + (w/2 - 1) / 2 + (w/4 - 1) / 4.
    """
    set_up(4)
    recorder = eprop.Create("weight_recorder")
    eprop.SetDefaults(SYNAPSE, {"weight_recorder": recorder, "optimizer": {"eta": ETA, **optimizer}})
    generator = eprop.Create("spike_generator", {"spike_times": [3.0 + 4.0 * interval for interval in spikes]})
    parrot, readout = eprop.Create("parrot_neuron"), readouts([1.0], E_L=0.0)
    eprop.Connect(generator, parrot)
    eprop.Connect(parrot, readout, "all_to_all", {"synapse_model": SYNAPSE, "weight": 0.0})
    eprop.Simulate(4.0 * spikes[-1] + 8.0)
    return recorder.get("events", "weights").tolist()


def gradient(w):
    return 1.3125 * w - 1.75


def adam_step(m, v, n):
    """Change of the weight in step n for beta_1 = 1/2, beta_2 = 3/4, epsilon = 1/8."""
    return -ETA * np.sqrt(1.0 - 0.75**n) / (1.0 - 0.5**n) * m / (np.sqrt(v) + 0.125)


ADAM = {"type": "adam", "beta_1": 0.5, "beta_2": 0.75, "epsilon": 0.125}


def test_gradient_descent():
    w1 = 0.175
    w2 = w1 - ETA * gradient(w1)
    assert_close(train({}, [0, 1, 2]), [0.0, w1, w2])
    assert w2 == pytest.approx(0.32703125)


def test_batches_average_their_gradients():
    w2 = 0.175
    w4 = w2 - ETA * gradient(w2)
    assert_close(train({"batch_size": 2}, [0, 1, 2, 3, 4]), [0.0, 0.0, w2, w2, w4])


def test_a_batch_without_spikes_at_its_end_is_applied_later():
    assert_close(train({"batch_size": 2}, [0, 5]), [0.0, 0.0875])


def test_weights_stay_within_their_bounds():
    assert_close(train({"Wmax": 0.2}, [0, 1, 2]), [0.0, 0.175, 0.2])
    eprop.ResetKernel()
    assert_close(train({"Wmax": 0.1}, [0, 1]), [0.0, 0.1])


def test_adam():
    w1 = 0.875 * ETA  # m = -7/8, v = 49/64
    g = gradient(w1)
    w2 = w1 + adam_step(-0.4375 + 0.5 * g, 0.57421875 + 0.25 * g**2, 2)
    assert_close(train(ADAM, [0, 1, 2]), [0.0, w1, w2])


def test_adam_without_memory_follows_the_sign():
    signs = {"type": "adam", "beta_1": 0.0, "beta_2": 0.0, "epsilon": 0.0}
    assert_close(train(signs, [0, 1, 2, 3]), [0.0, ETA, 2 * ETA, 3 * ETA])


def test_adam_catches_up_with_silent_intervals():
    w = 0.875 * ETA + adam_step(-0.4375, 0.57421875, 2) + adam_step(-0.21875, 0.4306640625, 3)
    assert_close(train(ADAM, [0, 3]), [0.0, w])


def test_adam_takes_one_step_a_batch():
    w2 = 0.875 * ETA
    g = gradient(w2)
    w4 = w2 + adam_step(-0.4375 + 0.5 * g, 0.57421875 + 0.25 * g**2, 2)
    assert_close(train({**ADAM, "batch_size": 2}, [0, 1, 2, 3, 4]), [0.0, 0.0, w2, w2, w4])
