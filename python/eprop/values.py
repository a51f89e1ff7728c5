"""From what a user writes to the float64 scalars and arrays of the core, and back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from eprop.errors import NESTErrors, unknown

if TYPE_CHECKING:
    from eprop._core import Floats, Ids, Parameter
    from eprop.errors import KernelException

_TYPES: dict[str, tuple[tuple[type, ...], str, str]] = {  # accepted scalars, kinds of dtype, in words
    "float": ((int, float, np.integer, np.floating), "fiu", "a number"),
    "int": ((int, np.integer), "iu", "an integer"),
    "bool": ((bool, np.bool_), "b", "True or False"),
    "choice": ((str,), "U", "a string"),
}
ARRAYS = {"floats": "float", "ints": "int", "ids": "int", "names": ""}  # kinds of arrays, and of their elements


def one_of(params: Any, kwargs: Mapping[str, Any]) -> Any:
    """What a call of ``set`` was given: one positional argument, or keyword arguments."""
    if (params is None) == (not kwargs):
        raise NESTErrors.TypeMismatch("set takes either one dictionary or list of dictionaries, or keyword arguments")
    return kwargs if params is None else params


def is_list(value: object) -> bool:
    """Whether a value holds several values: a list, tuple, array …, but not a string, a dictionary or a 0-d array."""
    listed = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
    return listed and getattr(value, "ndim", 1) > 0


def mismatch(owner: str, name: str, value: object, rule: str) -> str:
    """Say that a value is of the wrong type."""
    return f"{owner}: {name} = {value!r} must be {rule}, not {type(value).__name__}"


def scalar(
    owner: str, p: Parameter, value: Any, name: str = "", kind: type[KernelException] = NESTErrors.TypeMismatch
) -> float:
    """Convert one value of a parameter.

    Parameters
    ----------
    owner
        The model, for messages.
    p
        The parameter.
    value
        What the user gave: a number, a bool or, for a choice, a string.
    name
        How the message names the value, if not by the parameter's name.
    kind
        What to raise for a value of the wrong type.

    Returns
    -------
    float
        The value, in the user's unit; a bool as 0.0 or 1.0, a choice as its index.

    Raises
    ------
    NESTErrors.TypeMismatch
        If the type is wrong.
    NESTErrors.BadProperty
        If there is no such choice.
    """
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    types, _, rule = _TYPES[p.kind]
    if not isinstance(value, types) or (p.kind != "bool" and isinstance(value, bool)):
        raise kind(mismatch(owner, name or p.name, value, rule))
    if p.kind != "choice":
        return float(cast("float", value))
    if value not in p.choices:
        raise NESTErrors.BadProperty(unknown(f"{owner}: {name or p.name} cannot be", value, p.choices))
    return float(p.choices.index(value))


def scalars(owner: str, p: Parameter, values: Any, kind: type[KernelException] = NESTErrors.TypeMismatch) -> Floats:
    """Convert values of a scalar parameter, in the shape in which they were given (see `scalar`)."""
    if isinstance(values, np.ndarray) and values.dtype.kind in _TYPES[p.kind][1] and p.kind != "choice":
        return values.astype(float)
    if isinstance(values, list | tuple) and _are_plain(p.kind, values):
        return np.array(values, float)
    nested = [
        scalars(owner, p, v, kind) if is_list(v) else scalar(owner, p, v, f"{p.name}[{i}]", kind)
        for i, v in enumerate(values)
    ]
    if len({np.shape(v) for v in nested}) > 1:
        raise NESTErrors.DimensionMismatch(f"{owner}: the rows of {p.name} = {values!r} must have the same length")
    return np.array(nested, float)


def _are_plain(kind: str, values: Sequence[Any]) -> bool:
    """Whether all values are scalars of a kind; by their types, of which there are few."""
    types, _, _ = _TYPES[kind]
    return kind != "choice" and all(
        issubclass(given, types) and (kind == "bool" or given is not bool) for given in set(map(type, values))
    )


def column(owner: str, p: Parameter, value: Any, n: int) -> Floats:
    """Values of a scalar parameter for n nodes or connections: one for all or one for each.

    Returns
    -------
    ndarray, shape (n,)

    Raises
    ------
    NESTErrors.DimensionMismatch
        If there are several values, but not n.
    """
    if not is_list(value):
        return np.full(n, scalar(owner, p, value))
    values = scalars(owner, p, value)
    if values.shape != (n,):
        raise NESTErrors.DimensionMismatch(
            f"{owner}: {p.name} has the shape {values.shape}, must be one value or {n}, one for each"
        )
    return values


def array(owner: str, p: Parameter, value: Any) -> Floats:
    """Convert the value of an array parameter of one node, such as spike_times.

    Returns
    -------
    ndarray, shape (anything,)

    Raises
    ------
    NESTErrors.TypeMismatch
        If it is not a list of numbers, or of integers.
    """
    if not is_list(value):
        raise NESTErrors.TypeMismatch(mismatch(owner, p.name, value, "a list or array of numbers"))
    values = scalars(owner, p._replace(kind=ARRAYS[p.kind]), value)
    if values.ndim != 1:
        raise NESTErrors.TypeMismatch(f"{owner}: {p.name} must be one-dimensional, has the shape {values.shape}")
    return values


def names(owner: str, p: Parameter, value: Any) -> list[str]:
    """Convert a list of names, such as record_from."""
    if not is_list(value) or not all(isinstance(name, str) for name in value):
        raise NESTErrors.TypeMismatch(mismatch(owner, p.name, value, "a list of strings"))
    return [str(name) for name in value]


def whole(owner: str, name: str, value: Any) -> int:
    """Convert an argument that counts something: an integer, or a float that is one."""
    integral = isinstance(value, int | np.integer) or (
        isinstance(value, float | np.floating) and value == np.round(value)
    )
    if isinstance(value, bool) or not integral:
        raise NESTErrors.TypeMismatch(mismatch(owner, name, value, "an integer"))
    return int(value)


def node_ids(owner: str, name: str, value: Any) -> Ids:
    """Convert a list or array of node ids.

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    ids = np.asarray(value) if is_list(value) else None
    if ids is not None and ids.size == 0:
        return np.empty(0, np.int64)
    if ids is None or ids.ndim != 1 or ids.dtype.kind not in "iu":
        raise NESTErrors.TypeMismatch(mismatch(owner, name, value, "a NodeCollection or a list of node ids"))
    return ids.astype(np.int64)


def shown(p: Parameter, values: Sequence[float] | Floats) -> list[Any]:
    """Convert scalars of the core to what a user sees: float, int, bool or str."""
    if p.kind == "choice":
        return [p.choices[int(v)] for v in values]
    shown_as = {"int": np.int64, "bool": np.bool_}.get(p.kind, np.float64)
    return list(np.asarray(values).astype(shown_as).tolist())


def same(a: Any, b: Any) -> bool:
    """Whether two values that a user sees are equal, dictionaries and arrays inside included."""
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        return len(a) == len(b) and all(same(x, y) for x, y in zip(a, b, strict=True))
    return type(a) is type(b) and bool(a == b or (a != a and b != b))
