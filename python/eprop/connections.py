"""Connect: what a script says about a projection, checked and converted for the core."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop._core import Parameter as Declared
from eprop.errors import NESTErrors
from eprop.models import common_table, known, parameter, synapse_table
from eprop.parameter import Parameter, drawn
from eprop.values import is_list, mismatch, scalar, scalars

if TYPE_CHECKING:
    from eprop._core import Floats, Ids
    from eprop.kernel import Kernel


def _number(name: str, kind: str, doc: str) -> Declared:
    return Declared(name, "", kind, 0.0, (), "set", False, ">= 0", doc)


# What each rule needs to be told.
RULES: dict[str, Declared | None] = {
    "all_to_all": None,
    "one_to_one": None,
    "fixed_indegree": _number("indegree", "int", "Connections of each target"),
    "fixed_outdegree": _number("outdegree", "int", "Connections of each source"),
    "fixed_total_number": _number("N", "int", "Connections in all"),
    "pairwise_bernoulli": _number("p", "float", "Probability of each connection"),
}
FLAGS = {"allow_autapses": True, "allow_multapses": True, "make_symmetric": False}
# What an array with one value for each connection runs along; there is none where their number is drawn.
AXES: dict[str, tuple[str, ...]] = {
    "all_to_all": ("targets", "sources"),
    "one_to_one": ("sources",),
    "fixed_indegree": ("targets", "indegree"),
    "fixed_outdegree": ("sources", "outdegree"),
    "fixed_total_number": ("N",),
}


@dataclass
class Rule:
    """A connection rule: its name, what a pair of nodes may be, and its number, such as the indegree."""

    name: str
    autapses: bool
    multapses: bool
    number: float

    def shape(self, sources: int, targets: int) -> tuple[int, ...] | None:
        """The shape of an array with one value for each connection; None if how many there are is drawn."""
        if self.name not in AXES:
            return None
        sizes = {"sources": sources, "targets": targets}
        return tuple(sizes.get(axis, int(self.number)) for axis in AXES[self.name])


class CollocatedSynapses:
    """Several synapses for each pair of nodes that `Connect` connects.

    Parameters
    ----------
    *syn_specs
        What the syn_spec of `Connect` can be: a synapse model, or a dictionary.
    """

    def __init__(self, *syn_specs: Any) -> None:
        self.syn_specs = syn_specs

    def __len__(self) -> int:
        return len(self.syn_specs)


def connect(kernel: Kernel, pre: Any, post: Any, conn_spec: Any, syn_spec: Any) -> tuple[Ids, Ids, list[str]]:
    """Connect nodes; see `Kernel.Connect`.

    Returns
    -------
    sources, targets
        Node ids, as given.
    models
        The synapse models.
    """
    sources, targets = kernel.ids(pre, "Connect", "pre"), kernel.ids(post, "Connect", "post")
    for name, ids in (("pre", sources), ("post", targets)):
        if not len(ids):
            raise NESTErrors.IllegalConnection(f"Connect: {name} = {ids.tolist()} must hold at least one node")
    rule = _connection_rule(conn_spec)
    specs = syn_spec.syn_specs if isinstance(syn_spec, CollocatedSynapses) else [syn_spec]
    if not specs:
        raise NESTErrors.BadParameter("Connect: CollocatedSynapses() must hold at least one synapse")
    _check_pairs(rule, sources, targets)
    synapses = [_synapse(kernel, spec, rule, sources, targets) for spec in specs]
    kernel.core.connect(sources, targets, rule.name, synapses, rule.autapses, rule.multapses, rule.number)
    return sources, targets, [model for model, _ in synapses]


def _check_pairs(rule: Rule, sources: Ids, targets: Ids) -> None:
    if rule.name != "one_to_one":
        if any((np.diff(ids) <= 0).any() for ids in (sources, targets)):
            raise NESTErrors.BadProperty(f"Connect: node ids must be ascending and unique for rule = {rule.name!r}")
        return
    if len(sources) != len(targets):
        raise NESTErrors.DimensionMismatch(
            f"Connect: rule = 'one_to_one' needs as many sources as targets, got {len(sources)} and {len(targets)}"
        )
    if not rule.multapses and len({*zip(sources.tolist(), targets.tolist(), strict=True)}) < len(sources):
        raise NESTErrors.BadProperty("Connect: allow_multapses = False, but pairs of nodes are repeated")


def _connection_rule(spec: Any) -> Rule:
    spec = {"rule": "all_to_all"} if spec is None else {"rule": spec} if isinstance(spec, str) else spec
    if not isinstance(spec, Mapping):
        raise NESTErrors.TypeMismatch(mismatch("Connect", "conn_spec", spec, "a string or a dictionary"))
    if "rule" not in spec:
        raise NESTErrors.BadProperty(f"Connect: conn_spec = {dict(spec)!r} must hold a rule, one of {', '.join(RULES)}")
    rule = known(NESTErrors.BadProperty, "Connect: there is no rule", spec["rule"], tuple(RULES))
    number = RULES[rule]
    entries = ("rule", *FLAGS, *([number.name] if number else []))
    for name in spec:
        known(NESTErrors.UnaccessedDictionaryEntry, f"Connect: {rule} has no entry", name, entries)
    if number and number.name not in spec:
        raise NESTErrors.BadProperty(f"Connect: conn_spec = {dict(spec)!r} must hold {number.name}")
    flags = {name: spec.get(name, default) for name, default in FLAGS.items()}
    for name, flag in flags.items():
        if not isinstance(flag, bool | np.bool_):
            raise NESTErrors.TypeMismatch(mismatch("Connect", name, flag, "True or False"))
    value = scalar("Connect", number, spec[number.name]) if number else 0.0
    if number and value < 0.0:
        raise NESTErrors.BadProperty(f"{rule}: {number.name} = {spec[number.name]} must be {number.rule}")
    if flags["make_symmetric"]:
        raise NESTErrors.NotImplemented("Connect: make_symmetric = True: connect the other way by a second call")
    return Rule(rule, bool(flags["allow_autapses"]), bool(flags["allow_multapses"]), value)


def _synapse(
    kernel: Kernel, spec: Any, rule: Rule, sources: Ids, targets: Ids
) -> tuple[str, dict[str, float | Floats]]:
    """The synapse model and its parameters, scalars or arrays of the shape that the rule needs."""
    spec = {} if spec is None else {"synapse_model": spec} if isinstance(spec, str) else spec
    if not isinstance(spec, Mapping):
        rule_in_words = "a string, a dictionary or CollocatedSynapses"
        raise NESTErrors.TypeMismatch(mismatch("Connect", "syn_spec", spec, rule_in_words))
    model = kernel.models.synapse(spec.get("synapse_model", "static_synapse"))
    table = {name: p for name, p in synapse_table(model).items() if "." not in name}
    shape = rule.shape(len(sources), len(targets))
    values: dict[str, float | Floats] = {}
    for name, value in spec.items():
        if name == "synapse_model":
            continue
        if name in {common.partition(".")[0] for common in common_table(model)}:
            raise NESTErrors.NotImplemented(
                f"{model}: {name} = {value!r} must be set with SetDefaults, all synapses share it"
            )
        p = parameter(model, table, name)
        if isinstance(value, Parameter):
            values[name] = _random(kernel, model, p, value, shape or _count(kernel, rule, sources, targets))
            continue
        if not is_list(value):
            values[name] = scalar(model, p, value, kind=NESTErrors.BadProperty)
            continue
        if shape is None:
            raise NESTErrors.NotImplemented(f"{model}: {name} must be one value for all, for rule = {rule.name!r}")
        values[name] = scalars(model, p, value, NESTErrors.BadProperty)
        if np.shape(values[name]) != shape:
            raise NESTErrors.DimensionMismatch(
                f"{model}: {name} has the shape {np.shape(values[name])}, must be a scalar or "
                f"of the shape {shape}, ({', '.join(AXES[rule.name])}), for rule = {rule.name!r}"
            )
    return model, values


def _count(kernel: Kernel, rule: Rule, sources: Ids, targets: Ids) -> tuple[int]:
    """How many connections a rule will draw."""
    return (kernel.core.count_pairs(sources, targets, rule.name, rule.autapses, rule.multapses, rule.number),)


def _random(kernel: Kernel, model: str, p: Declared, value: Parameter, shape: tuple[int, ...]) -> float | Floats:
    """One value for each connection."""
    values = drawn(kernel.core, model, p, value, math.prod(shape))
    return scalars(model, p, values, NESTErrors.BadProperty).reshape(shape)
