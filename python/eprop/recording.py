"""What recorders hold, as a script sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import backends
from eprop._core import Parameter
from eprop.errors import NESTErrors
from eprop.models import element_type, is_recorder, node_table

if TYPE_CHECKING:
    from eprop._core import Floats, Ids, Network
    from eprop.kernel import Kernel

N_EVENTS = Parameter(
    "n_events", "", "int", 0.0, (), "set", False, "0, which clears the events", "Number of events recorded"
)


def events(kernel: Kernel, recorder: int) -> dict[str, Any]:
    """Copies of the recorded columns, sorted by name.

    Parameters
    ----------
    kernel
        The network.
    recorder
        Id of a recorder.

    Returns
    -------
    dict of ndarray, shape (n_events,)
        senders (int64), times (ms) and: what a multimeter records from; targets, receptors, ports (int64) and weights
        (pA) of a weight_recorder. With time_in_steps, times are steps (int64), and offsets are 0.
    """
    columns = kernel.core.events(recorder)
    steps = columns.pop("steps")
    if backends.output(kernel, recorder).time_in_steps:
        columns |= {"times": steps, "offsets": np.zeros(len(steps))}
    return {name: columns[name] for name in sorted(columns)}


def computed(kernel: Kernel, model: str) -> dict[str, Callable[[int], Any]]:
    """Properties of nodes that the core does not declare as parameters: name -> function of the node's id."""
    properties: dict[str, Callable[[int], Any]] = {
        "global_id": int,
        "model": lambda _: str(model),
        "element_type": lambda _: element_type(model),
        "local": lambda _: True,
        "thread": lambda _: 0,
        "vp": lambda _: 0,
    }
    recordables = sorted(p.name for p in node_table(model).values() if p.recordable)
    if recordables:
        properties["recordables"] = lambda _: list(recordables)
    if is_recorder(model):
        properties |= backends.computed(kernel)
        properties["events"] = lambda node: events(kernel, node)
        properties["n_events"] = kernel.core.num_events
    return properties


def check_n_events(core: Network, model: str, ids: Ids, n_events: Floats | None) -> list[int]:
    """Recorders that have to forget their events when n_events is set.

    Raises
    ------
    NESTErrors.BadProperty
        If n_events is neither 0 nor what it is.
    """
    wanted = [] if n_events is None else list(zip(ids.tolist(), n_events.tolist(), strict=True))
    for node, n in wanted:
        if n not in (0.0, core.num_events(node)):
            raise NESTErrors.BadProperty(f"{model}: n_events = {n:.0f} must be {N_EVENTS.rule}")
    return [node for node, n in wanted if n == 0.0]
