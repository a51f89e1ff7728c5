"""Parameter: a value that is drawn anew for each node or connection."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop._core import elementary
from eprop.errors import NESTErrors
from eprop.values import is_list, mismatch

if TYPE_CHECKING:
    from eprop._core import Floats, Ids, Network
    from eprop._core import Parameter as Declared

    Draw = Callable[[str, float, float, Ids], Floats]  # values of a distribution, one an element
    Evaluate = Callable[[Draw, Ids], Floats]  # values for elements, shape (n,); the array is the caller's


class Parameter:
    """A value that is drawn anew for each node or connection, as the functions of `eprop.random` return it.

    Arithmetic and comparisons with numbers and other Parameters give Parameters; a comparison is 1.0 or 0.0. Where one
    stands twice, as in ``p - p``, it is drawn twice.

    Parameters
    ----------
    evaluate
        Function of a source of random numbers and an array of elements: values, one an element.
    text
        What it is, for messages.
    """

    __slots__ = ("_evaluate", "_text")

    def __init__(self, evaluate: Evaluate, text: str) -> None:
        self._evaluate, self._text = evaluate, text

    def draw(self, core: Network, n: int) -> Floats:
        """Draw values.

        Parameters
        ----------
        core
            The network, whose rng_seed and earlier draws the values depend on.
        n
            Number of values.

        Returns
        -------
        ndarray, shape (n,)

        Raises
        ------
        NESTErrors.KernelException
            If `eprop.math.redraw` finds no value within its bounds.
        """
        with np.errstate(all="ignore"):  # what cannot be used is refused where it is used
            return self._evaluate(core.draw, np.arange(n))

    def GetValue(self) -> float:
        """Draw one value, from the random numbers of the module's network."""
        from eprop.kernel import default

        return float(self.draw(default.core, 1)[0])

    def is_spatial(self) -> bool:
        """Whether it depends on positions: never, eprop has no space."""
        return False

    def apply(self, spatial_nc: Any, positions: Any = None) -> tuple[float, ...]:
        """Draw one value for each node.

        Parameters
        ----------
        spatial_nc
            A NodeCollection.
        positions
            Nothing; NEST accepts positions here.

        Returns
        -------
        tuple of float

        Raises
        ------
        NESTErrors.TypeMismatch, NESTErrors.NotImplemented
            If it is not given a NodeCollection alone.
        """
        from eprop.nodes import NodeCollection

        if not isinstance(spatial_nc, NodeCollection):
            raise NESTErrors.TypeMismatch(mismatch("apply", "spatial_nc", spatial_nc, "a NodeCollection"))
        if positions is not None:
            raise NESTErrors.NotImplemented(f"apply: positions = {positions!r} must be None, eprop has no space")
        return tuple(self.draw(spatial_nc._kernel.core, len(spatial_nc)).tolist())

    def __add__(self, other: Any) -> Parameter:
        return _binary(np.add, "+", self, other)

    def __radd__(self, other: Any) -> Parameter:
        return _binary(np.add, "+", other, self)

    def __sub__(self, other: Any) -> Parameter:
        return _binary(np.subtract, "-", self, other)

    def __rsub__(self, other: Any) -> Parameter:
        return _binary(np.subtract, "-", other, self)

    def __mul__(self, other: Any) -> Parameter:
        return _binary(np.multiply, "*", self, other)

    def __rmul__(self, other: Any) -> Parameter:
        return _binary(np.multiply, "*", other, self)

    def __truediv__(self, other: Any) -> Parameter:
        return _binary(np.divide, "/", self, other)

    def __rtruediv__(self, other: Any) -> Parameter:
        return _binary(np.divide, "/", other, self)

    def __pow__(self, exponent: Any) -> Parameter:
        if not is_number(exponent):
            return NotImplemented
        return function(f"({self} ** {exponent!r})", lambda values: _power(values, float(exponent)), self)

    def __neg__(self) -> Parameter:
        return function(f"-{self}", np.negative, self)

    def __pos__(self) -> Parameter:
        return self

    def __lt__(self, other: Any) -> Parameter:
        return _binary(np.less, "<", self, other)

    def __le__(self, other: Any) -> Parameter:
        return _binary(np.less_equal, "<=", self, other)

    def __gt__(self, other: Any) -> Parameter:
        return _binary(np.greater, ">", self, other)

    def __ge__(self, other: Any) -> Parameter:
        return _binary(np.greater_equal, ">=", self, other)

    def __eq__(self, other: Any) -> Parameter:  # type: ignore[override]
        return _binary(np.equal, "==", self, other)

    def __ne__(self, other: Any) -> Parameter:  # type: ignore[override]
        return _binary(np.not_equal, "!=", self, other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return self._text


def is_number(value: object) -> bool:
    """Whether a value is a number that can stand beside a Parameter."""
    return isinstance(value, int | float | np.integer | np.floating)


def constant(value: Any) -> Parameter:
    """A number as a Parameter."""
    number = float(value)
    return Parameter(lambda _, elements: np.full(len(elements), number), repr(value))


def function(text: str, of: Callable[..., Any], *arguments: Parameter) -> Parameter:
    """A Parameter whose values are a function of those of others.

    Parameters
    ----------
    text
        What it is, for messages.
    of
        Function of arrays, one an argument, each of shape (n,).
    *arguments
        The other Parameters.
    """
    evaluates = [argument._evaluate for argument in arguments]

    def evaluate(draw: Draw, elements: Ids) -> Floats:
        return np.asarray(of(*[each(draw, elements) for each in evaluates]), float)

    return Parameter(evaluate, text)


def drawn(core: Network, owner: str, p: Declared, value: Any, n: int) -> Any:
    """Draw what a user gave as Parameters: n values in place of one, and one value in place of each in a list.

    Parameters
    ----------
    core
        The network.
    owner, p
        The model and its parameter, a number.
    value
        What the user gave; returned as it is if there is no Parameter in it.
    n
        Number of nodes or connections.

    Raises
    ------
    NESTErrors.TypeMismatch
        If integers are needed, and others are drawn.
    """
    if isinstance(value, Parameter) and p.kind in ("float", "int"):
        values = value.draw(core, n)
        if p.kind == "int" and (values != np.floor(values)).any():
            raise NESTErrors.TypeMismatch(f"{owner}: {p.name} = {value} must draw integers")
        return values if p.kind == "float" else values.astype(np.int64)
    if is_list(value) and (not isinstance(value, np.ndarray) or value.dtype == object):
        return [drawn(core, owner, p, v, 1)[0] if isinstance(v, Parameter) else v for v in value]
    return value


def _binary(of: Callable[..., Any], sign: str, left: Any, right: Any) -> Parameter:
    if not all(isinstance(side, Parameter) or is_number(side) for side in (left, right)):
        return NotImplemented  # type: ignore[no-any-return]
    sides = [side if isinstance(side, Parameter) else constant(side) for side in (left, right)]
    return function(f"({left!r} {sign} {right!r})", of, *sides)


def _power(values: Floats, exponent: float) -> Floats:
    """Powers: by multiplication for whole exponents, so that negative values have them too."""
    if exponent != round(exponent):
        return elementary("exp", exponent * elementary("log", values))
    power, square, left = np.ones_like(values), values, abs(int(exponent))
    while left:
        if left % 2:
            power = power * square
        square, left = square * square, left // 2
    return power if exponent >= 0.0 else 1.0 / power
