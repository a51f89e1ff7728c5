"""Wiring: connecting nodes, finding and removing connections, and their weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import numpy as np

from eprop.clocks import CONNECT, Clocks, timed
from eprop.connections import connect
from eprop.disconnect import disconnect
from eprop.errors import NESTErrors
from eprop.nodes import NodeCollection, check_nodes
from eprop.synapses import SynapseCollection
from eprop.transaction import draws
from eprop.weights import weight_matrix

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.kernel import Kernel


class Wiring(Clocks):
    """The connections of a network."""

    @timed(CONNECT)
    def Connect(
        self, pre: Any, post: Any, conn_spec: Any = None, syn_spec: Any = None, return_synapsecollection: bool = False
    ) -> SynapseCollection | None:
        """Connect nodes, or a recorder with what it records.

        Parameters
        ----------
        pre, post
            NodeCollections, or lists or arrays of node ids. For one_to_one the ids may come in any order, and
            repeatedly.
        conn_spec
            "all_to_all" (default) or "one_to_one", or a dictionary with the entries rule, allow_autapses,
            allow_multapses and, for the rules that draw connections, their number: fixed_indegree (indegree),
            fixed_outdegree (outdegree), fixed_total_number (N), pairwise_bernoulli (p). Parameters are drawn:
            an indegree for each target, an outdegree for each source, rounded, p for each pair; degrees below 0 count
            as 0.
        syn_spec
            A synapse model, static_synapse by default, or a dictionary with the entry synapse_model and parameters:
            scalars, or arrays with one value for each connection: of shape (n,) for one_to_one, (targets, sources) for
            all_to_all, (targets, indegree), (sources, outdegree) and (N,) for the rules with these numbers. With
            CollocatedSynapses, each pair is connected by several synapses.
        return_synapsecollection
            Whether to return the connections between these nodes.

        Returns
        -------
        SynapseCollection or None

        Raises
        ------
        NESTErrors.BadProperty, NESTErrors.UnknownSynapseType, NESTErrors.UnaccessedDictionaryEntry
            If a rule, synapse model, parameter or value is not accepted.
        NESTErrors.DimensionMismatch
            If an array has the wrong shape.
        NESTErrors.IllegalConnection, NESTErrors.BadDelay, NESTErrors.UnknownReceptorType, NESTErrors.NotImplemented
            If the nodes cannot be connected like this. No connection is made then.
        """
        kernel = cast("Kernel", self)
        with draws(kernel.core):
            sources, targets, models = connect(kernel, pre, post, conn_spec, syn_spec)
        if not return_synapsecollection:
            return None
        found = self._find(sources, targets, None)
        return found[np.isin(found._models, [kernel.models.synapses.index(model) for model in models])]

    def GetConnections(
        self, source: Any = None, target: Any = None, synapse_model: Any = None, synapse_label: Any = None
    ) -> SynapseCollection:
        """Find connections.

        Parameters
        ----------
        source, target
            NodeCollections, None for any node.
        synapse_model
            Name of a synapse model, None for any.
        synapse_label
            None; connections have no labels. Copies of a synapse model tell them apart, see `CopyModel`.

        Returns
        -------
        SynapseCollection
            Ordered by synapse model, source and creation.

        Raises
        ------
        NESTErrors.TypeMismatch, NESTErrors.UnknownSynapseType, NESTErrors.NotImplemented
        """
        kernel = cast("Kernel", self)
        if synapse_label is not None:
            raise NESTErrors.NotImplemented(
                f"GetConnections: synapse_label = {synapse_label!r}: connections have no labels; copies of a synapse "
                "model (CopyModel) tell them apart by synapse_model"
            )
        ends = {"source": source, "target": target}
        check_nodes("GetConnections", **{name: nodes for name, nodes in ends.items() if nodes is not None})
        return self._find(
            None if source is None else kernel.ids(source, "GetConnections", "source"),
            None if target is None else kernel.ids(target, "GetConnections", "target"),
            None if synapse_model is None else kernel.models.synapse(synapse_model),
        )

    def Disconnect(self, pre: Any, post: Any = None, conn_spec: Any = None, syn_spec: Any = None) -> None:
        """Remove connections, all or nothing. What other connections have learned, and wait for, stays.

        Spikes on their way through a connection that is removed do not arrive.

        Parameters
        ----------
        pre
            The connections; or the sources, a NodeCollection.
        post
            The targets, a NodeCollection.
        conn_spec
            "one_to_one" (default) or "all_to_all", or a dictionary with the entry rule.
        syn_spec
            The synapse model, static_synapse by default, or a dictionary with the entry synapse_model. One connection
            of each pair is removed, the one that was made first.

        Raises
        ------
        NESTErrors.InexistentConnection
            If a pair is not connected, or a connection was removed before.
        NESTErrors.TypeMismatch, NESTErrors.DimensionMismatch, NESTErrors.BadProperty, NESTErrors.NotImplemented,
        NESTErrors.UnknownSynapseType, NESTErrors.UnaccessedDictionaryEntry
            If an argument is not accepted.
        """
        disconnect(cast("Kernel", self), pre, post, conn_spec, syn_spec)

    def weight_matrix(
        self, pre: NodeCollection, post: NodeCollection, synapse_model: str | None = None, *, sparse: bool = False
    ) -> Any:
        """Weights between two populations.

        Parameters
        ----------
        pre, post
            Sources and targets.
        synapse_model
            Name of a synapse model, None for all.
        sparse
            Whether to return a scipy.sparse.csr_array, which holds only pairs that are connected.

        Returns
        -------
        ndarray or csr_array, shape (targets, sources)
            Weights in pA, as `Connect` takes them; 0 where nodes are not connected, the sum where they are more than
            once.

        Raises
        ------
        NESTErrors.TypeMismatch, NESTErrors.UnknownSynapseType
        ModuleNotFoundError
            If scipy is needed and not installed.
        """
        return weight_matrix(cast("Kernel", self), pre, post, synapse_model, sparse)

    def apply_pending_updates(self) -> None:
        """Bring the weights of all e-prop synapses up to date, without a spike of their sources.

        A weight changes when its source spikes. This applies now what a spike that arrives in the next step would:

        - Models with the suffix: the gradients of all update intervals that are over and whose learning signals have
          come back, 4 steps later; where optimizer batches have more intervals, those of complete batches.
        - Models without: the history since the last spike of the source, as far as eprop_isi_trace_cutoff lets it.

        The simulation goes on as if the call had not been made: the next spike finds done what it would have done.
        Exceptions: with ``optimize_each_step`` off, the call is one more step of the optimizer, in two parts what Adam
        or a batch would have taken as one; and what is added up in two parts is rounded differently.
        """
        kernel = cast("Kernel", self)
        kernel.spellings.settle()
        kernel.core.apply_pending_updates()

    def _find(self, sources: Ids | None, targets: Ids | None, model: str | None) -> SynapseCollection:
        kernel = cast("Kernel", self)
        handles, found, reached, models = kernel.core.find_connections(sources, targets, model)
        return SynapseCollection(kernel, handles, found, reached, models)
