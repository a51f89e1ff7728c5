"""Kernel: one network, under NEST's verbs. Two kernels are two networks side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop import changes
from eprop._core import Network
from eprop.backends import Output
from eprop.clocks import CREATE, timed
from eprop.defaults import copy_model, get_defaults, set_defaults, start_version
from eprop.errors import NESTError as NESTError  # scripts for older versions name nest.kernel.NESTError
from eprop.errors import NESTErrors
from eprop.inspection import Inspection
from eprop.listing import get_nodes, print_nodes
from eprop.missing import NAMES as MISSING
from eprop.models import FIRST_ARRAYS, Models
from eprop.nodes import NodeCollection, check_nodes
from eprop.output import formatted
from eprop.settings import Settings
from eprop.simulation import Simulation
from eprop.synapses import SynapseCollection
from eprop.values import is_list, mismatch, node_ids, whole
from eprop.wiring import Wiring

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.spellings import Spellings


class Kernel(Settings, Simulation, Wiring, Inspection):
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
        self._writer = None
        self._defaults_changed = False
        self._reset_settings()
        start_version(self)
        self._reset_clocks()

    def ResetKernel(self) -> None:
        """Remove nodes, connections and defaults, and give the kernel parameters their first values.

        The version of NEST that was chosen stays, as do verbosity and where recorders write files.
        """
        if self._writer:
            self.Cleanup()
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
        NESTErrors.BadProperty, NESTErrors.BadParameterValue
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
            kind = NESTErrors.BadProperty if count else NESTErrors.BadParameterValue
            raise kind(f"Create: n = {n} must be >= 1")
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
        check_nodes("GetLocalNodeCollection", nodes=nodes)
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
        tuple, list or str
            Of dictionaries, of values, or of tuples of values; as in NEST, a list if it is one value of each of several
            connections.
        """
        _check_collection("GetStatus", nodes)
        if output not in ("", "json"):
            raise NESTErrors.BadProperty(f"GetStatus: output = {output!r} must be '' or 'json'")
        return formatted(self._status(nodes, keys), keys, np.empty(0, np.int64), output)

    @staticmethod
    def _status(nodes: NodeCollection | SynapseCollection, keys: Any) -> tuple[Any, ...] | list[Any]:
        if keys is None:
            return tuple(nodes.rows())
        columns = [nodes.get(name) for name in (keys if is_list(keys) else [keys])]
        values = [[column] if len(nodes) == 1 else column for column in columns]
        if is_list(keys):
            return tuple(zip(*values, strict=True))
        return values[0] if isinstance(nodes, SynapseCollection) and len(nodes) > 1 else tuple(values[0])

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


def _check_collection(owner: str, nodes: Any) -> None:
    if not isinstance(nodes, NodeCollection | SynapseCollection):
        raise NESTErrors.TypeMismatch(mismatch(owner, "nodes", nodes, "a NodeCollection or a SynapseCollection"))


default = Kernel()
