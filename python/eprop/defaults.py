"""What later nodes and connections of a model start with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eprop import backends, changes
from eprop.errors import NESTErrors, unknown
from eprop.models import (
    NODE_MODELS,
    SYNAPSE_MODELS,
    ModelName,
    common_table,
    flat,
    nested,
    node_table,
    origin,
    parameter,
    synapse_table,
)
from eprop.nodes import NodeCollection
from eprop.parameter import Parameter
from eprop.spellings import EPSILON, Spellings
from eprop.values import is_list, mismatch, same, scalar, shown
from eprop.versions import CUTOFF, DEFAULTS, HEIGHT, WIDTH, table

if TYPE_CHECKING:
    from eprop.kernel import Kernel

ADAM_ONLY = ("optimizer.beta_1", "optimizer.beta_2", "optimizer.epsilon")


def get_defaults(kernel: Kernel, model: Any, keys: Any) -> Any:
    """Read defaults of a model; see `Kernel.GetDefaults`."""
    model = kernel.models.any(model, NESTErrors.UnknownComponent)
    values = _of_nodes(kernel, model) if model in kernel.models.nodes else _of_synapses(kernel, model)
    names = [] if keys is None else [keys] if isinstance(keys, str) else keys
    if not is_list(names):
        raise NESTErrors.TypeMismatch(mismatch("GetDefaults", "keys", keys, "a string or a list of strings"))
    for name in names:
        if name not in values:
            raise NESTErrors.UnaccessedDictionaryEntry(unknown(f"{model} has no parameter", name, values))
    return values if keys is None else values[keys] if isinstance(keys, str) else [values[name] for name in keys]


def set_defaults(kernel: Kernel, model: Any, params: Any) -> None:
    """Change defaults of a model, all or nothing; see `Kernel.SetDefaults`."""
    model = kernel.models.any(model, NESTErrors.UnknownComponent)
    if not isinstance(params, Mapping):
        raise NESTErrors.TypeMismatch(mismatch("SetDefaults", "params", params, "a dictionary"))
    for name, value in params.items():
        if isinstance(value, Parameter):
            raise NESTErrors.TypeMismatch(mismatch(model, name, value, "one explicit value where it is a default"))
    (_set_nodes if model in kernel.models.nodes else _set_synapses)(kernel, model, params)


def copy_model(kernel: Kernel, existing: Any, new: Any, params: Any) -> None:
    """Add a model with defaults of its own, all or nothing; see `Kernel.CopyModel`."""
    existing = kernel.models.any(existing, NESTErrors.UnknownModelName)
    if not isinstance(new, str) or not new:
        raise NESTErrors.TypeMismatch(mismatch("CopyModel", "new", new, "a name, a string that is not empty"))
    kernel.core.copy_model(existing, new)
    kind = kernel.models.nodes if existing in kernel.models.nodes else kernel.models.synapses
    kind.append(ModelName(new, origin(existing)))
    kernel.array_defaults[new] = dict(kernel.array_defaults.get(existing, {}))
    kernel.spellings.copy(existing, new)
    try:
        set_defaults(kernel, new, {} if params is None else params)
    except BaseException:
        kernel.core.remove_copy(new)
        kind.pop()
        del kernel.array_defaults[new]
        kernel.spellings.forget(new)
        raise


def start_version(kernel: Kernel) -> None:
    """Let nodes and synapses to come have the names and defaults of the version of NEST that was chosen."""
    kernel.spellings = Spellings(kernel.core, kernel.nest_version)
    kernel.models.version = kernel.nest_version
    for model in SYNAPSE_MODELS:
        if EPSILON in common_table(model):
            kernel.core.set_synapse_defaults(model, {EPSILON: common_table(model)[EPSILON].default})
    for model in NODE_MODELS:
        present = node_table(model)
        first = {name: present[name].default for name in (HEIGHT, WIDTH, CUTOFF) if name in present}
        kernel.core.set_defaults(model, first)
        changed = {name: v for name, v in DEFAULTS.get(kernel.nest_version, {}).items() if name in table(model)}
        if changed and kernel.models.of_version([model]):
            set_defaults(kernel, model, changed)


def _of_nodes(kernel: Kernel, model: str) -> dict[str, Any]:
    with kernel.probe(model) as node:
        values: dict[str, Any] = node.get()
    return values | {"global_id": 0}


def _set_nodes(kernel: Kernel, model: str, params: Mapping[str, Any]) -> None:
    """Try the parameters on a node, and take what it has then."""
    with kernel.probe(model) as node:
        (change,) = changes.plan(kernel, node, params)
        changes.apply(kernel, [change])
        kernel.core.set_defaults(model, {name: float(values[0]) for name, values in change.scalars.items()})
        if change.written:
            kernel.spellings.keep_default(change.written)
    rest = {name: values[0] for name, values in (change.arrays | change.names | change.outputs).items()}
    kernel.array_defaults[model] = backends.only_fitting({**kernel.array_defaults.get(model, {}), **rest})


def _of_synapses(kernel: Kernel, model: str) -> dict[str, Any]:
    kernel.spellings.settle()
    tables = {**synapse_table(model), **common_table(model)}
    values = {name: shown(p, [kernel.core.get_synapse_default(model, name)])[0] for name, p in tables.items()}
    if "optimizer.type" in values:
        hidden = ("optimizer.m", "optimizer.v", *(ADAM_ONLY if values["optimizer.type"] != "adam" else ()))
        values = {name: value for name, value in values.items() if name not in hidden}
    recorder = values["weight_recorder"]
    values["weight_recorder"] = kernel.nodes([recorder] if recorder else [])
    values["num_connections"] = kernel.core.count_connections(model)
    return nested(dict(sorted({**values, "synapse_model": str(model)}.items())))


def _set_synapses(kernel: Kernel, model: str, params: Mapping[str, Any]) -> None:
    tables = {**synapse_table(model), **common_table(model)}
    values = {}
    for name, value in flat(model, _without_unchanged(kernel, model, params)).items():
        p = parameter(model, tables, name)
        values[name] = float(_recorder(kernel, model, value)) if name == "weight_recorder" else scalar(model, p, value)
    with kernel.spellings.watch_epsilon(model, values):
        kernel.core.set_synapse_defaults(model, values)


def _without_unchanged(kernel: Kernel, model: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what cannot be set but repeats what is there, so that what GetDefaults returned can be set."""
    fixed = params.keys() & {"synapse_model", "num_connections"}
    for name in fixed:
        if not same(params[name], get_defaults(kernel, model, name)):
            raise NESTErrors.UnaccessedDictionaryEntry(f"{model}: {name} = {params[name]!r} cannot be set")
    return {name: value for name, value in params.items() if name not in fixed}


def _recorder(kernel: Kernel, model: str, value: Any) -> int:
    """The id of a weight recorder, 0 for an empty NodeCollection."""
    if not isinstance(value, NodeCollection):
        raise NESTErrors.TypeMismatch(mismatch(model, "weight_recorder", value, "a NodeCollection"))
    if len(value) > 1:
        raise NESTErrors.BadProperty(f"{model}: weight_recorder = {value!r} must hold a single node")
    return int(kernel.ids(value, model, "weight_recorder").sum())
