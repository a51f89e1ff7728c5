"""Reading the properties of nodes, by model and spelling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import versions
from eprop.backends import has
from eprop.errors import NESTErrors, unknown
from eprop.recording import computed
from eprop.values import shown

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.kernel import Kernel


@dataclass
class Group:
    """Nodes of one model and spelling; `at` are their places among the nodes of a call."""

    model: str
    style: int
    ids: Ids
    at: Ids


def groups_of(kernel: Kernel, ids: Ids) -> list[Group]:
    """Nodes by model and spelling."""
    style = kernel.spellings.style(ids)
    keys = kernel.core.models_of(ids) * 3 + style
    groups = []
    for key in np.unique(keys).tolist():
        at = np.flatnonzero(keys == key)
        groups.append(Group(kernel.models.nodes[key // 3], key % 3, ids[at], at))
    return groups


def names(kernel: Kernel, group: Group) -> list[str]:
    """Everything that nodes of a group show."""
    own = [
        name for name in computed(kernel, group.model) if any(has(kernel, node, name) for node in group.ids.tolist())
    ]
    return sorted([*kernel.spellings.names(group.model, group.style), *own])


def read(kernel: Kernel, ids: Ids, name: str) -> list[Any]:
    """Values of a property, one a node, None for nodes that do not have it.

    Raises
    ------
    NESTErrors.UnaccessedDictionaryEntry
        If no node has it.
    """
    groups = groups_of(kernel, ids)
    if isinstance(name, str):
        name = versions.known_as(kernel.nest_version, versions.ALIASES.get(name, name)) or name
    values: list[Any] = [None] * len(ids)
    having = [group for group in groups if name in names(kernel, group)]
    if not having:
        accepted = {n for group in groups for n in names(kernel, group)}
        owner = " and ".join(sorted({group.model for group in groups})) or "an empty NodeCollection"
        raise NESTErrors.UnaccessedDictionaryEntry(unknown(f"{owner} has no parameter", name, accepted))
    for group in having:
        for place, value in zip(group.at.tolist(), _read_group(kernel, group, name), strict=True):
            values[place] = value
    return values


def columns(kernel: Kernel, ids: Ids) -> dict[str, list[Any]]:
    """Everything that any of the nodes shows, by name: a value a node, None for nodes that do not have it."""
    found: dict[str, list[Any]] = {}
    for group in groups_of(kernel, ids):
        for name in names(kernel, group):
            values = found.setdefault(name, [None] * len(ids))
            for place, value in zip(group.at.tolist(), _read_group(kernel, group, name), strict=True):
                values[place] = value
    return dict(sorted(found.items()))


def rows(kernel: Kernel, ids: Ids) -> list[dict[str, Any]]:
    """Everything that each node shows."""
    found: list[dict[str, Any]] = [{}] * len(ids)
    for group in groups_of(kernel, ids):
        columns = {name: _read_group(kernel, group, name) for name in names(kernel, group)}
        for i, place in enumerate(group.at.tolist()):
            found[place] = {name: values[i] for name, values in columns.items()}
    return found


def _read_group(kernel: Kernel, group: Group, name: str) -> list[Any]:
    core, nodes = kernel.core, group.ids.tolist()
    properties = computed(kernel, group.model)
    if name in properties:
        return [properties[name](node) if has(kernel, node, name) else None for node in nodes]
    written = kernel.spellings.read(group.model, group.style, group.ids, name)
    if written is not None:
        return written
    name = versions.ALIASES.get(name, name)
    p = versions.table(group.model)[name]
    if p.kind == "floats":
        return [core.get_array(node, name) for node in nodes]
    if p.kind == "ints":
        return [core.get_array(node, name).astype(np.int64) for node in nodes]
    if p.kind == "ids":
        return [kernel.nodes(core.get_array(node, name).astype(np.int64)) for node in nodes]
    if p.kind == "names":
        return [core.get_names(node, name) for node in nodes]
    return shown(p, core.get_nodes(group.ids, name))
