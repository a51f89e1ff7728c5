"""Functions of Parameters: ``nest.math``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eprop._core import elementary
from eprop.errors import NESTErrors
from eprop.parameter import Parameter, function, is_number
from eprop.values import mismatch

if TYPE_CHECKING:
    from eprop._core import Floats, Ids
    from eprop.parameter import Draw

__all__ = ["cos", "exp", "max", "min", "redraw", "sin"]

TRIES = 1000  # how often redraw draws, as in NEST


def cos(parameter: Parameter) -> Parameter:
    """Cosine of a Parameter, in radians."""
    return _elementary("cos", parameter)


def exp(parameter: Parameter) -> Parameter:
    """Exponential of a Parameter."""
    return _elementary("exp", parameter)


def sin(parameter: Parameter) -> Parameter:
    """Sine of a Parameter, in radians."""
    return _elementary("sin", parameter)


def max(parameter: Parameter, value: float) -> Parameter:
    """The larger one of a Parameter and a number."""
    bound = _number("max", "value", value)
    return function(
        f"max({parameter!r}, {value!r})", lambda values: np.maximum(values, bound), _checked("max", parameter)
    )


def min(parameter: Parameter, value: float) -> Parameter:
    """The smaller one of a Parameter and a number."""
    bound = _number("min", "value", value)
    return function(
        f"min({parameter!r}, {value!r})", lambda values: np.minimum(values, bound), _checked("min", parameter)
    )


def redraw(parameter: Parameter, min: float, max: float) -> Parameter:
    """Draw again what falls outside of bounds.

    Parameters
    ----------
    parameter
        What is drawn.
    min, max
        Bounds, both allowed.

    Raises
    ------
    NESTErrors.BadParameterValue
        If min is larger than max.
    NESTErrors.KernelException
        When it is used, if 1000 draws of an element are all outside.
    """
    low, high = _number("redraw", "min", min), _number("redraw", "max", max)
    if not low <= high:
        raise NESTErrors.BadParameterValue(f"math.redraw: min = {min} must be <= max = {max}")
    inner, text = _checked("redraw", parameter), f"redraw({parameter!r}, min={min!r}, max={max!r})"

    def evaluate(draw: Draw, elements: Ids) -> Floats:
        values, outside = np.empty(len(elements)), np.arange(len(elements))
        for _ in range(TRIES):
            values[outside] = inner._evaluate(draw, elements[outside])
            outside = outside[~((values[outside] >= low) & (values[outside] <= high))]
            if not len(outside):
                return values
        raise NESTErrors.KernelException(f"{text}: Number of redraws exceeded limit of {TRIES}")

    return Parameter(evaluate, text)


def _elementary(name: str, parameter: Parameter) -> Parameter:
    return function(f"{name}({parameter!r})", lambda values: elementary(name, values), _checked(name, parameter))


def _checked(owner: str, parameter: Any) -> Parameter:
    if not isinstance(parameter, Parameter):
        raise NESTErrors.TypeMismatch(mismatch(f"math.{owner}", "parameter", parameter, "a Parameter"))
    return parameter


def _number(owner: str, name: str, value: Any) -> float:
    if not is_number(value):
        raise NESTErrors.TypeMismatch(mismatch(f"math.{owner}", name, value, "a number"))
    return float(value)
