"""Random numbers as parameters of nodes and connections: ``nest.random``.

Each function returns a `Parameter`. What is drawn depends on rng_seed and on what was drawn since it was set; it is the
same for any number of threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

from eprop._core import Parameter as Declared
from eprop.errors import NESTErrors, unknown
from eprop.parameter import Parameter, constant
from eprop.values import mismatch, scalar

if TYPE_CHECKING:
    from eprop._core import Floats, Ids
    from eprop.parameter import Draw

__all__ = ["exponential", "lognormal", "normal", "uniform", "uniform_int"]


def exponential(beta: float = 1.0) -> Parameter:
    """Draw from the exponential distribution.

    Parameters
    ----------
    beta
        Scale, the mean.

    Raises
    ------
    NESTErrors.TypeMismatch, NESTErrors.BadProperty
        If it is not a finite number.
    """
    return _drawing("exponential", {"beta": beta})


def lognormal(mean: float = 0.0, std: float = 1.0) -> Parameter:
    """Draw from the lognormal distribution.

    Parameters
    ----------
    mean, std
        Mean and standard deviation of the logarithm.

    Raises
    ------
    NESTErrors.TypeMismatch, NESTErrors.BadProperty
        If they are not finite numbers, or std is not positive.
    """
    return _drawing("lognormal", {"mean": mean, "std": std}, "std > 0", lambda _, std: std > 0.0)


def normal(mean: float = 0.0, std: float = 1.0) -> Parameter:
    """Draw from the normal distribution.

    Parameters
    ----------
    mean, std
        Mean and standard deviation.

    Raises
    ------
    NESTErrors.TypeMismatch, NESTErrors.BadProperty
        If they are not finite numbers, or std is not positive.
    """
    return _drawing("normal", {"mean": mean, "std": std}, "std > 0", lambda _, std: std > 0.0)


def uniform(min: float = 0.0, max: float = 1.0) -> Parameter:
    """Draw from the uniform distribution.

    Parameters
    ----------
    min, max
        Bounds; values are at least min and below max.

    Raises
    ------
    NESTErrors.TypeMismatch, NESTErrors.BadProperty
        If they are not finite numbers, or min is not less than max.
    """
    return _drawing("uniform", {"min": min, "max": max}, "min < max", lambda min, max: min < max)


def uniform_int(max: int) -> Parameter:
    """Draw integers from 0 to max - 1, all equally likely.

    Parameters
    ----------
    max
        Number of different values.

    Raises
    ------
    NESTErrors.TypeMismatch, NESTErrors.BadProperty
        If it is not an integer, or not positive.
    """
    return _drawing("uniform_int", {"max": max}, "max > 0", lambda max: 0.0 < max < 2.0**53, kind="int")


def CreateParameter(parametertype: str, specs: Mapping[str, Any]) -> Parameter:
    """Make a Parameter by the name of its kind.

    Parameters
    ----------
    parametertype
        "constant", or the name of a function of `eprop.random`.
    specs
        What that function is to be given; ``{"value": 2.0}`` for a constant.

    Raises
    ------
    NESTErrors.UndefinedName
        If there is no such kind of Parameter.
    NESTErrors.UnaccessedDictionaryEntry, NESTErrors.TypeMismatch, NESTErrors.BadProperty
        If specs has an unknown entry, lacks one, or holds a value that is not accepted.
    """
    kinds: dict[str, tuple[Callable[..., Parameter], tuple[str, ...]]] = {
        "constant": (_constant, ("value",)),
        "exponential": (exponential, ("beta",)),
        "lognormal": (lognormal, ("mean", "std")),
        "normal": (normal, ("mean", "std")),
        "uniform": (uniform, ("min", "max")),
        "uniform_int": (uniform_int, ("max",)),
    }
    if parametertype not in kinds:
        raise NESTErrors.UndefinedName(unknown("CreateParameter: there is no Parameter", parametertype, kinds))
    if not isinstance(specs, Mapping):
        raise NESTErrors.TypeMismatch(mismatch("CreateParameter", "specs", specs, "a dictionary"))
    make, names = kinds[parametertype]
    for name in specs:
        if name not in names:
            raise NESTErrors.UnaccessedDictionaryEntry(unknown(f"{parametertype} has no parameter", name, names))
    if len(names) == 1 and parametertype != "exponential" and not specs:
        raise NESTErrors.BadProperty(f"CreateParameter: specs = {{}} must hold {names[0]} for {parametertype!r}")
    return make(**specs)


def _constant(value: float) -> Parameter:
    return constant(_number("constant", "value", value, "float"))


def _number(owner: str, name: str, value: Any, kind: str) -> float:
    number = scalar(owner, Declared(name, "", kind, 0.0, (), "set", False, "a finite number", ""), value)
    if not isfinite(number):
        raise NESTErrors.BadProperty(f"{owner}: {name} = {number} must be a finite number")
    return number


def _drawing(
    name: str,
    parameters: Mapping[str, Any],
    rule: str = "",
    accepts: Callable[..., bool] = lambda *_: True,
    kind: str = "float",
) -> Parameter:
    """A Parameter that draws from a distribution of the core, with one or two parameters."""
    numbers = [_number(name, key, value, kind) for key, value in parameters.items()]
    text = f"{name}({', '.join(f'{key}={value!r}' for key, value in parameters.items())})"
    if not accepts(*numbers):
        raise NESTErrors.BadProperty(f"random.{text} needs {rule}")
    a, b = [*numbers, 0.0][:2]

    def evaluate(draw: Draw, elements: Ids) -> Floats:
        return draw(name, a, b, elements)

    return Parameter(evaluate, text)
