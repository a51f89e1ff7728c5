"""NodeCollection: nodes of a network, in the order of their ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import changes, properties
from eprop.errors import NESTErrors, unknown
from eprop.models import is_recorder
from eprop.output import formatted
from eprop.parts import Part, bounds, described, merged, runs
from eprop.transaction import draws
from eprop.values import is_list, mismatch, node_ids, one_of

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.kernel import Kernel


class NodeCollection:
    """Nodes of a network, unique and in the order of their ids, kept as ranges.

    Parameters that the nodes have are attributes: ``nodes.V_m``, ``nodes.V_m = -60.0``.

    Parameters
    ----------
    ids
        Ids of existing nodes, ascending.
    kernel
        The network; by default the one that the functions of the module work on.

    Raises
    ------
    NESTErrors.UnknownNode
        If a node does not exist.
    NESTErrors.BadProperty
        If ids are not ascending and unique.
    """

    __slots__ = ("_generation", "_kernel", "_parts")
    _generation: int
    _kernel: Kernel
    _parts: tuple[Part, ...]

    def __init__(self, ids: Iterable[int] = (), *, kernel: Kernel | None = None) -> None:
        if kernel is None:
            from eprop.kernel import default

            kernel = default
        given = node_ids("NodeCollection", "ids", ids)
        if (np.diff(given) <= 0).any():
            raise NESTErrors.BadProperty(f"NodeCollection: ids = {given.tolist()} must be ascending and unique")
        self._assign(kernel, runs(kernel, given))

    @classmethod
    def _of(cls, kernel: Kernel, parts: Iterable[Part]) -> NodeCollection:
        nodes = cls.__new__(cls)
        nodes._assign(kernel, merged(parts))
        return nodes

    def _assign(self, kernel: Kernel, parts: tuple[Part, ...]) -> None:
        self._kernel, self._generation, self._parts = kernel, kernel.generation, parts

    @property
    def ids(self) -> Ids:
        """The ids, an array of int64, shape (n,)."""
        ranges = [np.arange(r.start, r.stop, r.step) for _, r in self._parts]
        return np.concatenate(ranges) if ranges else np.empty(0, np.int64)

    @property
    def global_id(self) -> int | tuple[int, ...]:
        """The id of one node, a tuple of ids of several."""
        ids = self.tolist()
        return ids[0] if len(ids) == 1 else tuple(ids)

    def tolist(self) -> list[int]:
        """The ids as a list."""
        return [node for _, r in self._parts for node in r]

    def index(self, node: int) -> int:
        """Place of a node id; ValueError if it is not in the collection."""
        return self.tolist().index(_as_int(node))

    def get(self, *params: Any, output: str = "") -> Any:
        """Read parameters.

        Parameters
        ----------
        *params
            Nothing for everything, a name for one value, a list of names for a dictionary. A second argument picks from
            the dictionary that the first one names: ``get("events", "times")``.
        output
            "json" for a string in JSON, "pandas" for a DataFrame with the ids of the nodes as its index.

        Returns
        -------
        object or dict
            A value of one node, a tuple of values of several. What some of the nodes do not have is None there.

        Raises
        ------
        NESTErrors.UnaccessedDictionaryEntry
            If no node has such a parameter.
        """
        self._check()
        values = self._read(*params)
        return formatted(values, params[-1] if params else "", self.ids, output)

    def _read(self, names: Any = "", inner: Any = None, *rest: Any) -> Any:
        if rest:
            raise NESTErrors.BadParameter("get takes at most two arguments: names, and names inside the first")
        if inner is not None:
            found = [_pick(value, names, inner) for value in properties.read(self._kernel, self.ids, names)]
            return _alone(found)
        if is_list(names):
            return {name: self._read(name) for name in names}
        if not isinstance(names, str):
            raise NESTErrors.TypeMismatch(mismatch("get", "names", names, "a string or a list of strings"))
        ids = self.ids
        if not names:
            return {name: _alone(values) for name, values in properties.columns(self._kernel, ids).items()}
        return _alone(properties.read(self._kernel, ids, names) if len(ids) else [])

    def set(self, params: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None, /, **kwargs: Any) -> None:
        """Set parameters, all or nothing.

        Parameters
        ----------
        params
            A dictionary for all nodes, or a list with one for each. In a dictionary for several nodes, a list or array
            of a scalar parameter holds one value for each node.
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
        if not isinstance(given, Mapping) and not is_list(given):
            raise NESTErrors.TypeMismatch(mismatch("set", "params", given, "a dictionary or a list of dictionaries"))
        if not isinstance(given, Mapping) and len(given) != len(self):
            raise NESTErrors.BadParameter(
                f"set: params holds {len(given)} dictionaries, must hold {len(self)}, one for each node"
            )
        recorders = {model for model, _ in self._parts if is_recorder(model)}
        if recorders and self._kernel.prepared:
            raise NESTErrors.BadProperty(f"{', '.join(recorders)}: {given!r} cannot be set between Prepare and Cleanup")
        with draws(self._kernel.core):
            changes.apply(self._kernel, changes.plan(self._kernel, self, given))

    def rows(self) -> list[dict[str, Any]]:
        """Everything, as a dictionary for each node."""
        self._check()
        return properties.rows(self._kernel, self.ids)

    def _check(self, kernel: Kernel | None = None) -> None:
        """Refuse nodes of another network, or from before ResetKernel."""
        if self._generation != self._kernel.generation or (kernel or self._kernel) is not self._kernel:
            raise NESTErrors.UnknownNode(f"{self!r} belongs to another network, or to the one before ResetKernel")

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
        return sum(len(r) for _, r in self._parts)

    def __iter__(self) -> Iterator[NodeCollection]:
        return (self._slice(i, i + 1, 1) for i in range(len(self)))

    def __contains__(self, node: object) -> bool:
        return any(_as_int(node) in r for _, r in self._parts)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NodeCollection):
            return NotImplemented
        same_network = self._kernel is other._kernel and self._generation == other._generation
        return same_network and self.tolist() == other.tolist()

    __hash__ = None  # type: ignore[assignment]

    def __deepcopy__(self, memo: dict[int, Any]) -> NodeCollection:
        return self  # it never changes

    def __add__(self, other: NodeCollection) -> NodeCollection:
        if not isinstance(other, NodeCollection):
            raise NESTErrors.TypeMismatch(mismatch("NodeCollection", "what is added", other, "a NodeCollection"))
        other._check(self._kernel if len(self) else None)
        ids = np.concatenate([self.ids, other.ids])
        if len(np.unique(ids)) < len(ids):
            raise NESTErrors.BadProperty(f"Cannot join {self!r} and {other!r}: they have nodes in common")
        parts = sorted(self._parts + other._parts, key=lambda part: part[1].start)
        if any(a[-1] > b[0] for (_, a), (_, b) in pairwise(parts)):
            parts = list(runs(other._kernel, np.sort(ids)))
        return NodeCollection._of(other._kernel, parts)

    def __radd__(self, other: object) -> NodeCollection:
        if other == 0:  # the start of sum()
            return self
        raise NESTErrors.TypeMismatch(mismatch("NodeCollection", "what is added", other, "a NodeCollection"))

    def __getitem__(self, key: Any) -> NodeCollection:
        if isinstance(key, slice):
            return self._slice(*bounds(key, len(self)))
        if isinstance(key, int | np.integer):
            place = int(key) + (len(self) if key < 0 else 0)
            if not 0 <= place < len(self):
                raise IndexError(f"index {key} is outside of the NodeCollection of {len(self)} nodes")
            return self._slice(place, place + 1, 1)
        if is_list(key) and not isinstance(key, NodeCollection):
            return self._pick(np.asarray(key))
        raise IndexError(f"index {key!r} must be an integer, a slice, or a list or array of integers or bools")

    def _slice(self, start: int, stop: int, step: int) -> NodeCollection:
        parts, begin = [], 0
        for model, r in self._parts:
            first = start - begin if start >= begin else (start - begin) % step
            picked = r[first : max(stop - begin, 0) : step]
            begin += len(r)
            if picked:
                parts.append((model, picked))
        return NodeCollection._of(self._kernel, parts)

    def _pick(self, places: Ids) -> NodeCollection:
        if places.dtype == bool:
            if places.shape != (len(self),):
                raise IndexError(
                    f"a mask of shape {places.shape} must be of the length of the NodeCollection, {len(self)}"
                )
            places = np.flatnonzero(places)
        if places.size and (
            places.ndim != 1 or places.dtype.kind not in "iu" or places.min() < 0 or places.max() >= len(self)
        ):
            raise IndexError(f"indices must be integers from 0 to {len(self) - 1}")
        return NodeCollection(self.ids[places.astype(np.int64)], kernel=self._kernel)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        return np.asarray(self.ids, dtype)

    def __repr__(self) -> str:
        if not self._parts:
            return "NodeCollection(<empty>)"
        parts = [described(model, r) for model, r in self._parts]
        several = len(parts) > 1 or self._parts[0][1].step > 1
        separator = "\n               "
        return f"NodeCollection(metadata=None,{separator if several else ' '}{f';{separator}'.join(parts)})"


def check_nodes(owner: str, **given: Any) -> None:
    """Refuse arguments, by name, that are not NodeCollections."""
    for name, nodes in given.items():
        if not isinstance(nodes, NodeCollection):
            raise NESTErrors.TypeMismatch(mismatch(owner, name, nodes, "a NodeCollection"))


def _as_int(node: object) -> int:
    if isinstance(node, bool) or not isinstance(node, int | np.integer):
        raise NESTErrors.TypeMismatch(mismatch("NodeCollection", "node id", node, "an integer"))
    return int(node)


def _alone(values: list[Any]) -> Any:
    """The value of one node, a tuple of the values of several."""
    return values[0] if len(values) == 1 else tuple(values)


def _pick(value: Any, name: str, inner: Any) -> Any:
    if not isinstance(value, Mapping):
        raise NESTErrors.TypeMismatch(mismatch("get", name, value, "a dictionary where names inside it are asked for"))
    keys = list(inner) if is_list(inner) else [inner]
    for key in keys:
        if key not in value:
            raise NESTErrors.UnaccessedDictionaryEntry(unknown(f"{name} has no entry", key, value))
    return {key: value[key] for key in keys} if is_list(inner) else value[inner]
