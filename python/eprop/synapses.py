"""SynapseCollection: connections of a network, with the parameters that each of them has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop.errors import NESTErrors, unknown
from eprop.models import common_table, flat, nested, parameter, synapse_table
from eprop.transaction import Step, transact
from eprop.values import column, is_list, mismatch, one_of, same, shown

if TYPE_CHECKING:
    from eprop._core import Floats, Ids, Network, Parameter
    from eprop.kernel import Kernel

FIXED = ("receptor", "source", "synapse_id", "synapse_model", "target")


class SynapseCollection:
    """Connections, ordered by synapse model, source and creation.

    Parameters that the connections have are attributes: ``synapses.weight``, ``synapses.weight = 2.0``.

    Parameters
    ----------
    kernel
        The network.
    handles, sources, targets, models
        Columns as the core gives them, shape (n,): its names of the connections, node ids, and places of their synapse
        models in the core's list.
    """

    __slots__ = ("_generation", "_handles", "_kernel", "_models", "_sources", "_targets")
    _generation: int
    _handles: Ids
    _kernel: Kernel
    _models: Any
    _sources: Ids
    _targets: Ids

    def __init__(self, kernel: Kernel, handles: Ids, sources: Ids, targets: Ids, models: Any) -> None:
        self._kernel, self._generation = kernel, kernel.generation
        self._handles, self._sources, self._targets, self._models = handles, sources, targets, models

    def sources(self) -> Iterator[int]:
        """Ids of the source nodes."""
        return iter(self._sources.tolist())

    def targets(self) -> Iterator[int]:
        """Ids of the target nodes."""
        return iter(self._targets.tolist())

    def get(self, names: str | Sequence[str] | None = None) -> Any:
        """Read parameters.

        Parameters
        ----------
        names
            Nothing for everything, a name for its values, a list of names for a dictionary.

        Returns
        -------
        object or dict
            The value of one connection, a list of values of several, () of none. What some connections do not have is
            None there.

        Raises
        ------
        NESTErrors.UnaccessedDictionaryEntry
            If no connection has such a parameter.
        """
        self._check()
        if names is None:
            names = sorted({name for model in self._kinds().values() for name in _names(model)})
        if isinstance(names, str):
            values = self._read(names) if len(self) else []
            return values[0] if len(values) == 1 else values or ()
        if not is_list(names):
            raise NESTErrors.TypeMismatch(mismatch("get", "names", names, "a string or a list of strings"))
        return {name: self.get(name) for name in names} if len(self) or not names else ()

    def set(self, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None, /, **kwargs: Any) -> None:
        """Set parameters, all or nothing.

        Parameters
        ----------
        params
            A dictionary for all connections, in which a list holds one value for each, or a list with a dictionary for
            each.
        **kwargs
            The same as a dictionary.

        Raises
        ------
        NESTErrors.UnaccessedDictionaryEntry, NESTErrors.TypeMismatch, NESTErrors.DimensionMismatch,
        NESTErrors.BadProperty
            If a name, type, length or value is not accepted; nothing is changed then.
        """
        self._check()
        given = one_of(params, kwargs)
        core = self._kernel.core

        def step(handles: Ids, columns: dict[str, Floats]) -> Step:
            before = {name: core.get_connections(handles, name) for name in columns}
            return lambda: core.set_connections(handles, columns), lambda: core.set_connections(handles, before)

        transact([step(handles, columns) for handles, columns in (self._plan(given) if len(self) else ())])

    def rows(self) -> list[dict[str, Any]]:
        """Everything, as a dictionary for each connection."""
        self._check()
        names = {i: _names(model) for i, model in self._kinds().items()}
        columns = {name: self._read(name) for name in set().union(*names.values())}
        return [{name: columns[name][i] for name in names[model]} for i, model in enumerate(self._models.tolist())]

    def _kinds(self) -> dict[int, str]:
        """Synapse models of the connections, by their place in the network's list."""
        return {i: self._kernel.models.synapses[i] for i in np.unique(self._models).tolist()}

    def _read(self, name: str) -> list[Any]:
        fixed: dict[str, Any] = {
            "source": lambda: self._sources.tolist(),
            "target": lambda: self._targets.tolist(),
            "synapse_id": lambda: self._models.tolist(),
            "synapse_model": lambda: [str(self._kernel.models.synapses[i]) for i in self._models.tolist()],
        }
        if name in fixed:
            return list(fixed[name]())
        values: list[Any] = [None] * len(self)
        models = self._kinds()
        having = [i for i, model in models.items() if name in _names(model)]
        if not having:
            accepted = {n for model in models.values() for n in _names(model)}
            raise NESTErrors.UnaccessedDictionaryEntry(
                unknown(f"{' and '.join(sorted(models.values()))} has no parameter", name, accepted)
            )
        for i in having:
            at = np.flatnonzero(self._models == i)
            for place, value in zip(at.tolist(), self._read_model(models[i], self._handles[at], name), strict=True):
                values[place] = value
        return values

    def _read_model(self, model: str, handles: Ids, name: str) -> list[Any]:
        core, table = self._kernel.core, synapse_table(model)
        if name != "optimizer":
            p = table["receptor_type" if name == "receptor" else name]
            return shown(p, core.get_connections(handles, p.name))
        moments = [p for p in table.values() if p.name.startswith("optimizer.")] if _adapts(core, model) else []
        columns = {p.name: shown(p, core.get_connections(handles, p.name)) for p in moments}
        return [nested({n: c[i] for n, c in columns.items()}).get("optimizer", {}) for i in range(len(handles))]

    def _plan(self, params: Any) -> list[tuple[Ids, dict[str, Floats]]]:
        """Handles and columns to write, every name and type checked."""
        if isinstance(params, Mapping) and not is_list(params.get("optimizer")):
            values = flat("synapses", self._without_unchanged(self, params))
            columns = {
                name: column(*self._parameter(np.unique(self._models), name), value, len(self))
                for name, value in values.items()
            }
            return [(self._handles, columns)] if columns else []
        rows = [flat("synapses", self._without_unchanged(self[i], row)) for i, row in enumerate(self._each(params))]
        alike: dict[tuple[int, frozenset[str]], list[int]] = {}
        for i, (model, row) in enumerate(zip(self._models.tolist(), rows, strict=True)):
            alike.setdefault((model, frozenset(row)), []).append(i)
        parts = []
        for (model, names), places in alike.items():
            found = {name: self._parameter([model], name) for name in names}
            columns = {name: np.array([column(*found[name], rows[i][name], 1)[0] for i in places]) for name in names}
            parts.append((self._handles[places], columns))
        return [part for part in parts if part[1]]

    def _each(self, params: Any) -> list[Any]:
        """One dictionary for each connection."""
        if isinstance(params, Mapping):
            spread = {name: value if is_list(value) else [value] * len(self) for name, value in params.items()}
            for name, value in spread.items():
                if len(value) != len(self):
                    raise NESTErrors.DimensionMismatch(
                        f"synapses: {name} holds {len(value)} values, must be one value or {len(self)}, one for each"
                    )
            return [{name: value[i] for name, value in spread.items()} for i in range(len(self))]
        if not is_list(params) or not all(isinstance(row, Mapping) for row in params):
            raise NESTErrors.TypeMismatch(
                mismatch("synapses", "params", params, "a dictionary or a list of dictionaries")
            )
        if len(params) != len(self):
            raise NESTErrors.BadParameter(
                f"set: params holds {len(params)} dictionaries, must hold {len(self)}, one for each connection"
            )
        return list(params)

    @staticmethod
    def _without_unchanged(synapses: SynapseCollection, params: Mapping[str, Any]) -> dict[str, Any]:
        """Leave out what cannot be set but repeats what is there, so that ``set(get())`` is allowed."""
        for name in params.keys() & FIXED:
            if not same(params[name], synapses.get(name)):
                raise NESTErrors.UnaccessedDictionaryEntry(f"synapses: {name} = {params[name]!r} cannot be set")
        return {name: value for name, value in params.items() if name not in FIXED}

    def _parameter(self, models: Any, name: str) -> tuple[str, Parameter]:
        """A parameter that connections of all the models have for themselves."""
        for model in [self._kernel.models.synapses[i] for i in models]:
            if name in common_table(model):
                raise NESTErrors.NotImplemented(f"{model}: {name} must be set with SetDefaults, all synapses share it")
            p = parameter(model, synapse_table(model), name)
        return model, p

    def _check(self, kernel: Kernel | None = None) -> None:
        """Refuse connections of another network, or from before ResetKernel."""
        if self._generation != self._kernel.generation or (kernel or self._kernel) is not self._kernel:
            raise NESTErrors.UnknownNode("the connections belong to another network, or to the one before ResetKernel")

    def disconnect(self) -> None:
        """Remove the connections; see `Kernel.Disconnect`."""
        self._kernel.Disconnect(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__slots__:
            object.__setattr__(self, name, value)
        else:
            self.set({name: value})

    def __len__(self) -> int:
        return len(self._handles)

    def __iter__(self) -> Iterator[SynapseCollection]:
        return (self[i] for i in range(len(self)))

    def __getitem__(self, key: int | slice) -> SynapseCollection:
        if isinstance(key, int | np.integer):
            if not -len(self) <= key < len(self):
                raise IndexError(f"index {key} is outside of the SynapseCollection of {len(self)} connections")
            key = slice(int(key), int(key) + 1 or None)
        if not isinstance(key, slice):
            raise NESTErrors.TypeMismatch(mismatch("SynapseCollection", "index", key, "an integer or a slice"))
        columns = (self._handles, self._sources, self._targets, self._models)
        return SynapseCollection(self._kernel, *(np.ascontiguousarray(column[key]) for column in columns))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SynapseCollection):
            return NotImplemented
        same_network = self._kernel is other._kernel and self._generation == other._generation
        return same_network and np.array_equal(self._handles, other._handles)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        if not len(self):
            return "The synapse collection does not contain any connections."
        rows = zip(
            *(self._read(name) for name in ("source", "target", "synapse_model", "weight", "delay")), strict=True
        )
        width = max(len(self._kernel.models.synapses[i]) for i in self._models)
        lines = [f"{'source':>8} {'target':>8} {'synapse model':<{width}} {'weight':>8} {'delay':>7}"]
        lines += [f"{s:>8} {t:>8} {m:<{width}} {w:>8.3f} {d:>7.3f}" for s, t, m, w, d in rows]
        return "\n".join(lines)


def _names(model: str) -> list[str]:
    own = {name.partition(".")[0] for name in synapse_table(model)} - {"receptor_type"}
    return sorted(own | set(FIXED))


def _adapts(core: Network, model: str) -> bool:
    p = common_table(model)["optimizer.type"]
    return p.choices[int(core.get_synapse_default(model, p.name))] == "adam"
