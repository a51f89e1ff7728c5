"""Random networks of less regular structure than those of golden/cases.py, built on a NEST-like module.

Several populations with parameters of their own in each neuron, several groups of readouts and synapses, static
synapses of any delay, parrots that receive several spikes in a step or are driven by neurons, silent intervals,
learning rates and parameters that change between two calls of Simulate, recorders that see a part.

What does not change in between is what NEST reads when a synapse is updated, and eprop when the interval ends: membrane
time constants, c_reg and f_target.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from drawn_network import DrawnNetwork, each
from golden.cases import ADAM, GD
from random_cases import SURROGATES

SUFFIX = "_bsshslm_2020"
SYNAPSE, FEEDBACK = "eprop_synapse" + SUFFIX, "eprop_learning_signal_connection" + SUFFIX
STATIC = {"synapse_model": "static_synapse"}
OFFSET = 4  # steps from an input to the error that belongs to it


def run_network(nest: Any, seed: int) -> dict[str, np.ndarray]:
    """Build and simulate the network of a seed: all events, each recorder's in a fixed order, and all weights."""
    return RandomNetwork(nest, seed).run()


class RandomNetwork(DrawnNetwork):
    """What is drawn does not depend on the module that it is built on."""

    synapse = SYNAPSE

    def __init__(self, nest: Any, seed: int) -> None:
        super().__init__(nest, seed)
        self.interval, self.n_seq = int(self.rng.integers(6, 30)), int(self.rng.integers(3, 8))
        self.total = self.interval * self.n_seq

    def run(self) -> dict[str, np.ndarray]:
        self._set_up()
        self._create_inputs()
        self._create_neurons()
        self._create_readouts()
        self._connect_plastic()
        self._connect_static()
        self._connect_feedback()
        self._record()
        self._simulate()
        return self._results()

    # --- drawing ----------------------------------------------------------------------------------------------------

    def _steps(self, p: float) -> np.ndarray:
        """Random steps of the simulation, in ms, with some intervals left out.

        None so early that it reaches a readout before the first interval of readouts, which NEST cannot simulate.
        """
        silent = np.repeat(self.rng.random(self.n_seq) < 0.3, self.interval)
        return (np.flatnonzero((self.rng.random(self.total) < p) & ~silent) + 2) * self.dt

    def _pairs(self, pre: Any, post: Any, p: float) -> tuple[np.ndarray, np.ndarray]:
        """Ids of the ends of random synapses, in random order and not without synapses that share both ends."""
        chosen = self.rng.permutation(np.flatnonzero(self.rng.random(len(pre) * len(post)) < p))
        if self._chance(0.3):
            chosen = np.concatenate([chosen, chosen[:2]])
        return np.array(pre.tolist())[chosen % len(pre)], np.array(post.tolist())[chosen // len(pre)]

    # --- building ---------------------------------------------------------------------------------------------------

    def _set_up(self) -> None:
        self.nest.ResetKernel()
        self.nest.set(
            resolution=self.dt,
            total_num_virtual_procs=1,
            eprop_update_interval=self.interval * self.dt,
            eprop_learning_window=int(self.rng.integers(1, self.interval + 1)) * self.dt,
            eprop_reset_neurons_on_update=self._chance(0.6),
        )
        self.optimizer = dict(ADAM if self._chance(0.5) else GD)
        self.optimizer["batch_size"] = int(self.rng.choice([1, 1, 2, 3]))
        self.optimizer["eta"] = float(self.rng.choice([1e-3, 5e-3]))
        self.recorders["weights"] = self.nest.Create("weight_recorder")
        self.nest.SetDefaults(
            SYNAPSE,
            {
                "optimizer": self.optimizer,
                "average_gradient": self._chance(0.4),
                "weight_recorder": self.recorders["weights"],
            },
        )

    def _create_inputs(self) -> None:
        """Parrots, some with two generators, or one that is connected twice."""
        n = int(self.rng.integers(2, 6))
        self.inputs = self.nest.Create("parrot_neuron", n)
        for _ in range(int(self.rng.integers(1, 3))):
            trains = [{"spike_times": self._steps(float(self.rng.choice([0.03, 0.15, 0.3])))} for _ in range(n)]
            generators = self.nest.Create("spike_generator", n, trains)
            delays = self.rng.integers(1, 4, n) * self.dt
            for _ in range(int(self.rng.integers(1, 3))):
                self.nest.Connect(generators, self.inputs, "one_to_one", {**STATIC, "delay": delays})

    def _create_neurons(self) -> None:
        self.populations = [self._population() for _ in range(int(self.rng.integers(1, 4)))]
        self.neurons = sum(self.populations[1:], self.populations[0])

    def _population(self) -> Any:
        n, adaptive = int(self.rng.integers(2, 5)), self._chance(0.5)
        e_l = float(self.rng.choice([0.0, -0.3]))
        params = {
            "C_m": self._uniform(0.5, 2.0, n),
            "E_L": e_l,
            "I_e": (self.rng.choice([0.0, 0.02], n)).tolist(),
            "V_m": self._uniform(-0.3, 0.3, n),
            "V_min": float(self.rng.choice([-1e9, -0.4])),
            "V_th": self._uniform(0.3, 0.8, n),
            "c_reg": self._uniform(0.0, 20.0, n),
            "f_target": self._uniform(5.0, 50.0, n),
            "regular_spike_arrival": self._chance(0.6),
            "surrogate_gradient_function": str(self.rng.choice(SURROGATES)),
            "surrogate_gradient_height": self._uniform(0.2, 1.0, n),
            "surrogate_gradient_width": self._uniform(0.3, 2.0, n),
            "t_ref": (self.rng.integers(0, 4, n) * self.dt).tolist(),
            "tau_m": self._uniform(5.0, 30.0, n),
        }
        if self._chance(0.3):
            params["ignore_and_spike"] = (self.rng.random(n) < 0.6).tolist()
            params["ignore_and_spike_interval"] = (self.rng.integers(1, 20, n) * self.dt).tolist()
            params["ignore_and_spike_offset"] = (self.rng.integers(1, 20, n) * self.dt).tolist()
        if adaptive:
            params |= {"adapt_tau": self._uniform(20.0, 400.0, n), "adapt_beta": self._uniform(0.0, 0.5, n)}
            params["adaptation"] = self._uniform(0.0, 0.2, n)
        return self.nest.Create(("eprop_iaf_adapt" if adaptive else "eprop_iaf") + SUFFIX, n, each(params, n))

    def _create_readouts(self) -> None:
        self.readouts = [self._readout_group() for _ in range(int(self.rng.integers(1, 3)))]

    def _readout_group(self) -> Any:
        cross_entropy = self._chance(0.5)
        n = int(self.rng.integers(1 + cross_entropy, 5))
        params = {
            "C_m": 1.0,
            "E_L": float(self.rng.choice([0.0, 0.3])),
            "I_e": float(self.rng.choice([0.0, 0.01])),
            "V_m": self._uniform(-0.2, 0.2, n),
            "V_min": float(self.rng.choice([-1e9, -0.5])),
            "loss": "cross_entropy" if cross_entropy else "mean_squared_error",
            "regular_spike_arrival": self._chance(0.5),
            "tau_m": self._uniform(5.0, 30.0, n),
        }
        group = self.nest.Create("eprop_readout" + SUFFIX, n, each(params, n))
        rate = {"synapse_model": "rate_connection_delayed", "delay": self.dt}
        times = np.arange(OFFSET, self.total, int(self.rng.choice(self._periods()))) * self.dt
        values = self.rng.uniform(-1.0, 1.0, (n, len(times)))
        targets = [{"amplitude_times": times, "amplitude_values": row} for row in values]
        generators = self.nest.Create("step_rate_generator", n, targets)
        self.nest.Connect(generators, group, "one_to_one", {**rate, "receptor_type": 2})
        if cross_entropy:
            others = {"rule": "all_to_all", "allow_autapses": False}
            self.nest.Connect(group, group, others, {**rate, "receptor_type": 1, "weight": 1.0})
        return group

    def _periods(self) -> list[int]:
        """Steps between two changes of the targets."""
        return [1, 5, self.interval]

    def _connect_plastic(self) -> None:
        """Groups of e-prop synapses with filters of their own, dense or sparse."""
        self.relays = self.nest.Create("parrot_neuron", 2)  # inputs themselves
        self._drive_relays()
        sources = [self.inputs, *self.populations, self.relays]
        targets = [*self.populations, *self.readouts]
        for pre in sources:
            for post in targets:
                if self._chance(0.8):
                    self._connect_group(pre, post, len(self.inputs) if pre is self.inputs else len(self.neurons))

    def _drive_relays(self) -> None:
        self.nest.Connect(self.neurons, self.relays, "all_to_all", {**STATIC, "delay": 2 * self.dt})

    def _connect_group(self, pre: Any, post: Any, fan_in: int) -> None:
        spec = {"synapse_model": SYNAPSE, "delay": self.dt, "tau_m_readout": float(self.rng.uniform(5.0, 30.0))}
        if self._chance(0.5):
            weight = self.rng.normal(size=(len(post), len(pre))) / np.sqrt(fan_in)
            self.nest.Connect(pre, post, "all_to_all", {**spec, "weight": weight})
        else:
            i, j = self._pairs(pre, post, 0.6)
            if not len(i):
                return
            columns = {name: np.full(len(i), spec[name]) for name in ("delay", "tau_m_readout")}
            columns["weight"] = self.rng.normal(size=len(i)) / np.sqrt(fan_in)
            self.nest.Connect(i, j, "one_to_one", {**spec, **columns})

    def _connect_static(self) -> None:
        for pre in (self.inputs, self.neurons):
            self._connect_some(pre, self.neurons, 8)

    def _connect_some(self, pre: Any, post: Any, longest: int) -> None:
        """Static synapses with delays of less than `longest` steps."""
        i, j = self._pairs(pre, post, 0.15)
        if len(i):
            columns = {"delay": self.rng.integers(1, longest, len(i)) * self.dt, "weight": self.rng.normal(size=len(i))}
            self.nest.Connect(i, j, "one_to_one", {**STATIC, **columns})

    def _connect_feedback(self) -> None:
        for group in self.readouts:
            for population in self.populations:
                if self._chance(0.8):
                    weight = self.rng.normal(size=(len(population), len(group)))
                    spec = {"synapse_model": FEEDBACK, "delay": self.dt, "weight": weight}
                    self.nest.Connect(group, population, "all_to_all", spec)

    def _record(self) -> None:
        neuron = ["V_m", "surrogate_gradient", "learning_signal"]
        adaptive = [*neuron, "V_th_adapt", "adaptation"]
        readout = ["V_m", "readout_signal", "readout_signal_unnorm", "target_signal", "error_signal"]
        observed = [(p, adaptive if "adapt" in p[0].model else neuron) for p in self.populations]
        observed += [(group, readout) for group in self.readouts]
        for i, (population, names) in enumerate(observed):
            start, stop = np.sort(self.rng.integers(0, self.total, 2))
            window = {"start": start * self.dt, "stop": stop * self.dt + 2 * self.dt} if self._chance(0.3) else {}
            params = {"record_from": names, "interval": int(self.rng.integers(1, 4)) * self.dt, **window}
            self.recorders[f"meter_{i}"] = self.nest.Create("multimeter", params)
            self.nest.Connect(self.recorders[f"meter_{i}"], population)
        self.recorders["spikes"] = self.nest.Create("spike_recorder")
        self.nest.Connect(self.inputs + self.neurons, self.recorders["spikes"])
        self.nest.Connect(self.relays, self.recorders["spikes"], "all_to_all", {"delay": 3 * self.dt})

    # --- simulating -------------------------------------------------------------------------------------------------

    def _simulate(self) -> None:
        """Pieces of any length, with changes in between, and a strong spike that forces the last updates."""
        steps = self.total + OFFSET + 2
        final = self.nest.Create("spike_generator", {"spike_times": [(steps - 2) * self.dt]})
        self.nest.Connect(final, self.inputs + self.neurons, "all_to_all", {"weight": 1000.0, "delay": self.dt})
        pieces = np.diff([0, *np.sort(self.rng.integers(OFFSET, steps, int(self.rng.integers(0, 4)))), steps])
        for piece in pieces[pieces > 0]:
            self.nest.Simulate(float(piece * self.dt))
            self._change()

    def _change(self) -> None:
        """What a script may change between two calls of Simulate."""
        population = self.populations[int(self.rng.integers(len(self.populations)))]
        n = len(population)
        if self._chance(0.5):
            changed = {"eta": float(self.rng.choice([0.0, 1e-3, 1e-2])), "Wmax": float(self.rng.choice([50.0, 100.0]))}
            self.nest.SetDefaults(SYNAPSE, {"optimizer": {**self.optimizer, **changed}})
        self.changes += 1
        new_offsets = 20 * self.changes, 20 * self.changes + 20  # never what they are: that restarts the count on NEST
        changes = {
            "I_e": self.rng.choice([0.0, 0.05], n),
            "V_m": self.rng.uniform(-0.3, 1.0, n),
            "V_th": self.rng.uniform(0.3, 0.8, n),
            "t_ref": self.rng.integers(0, 4, n) * self.dt,
            "surrogate_gradient_width": self.rng.uniform(0.3, 2.0, n),
            "ignore_and_spike": self.rng.random(n) < 0.5,
            "ignore_and_spike_interval": self.rng.integers(1, 20, n) * self.dt,
            "ignore_and_spike_offset": self.rng.integers(*new_offsets, n) * self.dt,
        }
        for name, values in changes.items():
            if self._chance(0.15):
                population.set(each({name: values.tolist()}, n))
        if self._chance(0.3):
            self._set_weights(population)

    def _set_weights(self, sources: Any) -> None:
        """Weights by their ends, since connections come in another order once NEST has simulated."""
        synapses = self.nest.GetConnections(sources, synapse_model=SYNAPSE)
        weights = self.rng.normal(size=(100, 100))
        if len(synapses):
            ends = synapses.get(["source", "target"])
            synapses.set({"weight": weights[ends["source"], ends["target"]].tolist()})
