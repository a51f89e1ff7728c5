"""Random networks of all neurons that take currents, driven by generators of currents and rates."""

from __future__ import annotations

from typing import Any

import numpy as np
from drawn_network import DrawnNetwork, each

IAF = ["iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha"]
LEARNERS = ["eprop_iaf", "eprop_iaf_adapt", "eprop_iaf_psc_delta", "eprop_iaf_psc_delta_adapt"]
INTERVAL = ["eprop_iaf_bsshslm_2020", "eprop_iaf_adapt_bsshslm_2020"]
READOUTS = ["eprop_readout", "eprop_readout_bsshslm_2020"]
CURRENTS = ["dc_generator", "step_current_generator"]


def _is(nodes: Any, *models: str) -> bool:
    """Whether nodes are of one of the models, or of copies, whose names end like theirs."""
    return bool(nodes[0].model.endswith(models))


def run_driven(nest: Any, seed: int) -> dict[str, np.ndarray]:
    """Build and simulate the network of a seed: all events, each recorder's in a fixed order, and all weights."""
    return DrivenNetwork(nest, seed).run()


class DrivenNetwork(DrawnNetwork):
    """What is drawn does not depend on the module that it is built on."""

    synapse = "eprop_synapse"

    def __init__(self, nest: Any, seed: int) -> None:
        super().__init__(nest, [seed, 11])
        self.steps = int(self.rng.integers(60, 160))

    def run(self) -> dict[str, np.ndarray]:
        nest = self.nest
        nest.ResetKernel()
        interval = int(self.rng.integers(10, 60))
        nest.set(resolution=self.dt, total_num_virtual_procs=1)
        nest.set(eprop_update_interval=interval * self.dt, eprop_learning_window=interval * self.dt)
        nest.set(eprop_reset_neurons_on_update=self._chance(0.5))
        self.neurons = [self._neurons(model) for model in [*IAF, *LEARNERS, *INTERVAL] if self._chance(0.6)]
        self.neurons += [self._neurons("iaf_psc_exp"), self._neurons("eprop_iaf")]
        self.readouts = [self._readouts(model) for model in READOUTS]
        self.generators = [self._generators(model) for model in CURRENTS]
        self._connect()
        self._send_rates()
        self._record()
        self._simulate()
        return self._results()

    # --- building ---------------------------------------------------------------------------------------------------

    def _membranes(self, n: int) -> dict[str, Any]:
        return {
            "C_m": self._uniform(0.5, 2.0, n),
            "E_L": -10.0,
            "I_e": self.rng.choice([0.0, 0.1], n).tolist(),
            "V_m": self._uniform(-11.0, -9.0, n),
            "tau_m": self._uniform(2.0, 30.0, n),
        }

    def _neurons(self, model: str) -> Any:
        n = int(self.rng.integers(1, 12))
        params = self._membranes(n) | {"V_th": self._uniform(-9.0, -6.0, n), "t_ref": self._uniform(0.0, 4.0, n)}
        if model in IAF or "delta" in model:
            params["V_reset"] = self._uniform(-13.0, -11.0, n)
        if model in LEARNERS:
            params |= {"eprop_isi_trace_cutoff": 20 * self.dt, "c_reg": 1.0}
        return self.nest.Create(model, n, each(params, n))

    def _readouts(self, model: str) -> Any:
        n = int(self.rng.integers(1, 4))
        return self.nest.Create(model, n, each(self._membranes(n), n))

    def _window(self) -> dict[str, float]:
        if self._chance(0.4):
            return {}
        start, stop, origin = [*np.sort(self.rng.integers(0, self.steps, 2)).tolist(), int(self.rng.integers(0, 15))]
        return {name: step * self.dt for name, step in (("start", start), ("stop", stop), ("origin", origin))}

    def _amplitudes(self, after: int) -> dict[str, Any]:
        """Amplitudes that change after a step, off the grid too."""
        steps = after + 1 + np.flatnonzero(self.rng.random(self.steps) < 0.1)
        early = self.rng.choice([0.0, 0.4], len(steps)) if self._chance(0.5) else np.zeros(len(steps))
        return {
            "allow_offgrid_times": bool(early.any()),
            "amplitude_times": (steps - early) * self.dt,
            "amplitude_values": self.rng.normal(0.2, 0.6, len(steps)),
        }

    def _change_of(self, model: str, after: int) -> dict[str, Any]:
        if model.endswith("dc_generator"):
            return {"amplitude": float(self.rng.normal(0.2, 0.5))}
        return self._amplitudes(after)

    def _generators(self, model: str) -> Any:
        n = int(self.rng.integers(1, 4))
        return self.nest.Create(model, n, [self._window() | self._change_of(model, 0) for _ in range(n)])

    def _connect(self) -> None:
        nest = self.nest
        for generators in self.generators:
            for post in [*self.neurons, *self.readouts]:
                if self._chance(0.4):
                    weight = self.rng.normal(0.5, 0.5, (len(post), len(generators)))
                    delay = int(self.rng.integers(1, 7)) * self.dt
                    nest.Connect(generators, post, "all_to_all", {"weight": weight, "delay": delay})
                else:
                    self._sparse(generators, post)
        for pre in self.neurons:
            for post in self.neurons:
                if self._chance(0.2):
                    self._sparse(pre, post)
        learner = self.neurons[-1]
        weight = self.rng.normal(0.5, 0.5, (len(learner), len(self.neurons[0])))
        spec = {"synapse_model": "eprop_synapse", "weight": weight, "delay": self.dt}
        nest.Connect(self.neurons[0], learner, "all_to_all", spec)

    def _sparse(self, pre: Any, post: Any) -> None:
        chosen = np.flatnonzero(self.rng.random(len(pre) * len(post)) < 0.4)
        if not len(chosen):
            return
        n = len(chosen)
        spec = {"delay": self.rng.integers(1, 9, n) * self.dt, "weight": self.rng.normal(0.4, 1.0, n)}
        if _is(pre, *CURRENTS) and _is(post, "iaf_psc_exp"):
            spec["receptor_type"] = self.rng.integers(0, 2, n)
        i, j = np.array(pre.tolist())[chosen % len(pre)], np.array(post.tolist())[chosen // len(pre)]
        self.nest.Connect(i, j, "one_to_one", {"synapse_model": "static_synapse", **spec})

    def _send_rates(self) -> None:
        """One generator a receptor, since NEST takes the last of several.

        That of the target of eprop_readout is never off: NEST multiplies what it sent last by the window in every step.
        """
        self.rates, self.always_on = [], []
        for readouts in self.readouts:
            for receptor in (1, 2) if _is(readouts, "eprop_readout") else (2,):
                multiplied = receptor == 2 and _is(readouts, "eprop_readout")
                window = {} if multiplied else self._window()
                rate = self.nest.Create("step_rate_generator", window | self._amplitudes(0))
                spec = {"synapse_model": "rate_connection_delayed", "delay": self.dt, "receptor_type": receptor}
                self.nest.Connect(rate, readouts, "all_to_all", spec)
                self.rates.append(rate)
                self.always_on += [rate] if multiplied else []

    def _record(self) -> None:
        nest = self.nest
        observed = [(p, ["V_m", "I_syn_ex"] if _is(p, "iaf_psc_exp") else ["V_m"]) for p in self.neurons]
        observed += [(r, ["V_m", "readout_signal", "target_signal", "error_signal"]) for r in self.readouts]
        observed += [(generators, ["I"]) for generators in self.generators] + [(rate, ["rate"]) for rate in self.rates]
        for i, (nodes, names) in enumerate(observed):
            meter = nest.Create("multimeter", {"record_from": names, "interval": self.dt})
            nest.Connect(meter, nodes)
            self.recorders[f"meter_{i}"] = meter
        self.recorders["spikes"] = nest.Create("spike_recorder")
        nest.Connect(sum(self.neurons[1:], self.neurons[0]), self.recorders["spikes"])

    # --- simulating -------------------------------------------------------------------------------------------------

    def _simulate(self) -> None:
        ends = np.sort(self.rng.integers(1, self.steps, 2)).tolist()
        for begin, end in zip([0, *ends], [*ends, self.steps], strict=True):
            if end > begin:
                self.nest.Simulate((end - begin) * self.dt)
            self._change(end)

    def _change(self, now: int) -> None:
        """What a script may change between two calls of Simulate."""
        for generators in [*self.generators, *self.rates]:
            for generator in generators:
                if self._chance(0.3):
                    generator.set(self._change_of(generator.model, now))
                if self._chance(0.2) and generator not in self.always_on:
                    generator.set(self._window())
        if self._chance(0.5):
            synapses = self.nest.GetConnections(self.generators[0], self.neurons[-1])
            weights = self.rng.normal(0.5, 0.5, (100, 100))
            if len(synapses):
                ends = synapses.get(["source", "target"])
                synapses.set({"weight": np.atleast_1d(weights[ends["source"], ends["target"]]).tolist()})
        if self._chance(0.3):
            neurons = self.neurons[int(self.rng.integers(len(self.neurons)))]
            neurons.set(each({"I_e": self._uniform(-0.1, 0.2, len(neurons))}, len(neurons)))
