"""The weights between two populations as a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from eprop.extras import optional
from eprop.nodes import check_nodes

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.kernel import Kernel


def weight_matrix(kernel: Kernel, pre: Any, post: Any, synapse_model: Any, sparse: bool) -> Any:
    """Make the matrix; see `Kernel.weight_matrix`."""
    check_nodes("weight_matrix", pre=pre, post=post)
    synapses = kernel.GetConnections(pre, post, synapse_model)
    weights = kernel.core.get_connections(synapses._handles, "weight")
    rows, columns = _places(synapses._targets, post.ids), _places(synapses._sources, pre.ids)
    shape = (len(post), len(pre))
    if sparse:
        return optional("scipy.sparse", "Sparse matrices", "scipy").csr_array((weights, (rows, columns)), shape)
    return np.bincount(rows * shape[1] + columns, weights, shape[0] * shape[1]).reshape(shape)


def _places(ids: Ids, nodes: Ids) -> Ids:
    """Place of each id among those of the nodes."""
    place = np.empty(nodes.max(initial=0) + 1, np.int64)
    place[nodes] = np.arange(len(nodes))
    return place[ids]
