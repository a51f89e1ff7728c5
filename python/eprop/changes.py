"""Writing the parameters of nodes: everything is checked first, and a refused call leaves the network as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import backends, spellings, versions
from eprop.errors import NESTErrors
from eprop.models import Table, is_recorder, parameter
from eprop.parameter import drawn
from eprop.properties import Group, groups_of
from eprop.recording import N_EVENTS, check_n_events, computed
from eprop.transaction import Step, transact
from eprop.values import ARRAYS, array, column, is_list, mismatch, names, same

if TYPE_CHECKING:
    from eprop._core import Floats, Network, Parameter
    from eprop.kernel import Kernel
    from eprop.nodes import NodeCollection


@dataclass
class Change:
    """What is to be written to the nodes of a group, as the core takes it: arrays and lists over the nodes."""

    group: Group
    scalars: dict[str, Floats] = field(default_factory=dict)
    arrays: dict[str, list[Floats]] = field(default_factory=dict)
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    outputs: dict[str, list[Any]] = field(default_factory=dict)  # of recorders, kept in Python
    cleared: list[int] = field(default_factory=list)
    written: spellings.Written | None = None


def plan(
    kernel: Kernel, nodes: NodeCollection, params: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> list[Change]:
    """Check and convert parameters for nodes: a dictionary for all of them, or one for each. Nothing is written.

    Raises
    ------
    NESTErrors.UnaccessedDictionaryEntry, NESTErrors.TypeMismatch, NESTErrors.DimensionMismatch, NESTErrors.BadProperty
        If a name, type, length or spelling is not accepted.
    """
    groups = groups_of(kernel, nodes.ids)
    if isinstance(params, Mapping):
        values = _without_unchanged(kernel, nodes, groups, params)
        return [_change(kernel, group, _for_all(kernel, group, values, len(nodes))) for group in groups]
    rows = [_without_unchanged(kernel, nodes[i], groups, row) for i, row in enumerate(params)]
    return [
        _change(kernel, part, _one_each(kernel, part, [rows[place] for place in part.at.tolist()]))
        for group in groups
        for part in _alike(group, rows)
    ]


def apply(kernel: Kernel, changes: Sequence[Change]) -> None:
    """Write what was planned, all or nothing."""
    kinds = (_scalar_steps, _name_steps, _array_steps)
    transact(step for kind in kinds for change in changes for step in kind(kernel.core, change))
    for change in changes:
        backends.assign(kernel, change.group.ids, change.outputs)
        for recorder in change.cleared:
            kernel.core.clear_events(recorder)
        if change.written:
            kernel.spellings.keep(change.written)
        elif {versions.HEIGHT, versions.WIDTH} & change.scalars.keys():
            kernel.spellings.note_present(change.group.model)


def _without_unchanged(kernel: Kernel, nodes: NodeCollection, groups: list[Group], params: Any) -> dict[str, Any]:
    """Leave out what cannot be set but repeats what is there, so that ``set(get())`` is allowed."""
    if not isinstance(params, Mapping):
        raise NESTErrors.TypeMismatch(
            mismatch("nodes", "params", params, "a dictionary, or a list with one for each node")
        )
    kept = dict(params)
    for model in {group.model for group in groups}:
        for name in params.keys() & _fixed(kernel, model):
            if not same(params[name], nodes.get(name)):
                raise NESTErrors.UnaccessedDictionaryEntry(
                    f"{model}: {name} = {params[name]!r} cannot be set, it is computed"
                )
            kept.pop(name, None)
    return kept


def _fixed(kernel: Kernel, model: str) -> set[str]:
    read_only = {p.name for p in versions.table(model).values() if p.access == "read"}
    return (read_only | computed(kernel, model).keys()) - {N_EVENTS.name} - backends.PARAMETERS.keys()


def _settable(model: str) -> Table:
    table = {name: p for name, p in versions.table(model).items() if p.access in ("set", "state")}
    return {**table, **backends.PARAMETERS, N_EVENTS.name: N_EVENTS} if is_recorder(model) else table


def _alike(group: Group, rows: list[dict[str, Any]]) -> list[Group]:
    """Nodes of a group by the names that are set for them."""
    alike: dict[frozenset[str], list[int]] = {}
    for i, place in enumerate(group.at.tolist()):
        alike.setdefault(frozenset(rows[place]), []).append(i)
    return [Group(group.model, group.style, group.ids[i], group.at[i]) for i in alike.values()]


def _for_all(kernel: Kernel, group: Group, params: dict[str, Any], n: int) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in params.items():
        values = _spread(kernel, group.model, parameter(group.model, _settable(group.model), name), value, n)
        columns[name] = values[group.at] if isinstance(values, np.ndarray) else [values[i] for i in group.at.tolist()]
    return columns


def _one_each(kernel: Kernel, group: Group, rows: list[dict[str, Any]]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name in rows[0]:
        p = parameter(group.model, _settable(group.model), name)
        each = [_spread(kernel, group.model, p, row[name], 1) for row in rows]
        columns[name] = np.concatenate(each) if isinstance(each[0], np.ndarray) else [values[0] for values in each]
    return columns


def _spread(kernel: Kernel, model: str, p: Parameter, value: Any, n: int) -> Floats | list[Any]:
    """Values of a parameter for n nodes: one for all, or a list with one for each."""
    if p.name in backends.PARAMETERS:
        return backends.spread(model, p, value, n)
    if p.kind not in ARRAYS:
        return column(model, p, drawn(kernel.core, model, p, value, n), n)
    convert: dict[str, Callable[[Any], Any]] = {
        "floats": lambda v: array(model, p, v),
        "ints": lambda v: array(model, p, v),
        "ids": lambda v: np.unique(kernel.ids(v, model, p.name)).astype(float),
        "names": lambda v: names(model, p, v),
    }
    one_each = isinstance(value, list | tuple | np.ndarray) and is_list(value) and len(value) > 0 and is_list(value[0])
    if not one_each:
        return [convert[p.kind](value)] * n
    if len(value) != n:
        raise NESTErrors.DimensionMismatch(
            f"{model}: {p.name} holds {len(value)} lists, must hold {n}, one for each node"
        )
    return [convert[p.kind](v) for v in value]


def _change(kernel: Kernel, group: Group, columns: dict[str, Any]) -> Change:
    cleared = check_n_events(kernel.core, group.model, group.ids, columns.pop(N_EVENTS.name, None))
    kept = {name: columns.pop(name) for name in backends.PARAMETERS if name in columns}
    backends.check(kernel, group.model, group.ids, kept)
    columns, written = kernel.spellings.translate(group.model, group.style, group.ids, columns)
    change = Change(group, outputs=kept, cleared=cleared, written=written)
    for name, values in columns.items():
        kind = versions.table(group.model)[name].kind
        part = change.names if kind == "names" else change.arrays if kind in ARRAYS else change.scalars
        part[name] = values
    return change


def _scalar_steps(core: Network, change: Change) -> list[Step]:
    if not change.scalars:
        return []
    ids = change.group.ids
    before = {name: core.get_nodes(ids, name) for name in change.scalars}
    return [(lambda: core.set_nodes(ids, change.scalars), lambda: core.set_nodes(ids, before))]


def _array_steps(core: Network, change: Change) -> list[Step]:
    if not change.arrays:
        return []
    ids = change.group.ids
    before = {name: [core.get_array(node, name) for node in ids.tolist()] for name in change.arrays}
    return [(lambda: core.set_arrays(ids, change.arrays), lambda: core.set_arrays(ids, before))]


def _name_steps(core: Network, change: Change) -> list[Step]:
    def step(node: int, name: str, value: list[str], before: list[str]) -> Step:
        one = np.array([node])
        return lambda: core.set_names(one, name, value), lambda: core.set_names(one, name, before)

    steps = []
    for name, values in change.names.items():
        for node, value in zip(change.group.ids.tolist(), values, strict=True):
            before = core.get_names(node, name)
            if value != before:  # setting it anew would clear the events
                steps.append(step(node, name, value, before))
    return steps
