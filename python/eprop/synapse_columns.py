"""Reading and writing what connections have, a column a parameter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop.errors import NESTErrors, unknown
from eprop.models import common_table, element_type, flat, nested, parameter, synapse_table
from eprop.parameter import drawn
from eprop.values import column, is_list, mismatch, same, shown

if TYPE_CHECKING:
    from eprop._core import Floats, Ids, Parameter
    from eprop.synapses import SynapseCollection

FIXED = ("port", "receptor", "source", "synapse_id", "synapse_model", "target", "target_thread")


def names(model: str) -> list[str]:
    """Everything that connections of a model show."""
    own = {name.partition(".")[0] for name in synapse_table(model)} - {"receptor_type"}
    return sorted(own | set(FIXED))


def read(synapses: SynapseCollection, name: str) -> list[Any]:
    """Values of a parameter, one a connection, None for connections that do not have it.

    Raises
    ------
    NESTErrors.UnaccessedDictionaryEntry
        If no connection has it.
    NESTErrors.InexistentConnection
        If a connection was removed.
    """
    models = synapses._by_model()
    having = {number: model for number, model in models.items() if name in names(model)}
    if not having:
        accepted = {n for model in models.values() for n in names(model)}
        raise NESTErrors.UnaccessedDictionaryEntry(
            unknown(f"{' and '.join(sorted(models.values()))} has no parameter", name, accepted)
        )
    if len(models) == 1:
        return _read_model(synapses, *having.popitem(), name)
    values = np.full(len(synapses), None, object)
    for number, model in having.items():
        at = np.flatnonzero(synapses._models == number)
        values[at] = _read_model(synapses[at], number, model, name)
    return list(values)


def _read_model(synapses: SynapseCollection, number: int, model: str, name: str) -> list[Any]:
    """Values of connections of one model."""
    core, handles, table = synapses._kernel.core, synapses._handles, synapse_table(model)
    match name:
        case "source":
            return list(synapses._sources.tolist())
        case "target":
            return list(synapses._targets.tolist())
        case "synapse_id":
            return [number] * len(synapses)
        case "synapse_model":
            return [str(model)] * len(synapses)
        case "target_thread":
            return list((synapses._targets % int(core.get_kernel("local_num_threads"))).tolist())
        case "port":
            return _ports(synapses, model)
        case "receptor":
            return shown(table["receptor_type"], core.get_connections(handles, "receptor_type"))
        case "optimizer":
            moments = [p for p in table.values() if p.name.startswith("optimizer.")] if _adapts(synapses, model) else []
            columns = {p.name: shown(p, core.get_connections(handles, p.name)) for p in moments}
            return [nested({n: c[i] for n, c in columns.items()}).get("optimizer", {}) for i in range(len(handles))]
        case _:
            return shown(table[name], core.get_connections(handles, name))


def _ports(synapses: SynapseCollection, model: str) -> list[int]:
    """Places among all connections of the model between neurons, or among those from or to devices."""
    kernel, core = synapses._kernel, synapses._kernel.core
    every, sources, targets, _ = core.find_connections(None, None, model)
    is_neuron = np.array([element_type(name) == "neuron" for name in kernel.models.nodes])
    between = is_neuron[core.models_of(sources)] & is_neuron[core.models_of(targets)]
    ports = np.where(between, np.cumsum(between), np.cumsum(~between)) - 1
    order = np.argsort(every)
    place = np.searchsorted(every[order], synapses._handles)
    if (np.append(every[order], -1)[place] != synapses._handles).any():
        raise NESTErrors.InexistentConnection("the connection was removed by Disconnect")
    return list(ports[order[place]].tolist())


def _adapts(synapses: SynapseCollection, model: str) -> bool:
    p = common_table(model)["optimizer.type"]
    return p.choices[int(synapses._kernel.core.get_synapse_default(model, p.name))] == "adam"


def plan(synapses: SynapseCollection, params: Any) -> list[tuple[Ids, dict[str, Floats]]]:
    """Handles and columns to write, every name and type checked."""
    if isinstance(params, Mapping) and not is_list(params.get("optimizer")):
        values = flat("synapses", _without_unchanged(synapses, params))
        columns = {
            name: _column(synapses, *_parameter(synapses._by_model().values(), name), value, len(synapses))
            for name, value in values.items()
        }
        return [(synapses._handles, columns)] if columns else []
    rows = [flat("synapses", _without_unchanged(synapses[i], row)) for i, row in enumerate(_each(synapses, params))]
    models = synapses._by_model()
    alike: dict[tuple[int, frozenset[str]], list[int]] = {}
    for i, (number, row) in enumerate(zip(synapses._models.tolist(), rows, strict=True)):
        alike.setdefault((number, frozenset(row)), []).append(i)
    parts = []
    for (number, given), places in alike.items():
        found = {name: _parameter([models[number]], name) for name in given}
        columns = {
            name: np.array([_column(synapses, *found[name], rows[i][name], 1)[0] for i in places]) for name in given
        }
        parts.append((synapses._handles[places], columns))
    return [part for part in parts if part[1]]


def _column(synapses: SynapseCollection, model: str, p: Parameter, value: Any, n: int) -> Floats:
    return column(model, p, drawn(synapses._kernel.core, model, p, value, n), n)


def _each(synapses: SynapseCollection, params: Any) -> list[Any]:
    """One dictionary for each connection."""
    n = len(synapses)
    if isinstance(params, Mapping):
        spread = {name: value if is_list(value) else [value] * n for name, value in params.items()}
        for name, value in spread.items():
            if len(value) != n:
                raise NESTErrors.DimensionMismatch(
                    f"synapses: {name} holds {len(value)} values, must be one value or {n}, one for each"
                )
        return [{name: value[i] for name, value in spread.items()} for i in range(n)]
    if not is_list(params) or not all(isinstance(row, Mapping) for row in params):
        raise NESTErrors.TypeMismatch(mismatch("synapses", "params", params, "a dictionary or a list of dictionaries"))
    if len(params) != n:
        raise NESTErrors.BadParameter(
            f"set: params holds {len(params)} dictionaries, must hold {n}, one for each connection"
        )
    return list(params)


def _without_unchanged(synapses: SynapseCollection, params: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what cannot be set but repeats what is there, so that ``set(get())`` is allowed."""
    for name in params.keys() & FIXED:
        if not same(params[name], synapses.get(name)):
            raise NESTErrors.UnaccessedDictionaryEntry(f"synapses: {name} = {params[name]!r} cannot be set")
    return {name: value for name, value in params.items() if name not in FIXED}


def _parameter(models: Any, name: str) -> tuple[str, Parameter]:
    """A parameter that connections of all the models have for themselves."""
    for model in models:
        if name in common_table(model):
            raise NESTErrors.NotImplemented(f"{model}: {name} must be set with SetDefaults, all synapses share it")
        p = parameter(model, synapse_table(model), name)
    return model, p
