"""The gradient of the readout weights, against finite differences of the loss.

Spikes do not depend on these weights, so the loss is a smooth function of them and e-prop's gradient is exact.
"""

from __future__ import annotations

import numpy as np
import pytest
from golden import cases
from golden.cases import LIF, case, run_case
from tolerance import assert_close

import eprop

ETA = 1e-3
ADAPTIVE = {"n_ad": 2, "rec": {**LIF, "t_ref": 2.0}}
TASKS = {
    "mse": case(),
    "mse_window": case(window=7, n_out=3, **ADAPTIVE),
    "mse_average": case(window=12, average_gradient=True, n_out=2),
    "cross_entropy": case(loss="cross_entropy", n_out=3),
    "cross_entropy_window": case(loss="cross_entropy", n_out=2, window=5, average_gradient=True, **ADAPTIVE),
}
READOUTS = {
    "regular_arrival": {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "tau_m": 20.0},
    "early_arrival_and_current": {
        "C_m": 2.0, "E_L": 0.3, "V_m": 0.3, "I_e": 0.1, "tau_m": 9.0, "regular_spike_arrival": False
    },
}  # fmt: skip


def run(c, w_out):
    """Run a case with other readout weights."""
    drawn = cases.draw(c)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cases, "draw", lambda _: (*drawn[:2], w_out, *drawn[3:]))
        return run_case(eprop, c)


def loss(c, w_out):
    """Loss of the first sequence, summed over its learning window."""
    result = run(c, w_out)
    window = slice(4 + c["steps"] - c["window"], 4 + c["steps"])
    signal, target = result["out_readout_signal"][window], result["out_target_signal"][window]
    if c["loss"] == "cross_entropy":
        return -np.sum(target * np.log(signal))
    return 0.5 * np.sum((signal - target) ** 2)


def finite_difference(c, w_out, step=1e-4):
    """Gradient of the loss by the weights, from differences of fourth order."""
    gradient = np.empty_like(w_out)
    for place in np.ndindex(w_out.shape):
        shift = np.zeros_like(w_out)
        shift[place] = step
        near, far = (loss(c, w_out + n * shift) - loss(c, w_out - n * shift) for n in (1, 2))
        gradient[place] = (8.0 * near - far) / (12.0 * step)
    return gradient


@pytest.mark.parametrize("readout", READOUTS)
@pytest.mark.parametrize("task", TASKS)
def test_readout_weights_descend_the_loss(task, readout):
    optimizer = {"type": "gradient_descent", "batch_size": 1, "eta": ETA}
    c = {**TASKS[task], "n_seq": 1, "out": READOUTS[readout], "optimizer": optimizer}
    w_out = cases.draw(c)[2]
    gradient = finite_difference(c, w_out)
    if c["average_gradient"]:
        gradient /= c["window"]
    assert np.count_nonzero(gradient) >= 2 * c["n_out"]  # of at least two neurons that spike
    assert_close((w_out - run(c, w_out)["w_out"]) / ETA, gradient, "gradient", relative=1e-8)
