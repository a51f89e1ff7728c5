"""Choosing between Parameters: ``nest.logic``."""

from __future__ import annotations

from typing import Any

import numpy as np

from eprop.errors import NESTErrors
from eprop.parameter import Parameter, constant, function, is_number
from eprop.values import mismatch

__all__ = ["conditional"]


def conditional(condition: Parameter, param_if_true: Parameter | float, param_if_false: Parameter | float) -> Parameter:
    """Choose between two values, anew for each node or connection.

    Parameters
    ----------
    condition
        A Parameter such as a comparison; everything but 0 counts as true.
    param_if_true, param_if_false
        What to choose.

    Raises
    ------
    NESTErrors.TypeMismatch
        If condition is not a Parameter, or one of the others neither that nor a number.
    """
    if not isinstance(condition, Parameter):
        raise NESTErrors.TypeMismatch(mismatch("logic.conditional", "condition", condition, "a Parameter"))
    choices = {"param_if_true": param_if_true, "param_if_false": param_if_false}
    text = f"conditional({condition!r}, {param_if_true!r}, {param_if_false!r})"
    return function(text, _choose, condition, *(_either(name, value) for name, value in choices.items()))


def _choose(condition: Any, if_true: Any, if_false: Any) -> Any:
    return np.where(condition != 0.0, if_true, if_false)


def _either(name: str, value: Any) -> Parameter:
    if not isinstance(value, Parameter) and not is_number(value):
        raise NESTErrors.TypeMismatch(mismatch("logic.conditional", name, value, "a Parameter or a number"))
    return value if isinstance(value, Parameter) else constant(value)
