"""SynapseCollection: connections of a network, with the parameters that each of them has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import synapse_columns
from eprop.errors import NESTErrors
from eprop.output import formatted
from eprop.transaction import Step, draws, transact
from eprop.values import is_list, mismatch, one_of

if TYPE_CHECKING:
    from eprop._core import Floats, Ids
    from eprop.kernel import Kernel

SHORT, ENDS = 35, 15  # rows of a table that is printed in full, and of the two ends of a longer one


class SynapseCollection:
    """Connections, ordered by synapse model, source and creation.

    Parameters that the connections have are attributes: ``synapses.weight``, ``synapses.weight = 2.0``. With
    ``synapses.print_full = True``, ``print`` shows all connections, not only the first and last ones.

    Parameters
    ----------
    kernel
        The network.
    handles, sources, targets, models
        Columns as the core gives them, shape (n,): its names of the connections, node ids, and places of their synapse
        models in the network's list.
    """

    __slots__ = ("_generation", "_handles", "_kernel", "_models", "_sources", "_targets", "print_full")
    _generation: int
    _handles: Ids
    _kernel: Kernel
    _models: Any
    _sources: Ids
    _targets: Ids
    print_full: bool

    def __init__(self, kernel: Kernel, handles: Ids, sources: Ids, targets: Ids, models: Any) -> None:
        self._kernel, self._generation, self.print_full = kernel, kernel.generation, False
        self._handles, self._sources, self._targets, self._models = handles, sources, targets, models

    def sources(self) -> Iterator[int]:
        """Ids of the source nodes."""
        return iter(self._sources.tolist())

    def targets(self) -> Iterator[int]:
        """Ids of the target nodes."""
        return iter(self._targets.tolist())

    def get(self, names: str | Sequence[str] | None = None, output: str = "") -> Any:
        """Read parameters.

        Parameters
        ----------
        names
            Nothing for everything, a name for its values, a list of names for a dictionary.
        output
            "json" for a string in JSON, "pandas" for a DataFrame with the ids of the sources as its index.

        Returns
        -------
        object or dict
            The value of one connection, a list of values of several, () of none. What some connections do not have is
            None there.

        Raises
        ------
        NESTErrors.UnaccessedDictionaryEntry
            If no connection has such a parameter.
        NESTErrors.InexistentConnection
            If a connection was removed.
        """
        self._check()
        if names is None:
            models = self._by_model().values()
            names = sorted({name for model in models for name in synapse_columns.names(model)})
        if not isinstance(names, str) and not is_list(names):
            raise NESTErrors.TypeMismatch(mismatch("get", "names", names, "a string or a list of strings"))
        if not len(self) and output == "pandas":
            names = []
        return formatted(self._values(names), names, self._sources, output)

    def _values(self, names: str | Sequence[str]) -> Any:
        if not len(self):
            return () if names else {}
        if not isinstance(names, str):
            return {name: self._values(name) for name in names}
        values = synapse_columns.read(self, names)
        return values[0] if len(values) == 1 else values

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
        NESTErrors.BadProperty, NESTErrors.InexistentConnection
            If a name, type, length or value is not accepted, or a connection was removed; nothing is changed then.
        """
        self._check()
        given = one_of(params, kwargs)
        core = self._kernel.core

        def step(handles: Ids, columns: dict[str, Floats]) -> Step:
            before = {name: core.get_connections(handles, name) for name in columns}
            return lambda: core.set_connections(handles, columns), lambda: core.set_connections(handles, before)

        with draws(core):
            transact([step(*part) for part in (synapse_columns.plan(self, given) if len(self) else ())])

    def disconnect(self) -> None:
        """Remove the connections; see `Kernel.Disconnect`."""
        self._kernel.Disconnect(self)

    def rows(self) -> list[dict[str, Any]]:
        """Everything, as a dictionary for each connection."""
        self._check()
        names = {number: synapse_columns.names(model) for number, model in self._by_model().items()}
        columns = {name: synapse_columns.read(self, name) for name in set().union(*names.values())}
        return [{name: columns[name][i] for name in names[model]} for i, model in enumerate(self._models.tolist())]

    def _by_model(self) -> dict[int, str]:
        """Synapse models of the connections, by their places in the network's list."""
        return {i: self._kernel.models.synapses[i] for i in np.flatnonzero(np.bincount(self._models)).tolist()}

    def _check(self, kernel: Kernel | None = None) -> None:
        """Refuse connections of another network, or from before ResetKernel."""
        if self._generation != self._kernel.generation or (kernel or self._kernel) is not self._kernel:
            raise NESTErrors.UnknownNode("the connections belong to another network, or to the one before ResetKernel")

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

    def __getitem__(self, key: Any) -> SynapseCollection:
        if isinstance(key, int | np.integer):
            if not -len(self) <= key < len(self):
                raise IndexError(f"index {key} is outside of the SynapseCollection of {len(self)} connections")
            key = slice(int(key), int(key) + 1 or None)
        elif not isinstance(key, slice):
            key = self._places(key)
        columns = (self._handles, self._sources, self._targets, self._models)
        return SynapseCollection(self._kernel, *(np.ascontiguousarray(column[key]) for column in columns))

    def _places(self, key: Any) -> Any:
        """Places, given as a list or array of them or as a mask."""
        places = np.asarray(key) if is_list(key) else None
        if places is None or places.ndim != 1 or (places.size and places.dtype.kind not in "iub"):
            rule = "an integer, a slice, or a list or array of integers or bools"
            raise NESTErrors.TypeMismatch(mismatch("SynapseCollection", "index", key, rule))
        return places if places.size else places.astype(int)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SynapseCollection):
            return NotImplemented
        same_network = self._kernel is other._kernel and self._generation == other._generation
        return same_network and np.array_equal(self._handles, other._handles)

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        if not len(self):
            return "The synapse collection does not contain any connections."
        self._check()
        width = max(15, *map(len, self._by_model().values()))
        titles = {"source": 8, "target": 8, "synapse model": width, "weight": 8, "delay": 7}
        lines = [" ".join(f"{title:^{n}}" for title, n in titles.items()), " ".join("-" * n for n in titles.values())]
        if len(self) <= SHORT or self.print_full:
            return "\n".join(lines + self._lines(width))
        dots = f"{'⋮':>6}{'⋮':>9}{'⋮':>{width + 1}}{'⋮':>9}{'⋮':>8} "
        return "\n".join([*lines, *self[:ENDS]._lines(width), dots, *self[-ENDS:]._lines(width)])

    def _lines(self, width: int) -> list[str]:
        columns = (synapse_columns.read(self, n) for n in ("source", "target", "synapse_model", "weight", "delay"))
        return [f"{s:>7}{t:>9}{m:>{width + 1}} {w:>#8.4g} {d:>#7.4g}" for s, t, m, w, d in zip(*columns, strict=True)]
