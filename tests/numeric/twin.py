"""A slow and obvious twin of the engine: the networks of golden/cases.py in NumPy, from the published formulas.

It shares nothing with the engine: where the engine goes backwards through an interval once a neuron, the twin goes
forwards once a synapse. Models of Bellec et al. (2020, Nature Communications 11:3625) as NEST computes them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numeric.twin_network import TwinNetwork

Array = np.ndarray


def run_twin(c: dict[str, Any]) -> dict[str, Array]:
    """Simulate a case; the same dict as `golden.cases.run_case` returns."""
    net = TwinNetwork(c)
    result = {f"w0_{name}": synapses.w.copy() for name, synapses in net.synapses.items()}
    net.simulate()
    result |= {f"w_{name}": synapses.w for name, synapses in net.synapses.items()}
    result |= _events(net, c["dt"]) | _transmissions(net, c["dt"])
    # The row of the last step would be stamped with the end of the simulation, which a multimeter leaves out.
    times = _ms(np.arange(1, net.steps), c["dt"])
    table = {name: np.array(rows[:-1]) for name, rows in net.recorded.items() if np.size(rows)}
    return result | table | {"rec_t": times, "out_t": times, "rec_learning_signal": net.signal[: net.steps - 1]}


def _events(net: TwinNetwork, dt: float) -> dict[str, Array]:
    """Spikes, which are stamped with the step after the one they are emitted in."""
    result = {}
    for name, spikes in (("in", net.spikes_in), ("rec", net.spikes)):
        t, i = np.nonzero(spikes[: net.steps])
        result |= {f"spikes_{name}_i": i, f"spikes_{name}_t": _ms(t + 1, dt)}
    return result


def _transmissions(net: TwinNetwork, dt: float) -> dict[str, Array]:
    """What a weight recorder sees, neurons counted from the first input."""
    n_in, n_rec = net.spikes_in.shape[1], net.spikes.shape[1]
    ends = {"in": (0, n_in), "rec": (n_in, n_in), "out": (n_in, n_in + n_rec)}
    events = [
        (t, i + ends[name][0], j + ends[name][1], weight)
        for name, synapses in net.synapses.items()
        for t, i, column in synapses.transmitted
        for j, weight in enumerate(column)
        if not np.isnan(weight)
    ]
    t, i, j, w = np.array(sorted(events)).reshape(-1, 4).T
    return {"wr_i": i.astype(int), "wr_j": j.astype(int), "wr_t": _ms(t, dt), "wr_w": w}


def _ms(steps: Array, dt: float) -> Array:
    """Times in ms, which NEST counts in microseconds."""
    return steps * round(dt * 1000.0) * 0.001
