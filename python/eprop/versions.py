"""What differs between versions of NEST: which names each of them knows, and with which defaults nodes start there.

Where no version is chosen, what a script writes decides, and defaults are those of NEST 3.10.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from eprop._core import Parameter
from eprop.errors import NESTErrors, unknown
from eprop.models import Table, node_table
from eprop.values import mismatch

VERSIONS = ("3.7", "3.8", "3.9", "3.10")
HEIGHT, WIDTH, FUNCTION = "surrogate_gradient_height", "surrogate_gradient_width", "surrogate_gradient_function"
CUTOFF, FLUSH = "eprop_isi_trace_cutoff", "flush_event_send_interval"
FORCED = ("ignore_and_spike", "ignore_and_spike_interval", "ignore_and_spike_offset")
ALIASES = {"activation_interval": FLUSH}


def _old(name: str, default: float, doc: str) -> Parameter:
    return Parameter(name, "", "float", default, (), "set", False, "> 0", doc)


OLD = {
    "gamma": _old("gamma", 0.3, "Scaling of the surrogate gradient in NEST 3.7 to 3.9"),
    "beta": _old("beta", 1.0, "Inverse width of the surrogate gradient in NEST 3.9"),
}
# First and last version that knows a name; all know the others.
KNOWN = {
    "gamma": ("3.7", "3.9"),
    "beta": ("3.9", "3.9"),
    **dict.fromkeys(ALIASES, ("3.9", "3.9")),
    **dict.fromkeys((HEIGHT, WIDTH, FLUSH, *FORCED), ("3.10", "3.10")),
}
# With what nodes start, where it is not what they start with in NEST 3.10.
_3_8 = {"gamma": OLD["gamma"].default}
DEFAULTS: dict[str | None, dict[str, float]] = {
    "3.7": _3_8,
    "3.8": _3_8,
    "3.9": {name: p.default for name, p in OLD.items()} | {CUTOFF: 1000.0},
}


def table(model: str) -> Table:
    """Parameters of a node model under the names of all versions."""
    present = node_table(model)
    if FUNCTION not in present:
        return present
    function = present[FUNCTION]._replace(choices=(*present[FUNCTION].choices, "arctan"))
    aliases = {old: present[name]._replace(name=old) for old, name in ALIASES.items()}
    return {**present, **OLD, **aliases, FUNCTION: function}


def knows(version: str | None, name: str) -> bool:
    """Whether a version, or any if it is None, has a parameter of this name."""
    first, last = KNOWN.get(name, (VERSIONS[0], VERSIONS[-1]))
    return version is None or VERSIONS.index(first) <= VERSIONS.index(version) <= VERSIONS.index(last)


@cache
def known_as(version: str | None, name: str) -> str | None:
    """How a version, or the present one, calls what is called `name` at present; None if it does not have it."""
    names = (name, *(old for old, present in ALIASES.items() if present == name))
    return next((called for called in names if knows(version, called)), None)


def checked(name: str, version: Any) -> str | None:
    """Return a version if it is one, or None, otherwise raise TypeMismatch or BadProperty."""
    if not isinstance(version, str | None):
        raise NESTErrors.TypeMismatch(mismatch("kernel", name, version, "a string or None"))
    if version is not None and version not in VERSIONS:
        raise NESTErrors.BadProperty(unknown(f"kernel: {name} cannot be", version, VERSIONS))
    return version
