"""Types of the compiled core: one network, spoken to in arrays and scalars.

Units: ms, mV, pA, pF, spikes/s. Scalars of every kind cross as float64: a bool as 0.0 or 1.0, a choice as its index
in ``Parameter.choices``. Every refused call raises the class of ``eprop.errors.NESTErrors`` that NEST would raise,
and leaves the network as it was.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ids = NDArray[np.int64]
Floats = NDArray[np.float64]

class Parameter(NamedTuple):
    """One parameter, state or array of a model, as declared in the core.

    ``kind`` is "float", "int", "bool", "choice", or, one array a node, "floats" (times, values), "ints", "ids" (node
    ids) or "names" (names of recordables). ``access`` is "set" (parameter), "state" (changes while simulating, can be
    set) or "read". ``default`` is the user's value for scalars (choice: the index) and 0.0 for arrays. ``rule`` says in
    words which values are accepted.
    """

    name: str
    unit: str
    kind: str
    default: float
    choices: tuple[str, ...]
    access: str
    recordable: bool
    rule: str
    doc: str

def elementary(function: str, values: Floats) -> Floats:
    """exp, log, sin or cos of values, shape (n,); the same bytes on every CPU."""

def numbers_below(key: NDArray[np.uint32], position: int, limits: Floats, repeat: int) -> tuple[int, Ids]:
    """Of the next numbers of MT19937, uniform in [0, 1), those below limits, shape (n,), each for `repeat` numbers.

    ``key``, shape (624,), and ``position`` are the generator's state as ``numpy.random.RandomState.get_state`` has it;
    the key is changed in place. Returned are the position after n * repeat numbers, and the places of what was found.
    """

class Network:
    """A network: nodes, connections, their state and the clock."""

    def __init__(self) -> None: ...

    # --- the kernel -------------------------------------------------------------------------------------------------
    @staticmethod
    def kernel_parameters() -> list[Parameter]:
        """resolution, eprop_update_interval, eprop_learning_window, eprop_reset_neurons_on_update, rng_seed,
        local_num_threads, total_num_virtual_procs and the read-only biological_time, network_size, num_connections,
        min_delay, max_delay, local_spike_counter."""
    def get_kernel(self, name: str) -> float: ...
    def set_kernel(self, values: Mapping[str, float]) -> None:
        """Set all or nothing."""
    # --- models -----------------------------------------------------------------------------------------------------
    @staticmethod
    def node_models() -> list[str]: ...
    @staticmethod
    def synapse_models() -> list[str]: ...
    @staticmethod
    def node_parameters(model: str) -> list[Parameter]:
        """Every parameter, state and array of a node model, in the order of declaration; UnknownModel names the
        nearest."""
    @staticmethod
    def synapse_parameters(model: str) -> list[Parameter]:
        """Per-connection parameters (weight, delay, receptor_type, tau_m_readout, optimizer.m, …)."""
    @staticmethod
    def common_parameters(model: str) -> list[Parameter]:
        """What all connections of a synapse model share: average_gradient, weight_recorder (a node id, 0 for none),
        optimizer.type, optimizer.eta, …: the names of a nested dictionary joined by a dot."""
    def copy_model(self, existing: str, name: str) -> None:
        """Append a model that is like an existing one of nodes or synapses, defaults included."""
    def remove_copy(self, name: str) -> None:
        """Take back the model that was copied last, as long as nothing uses it."""
    # --- nodes ------------------------------------------------------------------------------------------------------
    def create(self, model: str, n: int) -> int:
        """Append n nodes with the model's defaults; the id of the first (ids count from 1, contiguous)."""
    def remove_last(self, n: int) -> None:
        """Take back the last n nodes, as long as nothing is connected to them."""
    def models_of(self, ids: Ids) -> NDArray[np.int32]:
        """Index into ``node_models()``, followed by the copies in their order, of every id; raises UnknownNode for an
        id that does not exist."""
    def get_nodes(self, ids: Ids, name: str) -> Floats:
        """A scalar of nodes of one model, in user units, shape (n,)."""
    def set_nodes(self, ids: Ids, values: Mapping[str, Floats]) -> None:
        """Set scalars of nodes of one model, each array of shape (n,); all or nothing, rules between parameters
        included."""
    def get_array(self, node: int, name: str) -> Floats:
        """An array ("floats" or "ids") of one node."""
    def set_arrays(self, ids: Ids, values: Mapping[str, Sequence[Floats]]) -> None:
        """Set arrays of nodes of one model, one array a node; all or nothing."""
    def get_names(self, node: int, name: str) -> list[str]:
        """A list of names of one node, such as record_from of a multimeter."""
    def set_names(self, ids: Ids, name: str, value: Sequence[str]) -> None: ...
    def get_default(self, model: str, name: str) -> float: ...
    def set_defaults(self, model: str, values: Mapping[str, float]) -> None:
        """Scalars with which later nodes of the model start; all or nothing."""
    # --- connections ------------------------------------------------------------------------------------------------
    def connect(
        self,
        sources: Ids,
        targets: Ids,
        rule: str,
        synapses: Sequence[tuple[str, Mapping[str, float | Floats]]],
        autapses: bool = True,
        multapses: bool = True,
        number: float | Floats = 0.0,
    ) -> None:
        """Connect by "one_to_one", "all_to_all", "fixed_indegree", "fixed_outdegree", "pairwise_bernoulli" or
        "fixed_total_number"; ``number`` is the rule's indegree, outdegree, p or N, or an array:
        indegrees of shape (targets,), outdegrees of shape (sources,), or p of shape (targets * sources,), target after
        target. Each pair is connected by all ``synapses``: a synapse model, and per-connection parameters: a scalar, or
        an array of shape (n,) for one_to_one, (targets, sources) for all_to_all (entries of left-out autapses are not
        used), (targets, indegree), (sources, outdegree) and (N,) for the rules with these numbers. Parameters that are
        left out take the synapse model's default. Recorders and their nodes are connected here too."""
    def count_pairs(
        self, sources: Ids, targets: Ids, rule: str, autapses: bool, multapses: bool, number: float | Floats
    ) -> int:
        """How many connections the same call of `connect` would make."""
    def draw(self, distribution: str, a: float, b: float, elements: Ids) -> Floats:
        """Values of a distribution, one an element, shape (n,): functions of rng_seed, the number of calls of `draw`
        since it was set, and the element."""
    def draw_calls(self) -> int:
        """Calls of `draw` since rng_seed was set."""
    def rewind_draws(self, calls: int) -> None:
        """Go on as after so many calls of `draw`."""
    def find_connections(
        self, sources: Ids | None, targets: Ids | None, model: str | None
    ) -> tuple[NDArray[np.int64], Ids, Ids, NDArray[np.int32]]:
        """Handles, source ids, target ids and index into ``synapse_models()``, followed by the copies, of the matching
        connections, in NEST's order."""
    def get_connections(self, handles: NDArray[np.int64], name: str) -> Floats:
        """Values of a parameter; InexistentConnection if a connection was removed."""
    def set_connections(self, handles: NDArray[np.int64], values: Mapping[str, Floats]) -> None:
        """Set per-connection scalars, arrays of shape (n,); all or nothing."""
    def count_connections(self, model: str) -> int:
        """Number of connections of a synapse model."""
    def disconnect(self, handles: NDArray[np.int64]) -> None:
        """Remove connections, each named once; all or nothing. Handles of others stay valid."""
    def apply_pending_updates(self) -> None:
        """Give every e-prop synapse the update that a spike of its source would ask for now."""
    def get_synapse_default(self, model: str, name: str) -> float:
        """A default of a per-connection parameter or the value of a common one."""
    def set_synapse_defaults(self, model: str, values: Mapping[str, float]) -> None:
        """All or nothing; common parameters act on connections that exist too."""
    # --- simulation -------------------------------------------------------------------------------------------------
    def simulate(self, steps: int, each: Callable[[int], None] | None = None) -> None:
        """Advance the clock; releases the GIL, stops cleanly on a signal and raises what its handler raises. Every 50
        ms and at the end ``each`` is called with the number of steps done."""
    # --- recorders --------------------------------------------------------------------------------------------------
    def num_events(self, recorder: int) -> int:
        """Number of events since ``clear_events``."""
    def events(self, recorder: int) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
        """Copies of the recorded columns: senders, steps (int64), times (ms), and what the recorder holds beside."""
    def clear_events(self, recorder: int) -> None: ...
    def move_events(self, rows: Mapping[int, int], write: Callable[[], object]) -> None:
        """Call ``write``, then forget so many rows of recorders, the first that ``events`` shows; ``num_events`` still
        counts them. If ``write`` is not Python code, no handler of a signal comes in between."""
