"""Cases simulated with `apply_pending_updates`, on the way or in place of the forced spikes in the end.

A forced spike makes all inputs of a case spike in the end, and recurrent neurons, most of them from then on in every
step.
"""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np

import eprop

FORCED = 1000.0  # weight of the connections that force the spikes
AFTER = 3  # steps that are simulated after the inputs' forced spikes have arrived


def steps_of(c) -> int:
    return c["n_seq"] * c["steps"] + 3 + c["final_step"] + 4


class Module(SimpleNamespace):
    """The module eprop, but for the way in which a case is simulated.

    Parameters
    ----------
    c
        The case.
    every
        Pending updates are applied every so many steps, until the forced spikes have arrived.
    left_out
        So many steps before the end, pending updates are applied and the simulation stops.
    forces
        Whether there are forced spikes.
    """

    def __init__(self, c, every=None, left_out=None, forces=True):
        names = ("Create", "GetConnections", "ResetKernel", "SetDefaults", "set")
        super().__init__(**{name: getattr(eprop, name) for name in names})
        self.dt, self.every, self.left_out, self.forces = c["dt"], every, left_out, forces
        self.to_go = steps_of(c)

    def Connect(self, pre, post, conn_spec=None, syn_spec=None):
        if self.forces or not np.array_equal((syn_spec or {}).get("weight"), FORCED):
            eprop.Connect(pre, post, conn_spec, syn_spec)

    def Simulate(self, t):
        stop = max(self.to_go - round(t / self.dt), self.left_out or 0)
        while self.to_go > stop:
            steps = min(self.every or self.to_go, self.to_go - stop)
            eprop.Simulate(steps * self.dt)
            self.to_go -= steps
            if self.to_go == self.left_out or (self.every and self.to_go >= AFTER):
                eprop.apply_pending_updates()
