"""Random networks of neurons that do not learn, also as sources of e-prop neurons, built on a NEST-like module."""

from __future__ import annotations

from typing import Any

import numpy as np
from drawn_network import DrawnNetwork, each

STATIC = {"synapse_model": "static_synapse"}
IAF = ["iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha"]


def run_mixed(nest: Any, seed: int) -> dict[str, np.ndarray]:
    """Build and simulate the network of a seed: all events, each recorder's in a fixed order, and all weights."""
    return MixedNetwork(nest, seed).run()


class MixedNetwork(DrawnNetwork):
    """What is drawn does not depend on the module that it is built on."""

    synapse = "eprop_synapse"

    def __init__(self, nest: Any, seed: int) -> None:
        super().__init__(nest, [seed, 7])
        self.steps = int(self.rng.integers(60, 200))

    def run(self) -> dict[str, np.ndarray]:
        nest = self.nest
        nest.ResetKernel()
        nest.set(resolution=self.dt, total_num_virtual_procs=1)
        self.recorders["weights"] = nest.Create("weight_recorder")
        nest.CopyModel("static_synapse", "noted", {"weight_recorder": self.recorders["weights"]})
        self.populations = [self._population(model) for model in IAF if self._chance(0.8)]
        self.pacemakers = self._pacemakers()
        self.parrots = nest.Create("parrot_neuron", 2)
        self.learners = self._learners()
        self._drive()
        self._connect()
        self._record()
        self._simulate()
        return self._results()

    # --- drawing ----------------------------------------------------------------------------------------------------

    def _times(self, low: int, high: int, n: int) -> list[float]:
        return (self._steps(low, high, n) * self.dt).tolist()

    def _steps(self, low: int, high: int, n: int) -> np.ndarray:
        """Some of them between two steps."""
        return self.rng.integers(low, high, n) - self.rng.choice([0.0, 0.0, 0.3, 0.5, 0.9], n)

    # --- building ---------------------------------------------------------------------------------------------------

    def _forced(self, n: int) -> dict[str, Any]:
        if self._chance(0.7):
            return {}
        return {
            "ignore_and_spike": (self.rng.random(n) < 0.5).tolist(),
            "ignore_and_spike_interval": self._times(1, 20, n),
            "ignore_and_spike_offset": self._times(1, 20, n),
        }

    def _population(self, model: str) -> Any:
        n = int(self.rng.integers(1, 12))
        tau_m = self._uniform(2.0, 30.0, n)
        params = {
            "C_m": self._uniform(0.5, 2.0, n),
            "E_L": float(self.rng.choice([0.0, -70.0])),
            "I_e": (self.rng.choice([0.0, 0.1], n)).tolist(),
            "V_reset": self._uniform(-3.0, -1.0, n),
            "V_th": self._uniform(1.0, 4.0, n),
            "t_ref": self._uniform(0.0, 4.0, n),
            "tau_m": tau_m,
        }
        params["V_m"] = self._uniform(-1.0, 1.0, n)
        if model != "iaf_psc_exp" and self._chance(0.4):
            params["V_min"] = self._uniform(-5.0, -3.5, n)
        for name in ("V_reset", "V_th", "V_m", "V_min"):
            if name in params:
                params[name] = [params["E_L"] + v for v in params[name]]
        if model == "iaf_psc_delta":
            params |= {"refractory_input": (self.rng.random(n) < 0.5).tolist(), **self._forced(n)}
        else:
            equal = self._chance(0.3)  # time constants, where the solution has another form
            for name in ("tau_syn_ex", "tau_syn_in"):
                params[name] = tau_m if equal else self._uniform(0.2, 8.0, n)
        return self.nest.Create(model, n, each(params, n))

    def _pacemakers(self) -> Any:
        n = int(self.rng.integers(1, 4))
        params = {"rate": self._uniform(20.0, 200.0, n), "phase": self._uniform(0.01, 1.0, n)}
        return self.nest.Create("ignore_and_fire", n, each(params, n))

    def _learners(self) -> Any:
        n = int(self.rng.integers(1, 5))
        params = {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "V_th": 1.5, "c_reg": 1.0, "eprop_isi_trace_cutoff": 20 * self.dt}
        return self.nest.Create("eprop_iaf", n, params)

    def _drive(self) -> None:
        generators = self.nest.Create("spike_generator", 3)
        for generator in generators:
            steps = np.flatnonzero(self.rng.random(self.steps) < 0.2) + 5
            generator.spike_times = steps * self.dt
        self._sparse(generators, [*self.populations, self.parrots, self.learners, self.pacemakers], 0.5)

    def _connect(self) -> None:
        everyone = [*self.populations, self.parrots, self.pacemakers, self.learners]
        for pre in everyone:
            self._sparse(pre, [*self.populations, self.parrots, self.learners], 0.2)
        for population in self.populations:
            if self._chance(0.5):
                weight = self.rng.normal(0.3, 1.0, (len(population), len(self.pacemakers)))
                spec = {**STATIC, "weight": weight, "delay": 2 * self.dt}
                self.nest.Connect(self.pacemakers, population, "all_to_all", spec)
        sources = [*self.populations, self.pacemakers, self.parrots]
        pre = sources[int(self.rng.integers(len(sources)))]
        weight = self.rng.normal(0.5, 0.5, (len(self.learners), len(pre)))
        spec = {"synapse_model": "eprop_synapse", "weight": weight, "delay": self.dt}
        self.nest.Connect(pre, self.learners, "all_to_all", spec)

    def _sparse(self, pre: Any, posts: list[Any], p: float) -> None:
        for post in posts:
            chosen = np.flatnonzero(self.rng.random(len(pre) * len(post)) < p)
            if not len(chosen):
                continue
            n = len(chosen)
            spec = {"delay": self._steps(2, 9, n) * self.dt, "weight": self.rng.normal(0.4, 1.0, n)}
            if post is self.parrots and self._chance(0.3):
                spec["receptor_type"] = np.ones(n, int)
            i, j = np.array(pre.tolist())[chosen % len(pre)], np.array(post.tolist())[chosen // len(pre)]
            self.nest.Connect(i, j, "one_to_one", {"synapse_model": "noted", **spec})

    def _record(self) -> None:
        for i, population in enumerate([*self.populations, self.learners]):
            synaptic = population[0].model.endswith(("psc_exp", "psc_alpha"))
            names = ["V_m", "I_syn_ex", "I_syn_in"] if synaptic else ["V_m"]
            model = "multimeter" if synaptic else "voltmeter"
            meter = self.nest.Create(model, {"interval": self.dt, **({"record_from": names} if synaptic else {})})
            self.nest.Connect(meter, population)
            self.recorders[f"meter_{i}"] = meter
        self.recorders["spikes"] = self.nest.Create("spike_recorder")
        spiking = [*self.populations, self.parrots, self.pacemakers, self.learners]
        self.nest.Connect(sum(spiking[1:], spiking[0]), self.recorders["spikes"])

    # --- simulating -------------------------------------------------------------------------------------------------

    def _simulate(self) -> None:
        for piece in np.diff([0, *np.sort(self.rng.integers(1, self.steps, 2)), self.steps]):
            self.nest.Simulate(float(piece * self.dt))
            self._change()

    def _change(self) -> None:
        """What a script may change between two calls of Simulate."""
        if self._chance(0.3):
            self.pacemakers.phase = self._uniform(0.01, 1.0, len(self.pacemakers))
        if not self.populations:
            return
        population = self.populations[int(self.rng.integers(len(self.populations)))]
        n, e_l = len(population), float(np.ravel(population.E_L)[0])
        self.changes += 1
        new_offsets = 20 * self.changes, 20 * self.changes + 20  # never what they are: that restarts the count on NEST
        changes = {
            "I_e": self._uniform(-0.1, 0.2, n),
            "V_m": [e_l + v for v in self._uniform(-1.0, 5.0, n)],
            "tau_m": self._uniform(2.0, 30.0, n),
            "t_ref": self._uniform(0.0, 4.0, n),
            "ignore_and_spike": (self.rng.random(n) < 0.5).tolist(),
            "ignore_and_spike_offset": self._times(*new_offsets, n),
        }
        for name, values in changes.items():
            if self._chance(0.3) and (population[0].model.endswith("psc_delta") or "ignore" not in name):
                population.set(each({name: values}, n))
