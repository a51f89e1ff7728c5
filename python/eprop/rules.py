"""Connection rules: what the conn_spec of Connect says, checked and converted for the core."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop._core import Parameter as Declared
from eprop.errors import NESTErrors
from eprop.models import known
from eprop.parameter import Parameter
from eprop.values import mismatch, scalar

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
# What a random number of a rule is drawn for.
DRAWN = {"fixed_indegree": "targets", "fixed_outdegree": "sources", "pairwise_bernoulli": "pairs"}


@dataclass
class Rule:
    """A connection rule: its name, what a pair of nodes may be, and its number, such as the indegree.

    An array holds a number for each target, source or pair, shape (targets,), (sources,) or (targets * sources,).
    """

    name: str
    autapses: bool
    multapses: bool
    number: float | Floats

    def shape(self, sources: int, targets: int) -> tuple[int, ...] | None:
        """The shape of an array with one value for each connection; None if how many there are is drawn."""
        if self.name not in AXES or isinstance(self.number, np.ndarray):
            return None
        sizes, number = {"sources": sources, "targets": targets}, int(self.number)
        return tuple(sizes.get(axis, number) for axis in AXES[self.name])

    def count(self, kernel: Kernel, sources: Ids, targets: Ids) -> int:
        """How many connections it will draw."""
        return kernel.core.count_pairs(sources, targets, self.name, self.autapses, self.multapses, self.number)


def connection_rule(kernel: Kernel, spec: Any, sources: Ids, targets: Ids) -> Rule:
    """The rule that the conn_spec of `Connect` asks for, its random numbers drawn.

    Raises
    ------
    NESTErrors.TypeMismatch, NESTErrors.BadProperty, NESTErrors.UnaccessedDictionaryEntry, NESTErrors.NotImplemented
        If it is not accepted.
    """
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
    if flags["make_symmetric"]:
        raise NESTErrors.NotImplemented("Connect: make_symmetric = True: connect the other way by a second call")
    value = _value(kernel, rule, number, spec[number.name], len(sources), len(targets)) if number else 0.0
    return Rule(rule, bool(flags["allow_autapses"]), bool(flags["allow_multapses"]), value)


def _value(kernel: Kernel, rule: str, number: Declared, given: Any, sources: int, targets: int) -> float | Floats:
    """The number of a rule: one, or those that are drawn, degrees as integers, none of them negative."""
    if isinstance(given, Parameter) and rule in DRAWN:
        n = {"sources": sources, "targets": targets, "pairs": sources * targets}[DRAWN[rule]]
        values = given.draw(kernel.core, n)
        if not np.isfinite(values).all():
            drawn = values[~np.isfinite(values)][0]
            raise NESTErrors.BadProperty(f"{rule}: {number.name} = {given} draws {drawn}, must draw finite numbers")
        return np.maximum(values if number.kind == "float" else np.floor(values + 0.5), 0.0)
    value = scalar("Connect", number, given)
    if value < 0.0:
        raise NESTErrors.BadProperty(f"{rule}: {number.name} = {given} must be {number.rule}")
    return value


def check_pairs(rule: Rule, sources: Ids, targets: Ids) -> None:
    """Refuse nodes that a rule cannot connect, whatever they are.

    Raises
    ------
    NESTErrors.BadProperty, NESTErrors.DimensionMismatch
    """
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
