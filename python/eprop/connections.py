"""Connect: what a script says about a projection, checked and converted for the core."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop._core import Parameter as Declared
from eprop.errors import NESTErrors
from eprop.models import common_table, parameter, synapse_table
from eprop.parameter import Parameter, drawn
from eprop.rules import AXES, Rule, check_pairs, connection_rule
from eprop.values import is_list, mismatch, scalar, scalars

if TYPE_CHECKING:
    from eprop._core import Floats, Ids
    from eprop.kernel import Kernel


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
    rule = connection_rule(kernel, conn_spec, sources, targets)
    specs = syn_spec.syn_specs if isinstance(syn_spec, CollocatedSynapses) else [syn_spec]
    if not specs:
        raise NESTErrors.BadParameter("Connect: CollocatedSynapses() must hold at least one synapse")
    check_pairs(rule, sources, targets)
    synapses = [_synapse(kernel, spec, rule, sources, targets) for spec in specs]
    kernel.core.connect(sources, targets, rule.name, synapses, rule.autapses, rule.multapses, rule.number)
    return sources, targets, [model for model, _ in synapses]


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
            values[name] = _random(kernel, model, p, value, shape or (rule.count(kernel, sources, targets),))
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


def _random(kernel: Kernel, model: str, p: Declared, value: Parameter, shape: tuple[int, ...]) -> float | Floats:
    """One value for each connection."""
    values = drawn(kernel.core, model, p, value, math.prod(shape))
    return scalars(model, p, values, NESTErrors.BadProperty).reshape(shape)
