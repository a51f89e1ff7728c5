"""Random networks whose update intervals depend on each other through weights and inputs only, with large batches.

Poisson generators send what does not depend on the order in which intervals are simulated.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from random_networks import STATIC, SYNAPSE, RandomNetwork


def run_independent(nest: Any, seed: int) -> dict[str, np.ndarray]:
    """Build and simulate the network of a seed: all events, each recorder's in a fixed order, and all weights."""
    return IndependentNetwork(nest, seed).run()


class IndependentNetwork(RandomNetwork):
    """All neurons are reset, parrots repeat inputs only, and neurons send by delays of one step; batches are large."""

    def __init__(self, nest: Any, seed: int) -> None:
        super().__init__(nest, seed)
        self.interval, self.n_seq = int(self.rng.integers(50, 80)), int(self.rng.integers(6, 14))
        self.total = self.interval * self.n_seq

    def _set_up(self) -> None:
        super()._set_up()
        self.nest.set(eprop_reset_neurons_on_update=True)
        self.optimizer["batch_size"] = int(self.rng.choice([3, 5, 100]))
        self.nest.SetDefaults(SYNAPSE, {"optimizer": self.optimizer})

    def _periods(self) -> list[int]:
        return [7, 5 * self.interval // 2]

    def _drive_relays(self) -> None:
        first, second = self.relays[:1], self.relays[1:]
        self.nest.Connect(self.inputs, first, "all_to_all", {**STATIC, "delay": 2 * self.dt})
        self.nest.Connect(first, second, "all_to_all", {**STATIC, "delay": 3 * self.dt})

    def _connect_plastic(self) -> None:
        super()._connect_plastic()
        rates = [20.0 / self.dt, 200.0 / self.dt]  # 0.02 and 0.2 spikes a step
        params = {"rate": rates, "stop": self.total // 2 * self.dt}
        self.noise = self.nest.Create("poisson_generator", 2, params)
        rates = {"rate_times": self._steps(0.05), "allow_offgrid_times": True}
        rates["rate_values"] = self.rng.uniform(0.0, 300.0, len(rates["rate_times"])) / self.dt
        self.noise += self.nest.Create("inhomogeneous_poisson_generator", 1, rates)
        trains = [{"spike_times": self._steps(0.1)} for _ in range(2)]
        trains[0]["spike_multiplicities"] = self.rng.integers(0, 3, len(trains[0]["spike_times"]))
        self.injectors = self.nest.Create("spike_train_injector", 2, trains)
        self.weighted = self.nest.Create("spike_generator", 2, [{"spike_times": self._steps(0.1)} for _ in range(2)])
        self.weighted[0].spike_weights = self.rng.normal(size=len(self.weighted[0].spike_times))
        for sources in (self.noise, self.injectors, self.weighted):
            self._connect_group(sources, self.neurons, 20)

    def _connect_static(self) -> None:
        self._connect_some(self.inputs, self.neurons, 8)
        self.nest.Connect(self.noise + self.injectors, self.inputs, "all_to_all", {**STATIC, "delay": 3 * self.dt})
        self.nest.Connect(self.weighted, self.inputs[:1], "all_to_all", {**STATIC, "delay": 2 * self.dt})
        for group in self.readouts:
            self._connect_some(self.neurons, group, 2)
        self._drive_by_currents()

    def _drive_by_currents(self) -> None:
        start, stop = np.sort(self.rng.integers(0, self.total, 2)) * self.dt
        steps = np.flatnonzero(self.rng.random(self.total) < 0.05) + 1
        changes = {"amplitude_times": steps * self.dt, "amplitude_values": self.rng.normal(0.0, 0.2, len(steps))}
        constant = self.nest.Create("dc_generator", {"amplitude": 0.05, "start": start, "stop": stop})
        changing = self.nest.Create("step_current_generator", changes)
        noise = self.nest.Create("noise_generator", {"std": 0.1, "dt": float(self.rng.integers(1, 30)) * self.dt})
        for post in [self.neurons, *self.readouts]:
            for generator in (constant, changing, noise):
                self._connect_some(generator, post, 8)
