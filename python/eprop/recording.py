"""What recorders hold, as a script sees it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from eprop._core import Network, Parameter
from eprop.errors import NESTErrors
from eprop.models import element_type, is_recorder, node_table

if TYPE_CHECKING:
    from eprop._core import Floats, Ids

N_EVENTS = Parameter(
    "n_events", "", "int", 0.0, (), "set", False, "0, which clears the events", "Number of events recorded"
)


def events(core: Network, recorder: int) -> dict[str, Any]:
    """Copies of the recorded columns, sorted by name.

    Parameters
    ----------
    core
        The network.
    recorder
        Id of a recorder.

    Returns
    -------
    dict of ndarray, shape (n_events,)
        senders (int64), times (ms) and: what a multimeter records from; targets (int64) and weights (pA) of a
        weight_recorder.
    """
    columns = core.events(recorder)
    return {name: columns[name] for name in sorted(columns)}


def computed(core: Network, model: str) -> dict[str, Callable[[int], Any]]:
    """Properties of nodes that the core does not declare as parameters: name -> function of the node's id."""
    properties: dict[str, Callable[[int], Any]] = {
        "global_id": int,
        "model": lambda _: str(model),
        "element_type": lambda _: element_type(model),
    }
    recordables = sorted(p.name for p in node_table(model).values() if p.recordable)
    if recordables:
        properties["recordables"] = lambda _: list(recordables)
    if is_recorder(model):
        properties["events"] = lambda node: events(core, node)
        properties["n_events"] = core.num_events
        properties["record_to"] = lambda _: "memory"
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
