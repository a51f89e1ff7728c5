"""Writes models.md, the tables of all models, from what the core declares: python docs/models.py"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from eprop import backends, settings
from eprop._core import Parameter
from eprop.models import NODE_MODELS, SYNAPSE_MODELS, Table, common_table, synapse_table

FILE = Path(__file__).with_name("models.md")

INTRODUCTION = """\
# Models

Written by `docs/models.py` from the tables in the core. *State* changes while simulating and can be set, *read* is
computed, *record* is computed for multimeters only; of nodes, all three can be recorded. Spellings of older NEST
versions are in [api.md](api.md#spellings-of-older-nest-versions).

Models whose names end in `_bsshslm_2020` are those of Bellec et al. (2020): a synapse learns once an update interval.
Models without that suffix are those of Korcsak-Gorzo et al. (2025): a synapse learns at every spike of its source. One
network can hold both; an e-prop synapse is of the kind of its target, a learning signal connection of that of both its
ends.

Voltages are absolute, in mV; with `x` = `V_m` minus the threshold, `h` and `b` height and width, the surrogate
gradients are: piecewise_linear `h max(0, 1 - |x| / b)`, exponential `h exp(-|x| / b)`, fast_sigmoid_derivative
`h / (1 + |x| / b)²`, arctan_derivative `h / (1 + (x / b)²)`, all 0 while a neuron is refractory.

"""

# Models that share a table, and what each of them is.
NODES = {
    "Recurrent neurons": {
        "eprop_iaf_bsshslm_2020": "leaky integrate-and-fire; a spike lowers the potential by V_th - E_L, a step later",
        "eprop_iaf_adapt_bsshslm_2020": "the same with an adaptive threshold: every spike raises it, and it decays",
        "eprop_iaf": "leaky integrate-and-fire; a spike lowers the potential by V_th - E_L, at once",
        "eprop_iaf_adapt": "the same with an adaptive threshold",
        "eprop_iaf_psc_delta": "a spike sets the potential to V_reset, where it stays while the neuron is refractory",
        "eprop_iaf_psc_delta_adapt": "the same with an adaptive threshold",
    },
    "Readouts": {
        "eprop_readout_bsshslm_2020": "leaky integrator that is compared with the target it receives at receptor 2; "
        "receptor 1 takes the signals of the other readouts, which cross_entropy needs",
        "eprop_readout": "the same for the mean squared error; receptor 1 takes the learning window, a rate of 0 or 1",
    },
    "Neurons that do not learn": {
        "iaf_psc_delta": "leaky integrate-and-fire; a spike makes the potential jump by the weight",
        "iaf_psc_exp": "leaky integrate-and-fire; a spike makes a current that decays exponentially",
        "iaf_psc_alpha": "leaky integrate-and-fire; a spike makes a current that rises to the weight, then decays",
    },
    "Parrots": {
        "parrot_neuron": "repeats every spike that it receives, in the same step; at receptor 1 it ignores them",
    },
    "Pacemakers": {"ignore_and_fire": "spikes at a constant rate and ignores what it receives"},
    "Injectors": {"spike_train_injector": "a neuron that spikes at given times"},
    "Generators of spikes": {
        "spike_generator": "spikes at given times",
        "poisson_generator": "spikes at random, independent ones for each of its connections",
        "inhomogeneous_poisson_generator": "the same with a rate that changes at given times",
    },
    "Generators of currents and rates": {
        "dc_generator": "a constant current",
        "step_current_generator": "a current that changes at given times",
        "noise_generator": "a current that is drawn anew at regular intervals, for each of its connections",
        "step_rate_generator": "a rate that changes at given times",
    },
    "Recorders": {
        "multimeter": "samples recordables of the nodes that it is connected to",
        "voltmeter": "a multimeter that samples V_m unless told otherwise",
        "spike_recorder": "notes the spikes of the nodes that are connected to it",
        "weight_recorder": "notes the weight of every spike that a neuron sends through synapses whose model names it",
    },
}
SYNAPSES = {
    "eprop_synapse_bsshslm_2020": "learns once an update interval",
    "eprop_synapse": "learns at every spike",
    "eprop_learning_signal_connection_bsshslm_2020": "carries the error of a readout to a recurrent neuron",
    "eprop_learning_signal_connection": "the same, of the models without suffix",
    "rate_connection_delayed": "carries the rate of a generator, or the signal of a readout, to a readout",
    "static_synapse": "carries spikes and currents, times a constant weight; also connects recorders",
    "eprop_synapse_bsshslm_2020_hpc": "the same as without `_hpc`, for scripts that save NEST's memory",
    "eprop_synapse_hpc": "the same as `eprop_synapse`",
    "static_synapse_hpc": "the same as `static_synapse`",
}
KINDS: dict[str, Callable[[str], bool]] = {  # how sets of models are called
    "": lambda model: True,
    "`*_bsshslm_2020`": lambda model: "_bsshslm_2020" in model,
    "without suffix": lambda model: "_bsshslm_2020" not in model,
    "`*_adapt*`": lambda model: "_adapt" in model,
    "`*_psc_delta*`": lambda model: "_psc_delta" in model,
    "e-prop synapses": lambda model: model.startswith("eprop_synapse"),
}
TAGS = {"set": "", "state": " (state)", "read": " (read)", "record": " (record)"}
ACCEPTED = {"floats": "numbers", "ints": "integers", "ids": "nodes", "names": "names of recordables"}


def only(models: list[str], having: list[str]) -> str:
    """Say which of the models it is."""
    called = (kind for kind, belongs in KINDS.items() if [m for m in models if belongs(m)] == having)
    return next(called, ", ".join(f"`{model}`" for model in having))


def default(p: Parameter) -> str:
    """Show what a parameter is if nobody sets it."""
    shown = {"choice": lambda: f"`{p.choices[int(p.default)]}`", "bool": lambda: str(bool(p.default))}
    shown |= dict.fromkeys(("string", *ACCEPTED), lambda: "empty") | {"int": lambda: str(int(p.default))}
    return "" if p.access == "read" else shown.get(p.kind, lambda: f"{p.default:g}")()


def accepted(p: Parameter) -> str:
    """Show which values a parameter takes."""
    choices = ", ".join(f"`{name}`" for name in p.choices)
    return "" if p.access == "read" else choices or ACCEPTED.get(p.kind, p.rule)


def table(tables: Mapping[str, Table]) -> str:
    """Lay out the parameters of some models as one table."""
    every = {name: p for parameters in tables.values() for name, p in parameters.items()}
    rows = [("name", "unit", "default", "accepted", "meaning", "only"), ("---",) * 6]
    for name, p in every.items():
        having = [model for model in tables if name in tables[model]]
        row = (f"`{name}`{TAGS[p.access]}", p.unit, default(p), accepted(p), p.doc, only(list(tables), having))
        rows.append(row)
    columns = 6 if any(row[5] for row in rows[2:]) else 5
    return "".join(f"| {' | '.join(row[:columns])} |\n" for row in rows) + "\n" if every else ""


def section(title: str, models: Mapping[str, str], tables: str) -> str:
    """Describe models that share tables."""
    bullets = "".join(f"- `{name}`: {text}\n" for name, text in models.items())
    return f"## {title}\n\n{bullets}\n{tables}"


def common(model: str) -> Table:
    """What all connections of a model share, a node as users see it."""
    shared = dict(common_table(model))
    shared["weight_recorder"] = shared["weight_recorder"]._replace(kind="ids")
    return shared


def text() -> str:
    """The whole file."""
    if {m for models in NODES.values() for m in models} != set(NODE_MODELS) or set(SYNAPSES) != set(SYNAPSE_MODELS):
        raise LookupError("NODES and SYNAPSES must describe every model that there is, and no other")
    nodes = [section(title, models, table({m: backends.table(m) for m in models})) for title, models in NODES.items()]
    synapses = (
        "Each connection has for itself (`optimizer.m` is `m` in the dictionary `optimizer`):\n\n"
        + table({m: synapse_table(m) for m in SYNAPSES})
        + "All connections of a model share, by `SetDefaults`, those that exist included:\n\n"
        + table({m: common(m) for m in SYNAPSES})
    )
    kernel = table({"kernel": settings.TABLE})
    parts = [INTRODUCTION, *nodes, section("Synapses", SYNAPSES, synapses), f"## Kernel\n\n{kernel}"]
    return "".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
