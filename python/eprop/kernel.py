"""Kernel: one network, under NEST's verbs. Two kernels are two networks side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import changes, simulation
from eprop._core import Network
from eprop.backends import Output
from eprop.clocks import CONNECT, CREATE, SIMULATE, Clocks, timed
from eprop.connections import connect
from eprop.defaults import copy_model, get_defaults, set_defaults, start_version
from eprop.disconnect import disconnect
from eprop.errors import NESTError as NESTError  # scripts for older versions name nest.kernel.NESTError
from eprop.errors import NESTErrors
from eprop.inspection import Inspection
from eprop.listing import get_nodes, print_nodes
from eprop.missing import NAMES as MISSING
from eprop.models import FIRST_ARRAYS, Models
from eprop.nodes import NodeCollection
from eprop.output import formatted
from eprop.settings import Settings
from eprop.synapses import SynapseCollection
from eprop.values import is_list, mismatch, node_ids, whole
from eprop.weights import weight_matrix
from eprop.writer import Writer

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.spellings import Spellings


class Kernel(Settings, Clocks, Inspection):
    """A network: nodes, connections, their state and the clock.

    Kernel parameters are attributes: ``kernel.resolution``, ``kernel.resolution = 0.1``.
    """

    spellings: Spellings  # written by start_version

    def __init__(self) -> None:
        self.generation = 0  # how often the kernel was reset
        self._begin()

    def _begin(self) -> None:
        self.core = Network()
        self.models = Models()
        self.array_defaults: dict[str, dict[str, Any]] = {m: {**d} for m, d in FIRST_ARRAYS.items()}  # see models.py
        self._outputs: dict[int, Output] = {}  # recorder -> where its events go, if that was ever asked
        self._writer: Writer | None = None  # between Prepare and Cleanup
        self._defaults_changed = False
        self._reset_settings()
        start_version(self)
        self._reset_clocks()

    def ResetKernel(self) -> None:
        """Remove nodes, connections and defaults, and give the kernel parameters their first values.

        The version of NEST that was chosen stays, as do verbosity and where recorders write files.
        """
        if self._writer:
            simulation.cleanup(self)
        self.generation += 1
        self._begin()

    # --- nodes ------------------------------------------------------------------------------------------------------

    @timed(CREATE)
    def Create(self, model: str, n: Any = 1, params: Any = None, positions: Any = None) -> NodeCollection:
        """Create nodes.

        Parameters
        ----------
        model
            Name of a node model.
        n
            Number of nodes; or params, for one node.
        params
            A dictionary for all nodes, in which a list of a scalar parameter holds one value for each, or a list with a
            dictionary for each node.
        positions
            None. Nodes have no positions.

        Returns
        -------
        NodeCollection

        Raises
        ------
        NESTErrors.UnknownModelName
            If there is no such model.
        NESTErrors.UnaccessedDictionaryEntry, NESTErrors.TypeMismatch, NESTErrors.DimensionMismatch,
        NESTErrors.BadProperty
            If n or a parameter is not accepted; no node is created then.
        NESTErrors.NotImplemented
            If positions are given.
        """
        if positions is not None:
            raise NESTErrors.NotImplemented(f"Create: positions = {positions!r} cannot be given: {MISSING['spatial']}")
        model = self.models.node(model)
        if params is None and isinstance(n, Mapping):
            n, params = 1, n
        count = whole("Create", "n", n)
        if count < 1:
            raise NESTErrors.BadProperty(f"Create: n = {n} must be >= 1")
        nodes = self._append(model, count)
        try:
            changes.apply(self, changes.plan(self, nodes, self.array_defaults.get(model, {})))
            if params is not None:
                nodes.set(params)
        except BaseException:
            self._remove(count)
            raise
        return nodes

    @contextmanager
    def probe(self, model: str) -> Iterator[NodeCollection]:
        """A node that exists for as long as it takes to look at it."""
        node = self._append(model, 1)
        try:
            changes.apply(self, changes.plan(self, node, self.array_defaults.get(model, {})))
            yield node
        finally:
            self._remove(1)

    def _append(self, model: str, n: int) -> NodeCollection:
        first = self.core.create(model, n)
        self.spellings.extend(model, np.arange(first, first + n))
        return NodeCollection._of(self, [(model, range(first, first + n))])

    def _remove(self, n: int) -> None:
        self.core.remove_last(n)
        size = int(self.core.get_kernel("network_size"))
        self.spellings.truncate(size)
        self._outputs = {node: output for node, output in self._outputs.items() if node <= size}

    def GetNodes(self, properties: Mapping[str, Any] | None = None, local_only: bool = False) -> NodeCollection:
        """Find nodes.

        Parameters
        ----------
        properties
            Values that the nodes have to have, by name, such as ``{"model": "parrot_neuron"}``; by default none.
        local_only
            Accepted for NEST's scripts; all nodes are local, as there is one process.

        Returns
        -------
        NodeCollection

        Raises
        ------
        NESTErrors.TypeMismatch
            If the properties are not a dictionary.
        """
        return get_nodes(self, {} if properties is None else properties)

    def GetLocalNodeCollection(self, nodes: NodeCollection) -> NodeCollection:
        """Return the nodes of a NodeCollection that this process holds: all of them."""
        if not isinstance(nodes, NodeCollection):
            raise NESTErrors.TypeMismatch(mismatch("GetLocalNodeCollection", "nodes", nodes, "a NodeCollection"))
        nodes._check(self)
        return nodes

    def PrintNodes(self) -> None:
        """Print ids and models of all nodes."""
        print_nodes(self)

    def nodes(self, ids: Any) -> NodeCollection:
        """Nodes by their ids, ascending."""
        return NodeCollection(ids, kernel=self)

    def ids(self, nodes: Any, owner: str, name: str) -> Ids:
        """Ids of nodes of this network, given as a NodeCollection or as a list or array of ids, shape (n,)."""
        if isinstance(nodes, NodeCollection):
            nodes._check(self)
            return nodes.ids
        ids = node_ids(owner, name, nodes)
        self.core.models_of(ids)
        return ids

    # --- connections ------------------------------------------------------------------------------------------------

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
            fixed_outdegree (outdegree), fixed_total_number (N), pairwise_bernoulli (p).
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
        sources, targets, models = connect(self, pre, post, conn_spec, syn_spec)
        if not return_synapsecollection:
            return None
        found = self._find(sources, targets, None)
        return found[np.isin(found._models, [self.models.synapses.index(model) for model in models])]

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
        if synapse_label is not None:
            raise NESTErrors.NotImplemented(
                f"GetConnections: synapse_label = {synapse_label!r}: connections have no labels; copies of a synapse "
                "model (CopyModel) tell them apart by synapse_model"
            )
        for name, nodes in (("source", source), ("target", target)):
            if nodes is not None and not isinstance(nodes, NodeCollection):
                raise NESTErrors.TypeMismatch(mismatch("GetConnections", name, nodes, "a NodeCollection"))
        return self._find(
            None if source is None else self.ids(source, "GetConnections", "source"),
            None if target is None else self.ids(target, "GetConnections", "target"),
            None if synapse_model is None else self.models.synapse(synapse_model),
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
        disconnect(self, pre, post, conn_spec, syn_spec)

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
        return weight_matrix(self, pre, post, synapse_model, sparse)

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
        self.spellings.settle()
        self.core.apply_pending_updates()

    def _find(self, sources: Ids | None, targets: Ids | None, model: str | None) -> SynapseCollection:
        handles, found, reached, models = self.core.find_connections(sources, targets, model)
        return SynapseCollection(self, handles, found, reached, models)

    # --- status and defaults ----------------------------------------------------------------------------------------

    def GetStatus(self, nodes: NodeCollection | SynapseCollection, keys: Any = None, output: str = "") -> Any:
        """Read parameters of each node or connection.

        Parameters
        ----------
        nodes
            Nodes or connections.
        keys
            Nothing for everything, a name, or a list of names.
        output
            "json" for a string in JSON.

        Returns
        -------
        tuple or str
            Of dictionaries, of values, or of tuples of values.
        """
        _check_collection("GetStatus", nodes)
        if output not in ("", "json"):
            raise NESTErrors.BadProperty(f"GetStatus: output = {output!r} must be '' or 'json'")
        return formatted(self._status(nodes, keys), keys, np.empty(0, np.int64), output)

    @staticmethod
    def _status(nodes: NodeCollection | SynapseCollection, keys: Any) -> tuple[Any, ...]:
        if keys is None:
            return tuple(nodes.rows())
        columns = [nodes.get(name) for name in (keys if is_list(keys) else [keys])]
        values = [[column] if len(nodes) == 1 else column for column in columns]
        return tuple(zip(*values, strict=True)) if is_list(keys) else tuple(values[0])

    def SetStatus(self, nodes: NodeCollection | SynapseCollection, params: Any, val: Any = None) -> None:
        """Set parameters of nodes or connections, all or nothing.

        Parameters
        ----------
        nodes
            Nodes or connections.
        params
            A dictionary for all, a list with one for each, or a name.
        val
            The value or values, if params is a name.
        """
        _check_collection("SetStatus", nodes)
        if isinstance(params, str):
            params = {params: val}
        elif isinstance(params, Sequence) and len(params) == 1:
            params = params[0]
        if len(nodes):
            nodes.set(params)

    def GetDefaults(self, model: str, keys: Any = None) -> Any:
        """Read what later nodes or connections of a model start with, and what connections of a synapse model share.

        Parameters
        ----------
        model
            A node or synapse model.
        keys
            Nothing for everything, a name for its value, a list of names for a list of values.

        Returns
        -------
        object, list or dict

        Raises
        ------
        NESTErrors.UnknownComponent, NESTErrors.UnaccessedDictionaryEntry
            If there is no such model or parameter.
        """
        return get_defaults(self, model, keys)

    def SetDefaults(self, model: str, params: Any, val: Any = None) -> None:
        """Set what later nodes or connections of a model start with, and what connections of a synapse model share.

        Parameters
        ----------
        model
            A node or synapse model.
        params
            A dictionary, or a name. The dictionary ``optimizer`` may hold only what changes.
        val
            The value, if params is a name.

        Raises
        ------
        NESTErrors.UnknownComponent, NESTErrors.UnaccessedDictionaryEntry
            If there is no such model or parameter.
        NESTErrors.TypeMismatch, NESTErrors.BadProperty, NESTErrors.BadParameter
            If a value is not accepted, or not any more. Nothing is changed then.
        """
        set_defaults(self, model, {params: val} if isinstance(params, str) else params)
        self._defaults_changed = True

    def CopyModel(self, existing: str, new: str, params: Any = None) -> None:
        """Add a model that is like an existing one, with a name and defaults of its own.

        A copy of a synapse model has its own optimizer, average_gradient and weight_recorder, which its connections
        share. It starts with what the existing model has now; later changes of one do not reach the other.

        Parameters
        ----------
        existing
            A node or synapse model, or a copy of one.
        new
            The name of the copy.
        params
            A dictionary of defaults that differ from those of the existing model.

        Raises
        ------
        NESTErrors.UnknownModelName, NESTErrors.NewModelNameExists
            If there is no such model, or the name is taken.
        NESTErrors.UnaccessedDictionaryEntry, NESTErrors.TypeMismatch, NESTErrors.BadProperty, NESTErrors.BadDelay
            If a name or value is not accepted. There is no new model then.
        """
        copy_model(self, existing, new, params)
        self._defaults_changed = True

    # --- time -------------------------------------------------------------------------------------------------------

    @timed(SIMULATE)
    def Simulate(self, t: float) -> None:
        """Advance the clock: Prepare, Run and Cleanup in one.

        Ctrl-C stops it within a fraction of a second, and leaves the network readable.

        Parameters
        ----------
        t
            Time in ms, a multiple of the resolution.

        Raises
        ------
        NESTErrors.TypeMismatch, NESTErrors.BadParameter
            If it is not a time that can be simulated.
        NESTErrors.IOError
            If a file of a recorder exists already, or cannot be opened.
        """
        simulation.simulate(self, t)

    def Prepare(self) -> None:
        """Open the files of recorders, so that Run may be called. They stay open until Cleanup.

        Raises
        ------
        NESTErrors.KernelException
            If it was called already.
        NESTErrors.IOError
            If a file exists already, or cannot be opened.
        """
        simulation.prepare(self)

    @timed(SIMULATE)
    def Run(self, t: float) -> None:
        """Advance the clock, as `Simulate` does, between Prepare and Cleanup.

        Parameters
        ----------
        t
            Time in ms, a multiple of the resolution.

        Raises
        ------
        NESTErrors.KernelException
            If Prepare was not called.
        NESTErrors.TypeMismatch, NESTErrors.BadParameter
            If it is not a time that can be simulated.
        """
        simulation.run(self, t)

    def Cleanup(self) -> None:
        """Write what recorders have left, and close their files.

        Raises
        ------
        NESTErrors.KernelException
            If Prepare was not called.
        """
        simulation.cleanup(self)

    def RunManager(self) -> AbstractContextManager[None]:
        """Prepare, and Cleanup in the end: ``with RunManager():`` around calls of Run."""
        return simulation.run_manager(self)


def _check_collection(owner: str, nodes: Any) -> None:
    if not isinstance(nodes, NodeCollection | SynapseCollection):
        raise NESTErrors.TypeMismatch(mismatch(owner, "nodes", nodes, "a NodeCollection or a SynapseCollection"))


default = Kernel()
