"""Expressions of Parameters for NEST and eprop: exact where they draw nothing, samples where they do."""

from __future__ import annotations

from typing import Any

import numpy as np

SAMPLES = 2000
EXACT = ("arithmetic", "comparisons", "functions")


def run_parameters(nest: Any, seed: int) -> dict[str, np.ndarray]:
    """Values of many expressions, and samples of random ones by Create, Connect and GetValue."""
    nest.ResetKernel()
    nest.rng_seed = seed + 1

    def constant(value):
        return nest.CreateParameter("constant", {"value": value})

    a, b = constant(0.7), constant(-3.0)
    arithmetic = [a + b, a - b, a * b, a / b, 2 + a, 2 - a, 2 * a, 2 / a, a + 2.5, a - True, a * 2, a / 0, -a, +a]
    arithmetic += [b**2, b**3, b**-1, b**0.5, a**0.3, a**-2.5, constant(0.0) ** -1, b**0, a + b * a / 2 - 1]
    comparisons = [a < b, a <= b, a > b, a >= b, a == b, a != b, a < 1, a > 1, a == 0.7, a != 0.7]
    functions = [nest.math.exp(a), nest.math.sin(b), nest.math.cos(b), nest.math.min(a, 0.5), nest.math.max(a, 0.5)]
    functions += [nest.math.redraw(a, 0.0, 1.0), nest.math.redraw(a, 0.7, 0.7)]
    functions += [nest.logic.conditional(condition, a, 2) for condition in (a < b, a > b, a, constant(0.0))]
    exact = dict(zip(EXACT, (arithmetic, comparisons, functions), strict=True))
    results = {name: np.array([p.GetValue() for p in expressions]) for name, expressions in exact.items()}

    normal, uniform = nest.random.normal(mean=2.0, std=0.5), nest.random.uniform(-1.0, 3.0)
    nodes = nest.Create("parrot_neuron", SAMPLES)
    neurons = nest.Create("eprop_iaf_bsshslm_2020", SAMPLES, {"V_m": normal, "E_L": uniform - uniform, "V_th": 100.0})
    results |= {"normal": np.array(neurons.V_m), "difference": np.array(neurons.E_L)}
    nest.Connect(
        nodes,
        neurons,
        "one_to_one",
        {"weight": nest.random.lognormal(0.5, 0.3), "delay": nest.random.uniform(0.1, 1.0)},
    )
    synapses = nest.GetConnections(nodes, neurons)
    results |= {"lognormal": np.array(synapses.weight), "delay": np.round(synapses.delay, 9)}
    nest.Connect(nodes, nodes[:1], {"rule": "pairwise_bernoulli", "p": 0.9}, {"weight": nest.random.exponential(3.0)})
    results["exponential"] = np.array(nest.GetConnections(nodes, nodes[:1]).weight)
    redrawn = nest.math.redraw(nest.random.normal(), -1.0, 0.5) + nest.random.uniform_int(4)
    results["redrawn"] = np.array(redrawn.apply(nodes))
    chosen = nest.logic.conditional(uniform > 0.0, nest.math.exp(uniform), nest.math.sin(normal) ** 2)
    results["chosen"] = np.array([chosen.GetValue() for _ in range(SAMPLES)])
    return results
