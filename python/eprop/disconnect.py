"""Disconnect: which connections are meant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop.errors import NESTErrors
from eprop.models import known
from eprop.nodes import check_nodes
from eprop.rules import RULES
from eprop.synapses import SynapseCollection
from eprop.values import mismatch

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.kernel import Kernel

DISCONNECTS = ("one_to_one", "all_to_all")


def disconnect(kernel: Kernel, pre: Any, post: Any, conn_spec: Any, syn_spec: Any) -> None:
    """Remove connections; see `Kernel.Disconnect`."""
    if isinstance(pre, SynapseCollection):
        if (post, conn_spec, syn_spec) != (None, None, None):
            raise NESTErrors.TypeMismatch("Disconnect: a SynapseCollection says all, there can be no other argument")
        pre._check(kernel)
        kernel.core.disconnect(pre._handles)
        return
    check_nodes("Disconnect", pre=pre, post=post)
    rule = _entry("conn_spec", conn_spec, "rule", "one_to_one")
    if known(NESTErrors.BadProperty, "Disconnect: there is no rule", rule, tuple(RULES)) not in DISCONNECTS:
        raise NESTErrors.NotImplemented(f"Disconnect: rule = {rule!r} must be one of {', '.join(DISCONNECTS)}")
    model = _entry("syn_spec", syn_spec, "synapse_model", "static_synapse")
    synapses = kernel.GetConnections(pre, post, model)
    sources, targets = pre.ids, post.ids
    if rule == "all_to_all":
        sources, targets = np.repeat(sources, len(post)), np.tile(targets, len(pre))
    elif len(pre) != len(post):
        raise NESTErrors.DimensionMismatch(
            f"Disconnect: rule = 'one_to_one' needs as many sources as targets, got {len(pre)} and {len(post)}"
        )
    kernel.core.disconnect(synapses._handles[_first_of_each(synapses, sources, targets, model)])


def _entry(name: str, spec: Any, entry: str, default: str) -> Any:
    """What a conn_spec or syn_spec says, a string or a dictionary with a single entry."""
    if spec is None or isinstance(spec, str):
        return spec or default
    if not isinstance(spec, Mapping):
        raise NESTErrors.TypeMismatch(mismatch("Disconnect", name, spec, "a string or a dictionary"))
    for given in spec:
        known(NESTErrors.UnaccessedDictionaryEntry, f"Disconnect: {name} has no entry", given, (entry,))
    return spec.get(entry, default)


def _first_of_each(synapses: SynapseCollection, sources: Ids, targets: Ids, model: str) -> Ids:
    """Place of one connection of each pair of nodes."""
    beyond = 1 + max(synapses._targets.max(initial=0), targets.max(initial=0))
    pairs, first = np.unique(synapses._sources * beyond + synapses._targets, return_index=True)
    wanted = sources * beyond + targets
    place = np.searchsorted(pairs, wanted)
    missing = np.append(pairs, -1)[place] != wanted
    if missing.any():
        raise NESTErrors.InexistentConnection(
            f"Disconnect: there is no {model} from node {sources[missing][0]} to node {targets[missing][0]}"
        )
    return np.asarray(first[place])
