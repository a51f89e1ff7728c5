"""Which nodes there are: found by what they have, and printed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import properties
from eprop.errors import NESTErrors
from eprop.nodes import NodeCollection
from eprop.parts import runs
from eprop.values import mismatch

if TYPE_CHECKING:
    from eprop.kernel import Kernel


def get_nodes(kernel: Kernel, wanted: Any) -> NodeCollection:
    """Find nodes; see `Kernel.GetNodes`."""
    if not isinstance(wanted, Mapping):
        raise NESTErrors.TypeMismatch(mismatch("GetNodes", "properties", wanted, "a dictionary"))
    found = np.arange(1, kernel.network_size + 1)
    for name, value in wanted.items():
        having = [group for group in properties.groups_of(kernel, found) if name in properties.names(kernel, group)]
        ids = np.sort(np.concatenate([np.empty(0, np.int64), *(group.ids for group in having)]))
        values = properties.read(kernel, ids, name) if len(ids) else []
        found = ids[[np.array_equal(each, value) for each in values]]
    return kernel.nodes(found)


def print_nodes(kernel: Kernel) -> None:
    """Print a line for every run of nodes of one model."""
    digits = len(str(kernel.network_size))
    for model, ids in runs(kernel, np.arange(1, kernel.network_size + 1)):
        last = f".. {ids[-1]:>{digits}}" if len(ids) > 1 else " " * (3 + digits)
        print(f"{ids[0]:>{digits}} {last} {model}")
