"""The models: those that the core declares, with their tables of parameters, and the copies in one network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from eprop._core import Network, Parameter
from eprop.errors import KernelException, NESTErrors, unknown
from eprop.values import mismatch

NODE_MODELS = tuple(Network.node_models())  # in the order in which the core numbers them
SYNAPSE_MODELS = tuple(Network.synapse_models())
RECORDERS = frozenset({"multimeter", "spike_recorder", "voltmeter", "weight_recorder"})
FIRST_ARRAYS = {"voltmeter": {"record_from": ["V_m"]}}  # what nodes of a model start with, if not empty

SUFFIX = "_bsshslm_2020"

Table = dict[str, Parameter]


class ModelName(str):
    """The name of a model in a network; a copy knows the built-in model that it is like."""

    __slots__ = ("origin",)
    origin: str

    def __new__(cls, name: str, origin: str) -> ModelName:
        made = super().__new__(cls, name)
        made.origin = origin
        return made


def origin(model: str) -> str:
    """The built-in model that a model is, or is a copy of."""
    return model.origin if isinstance(model, ModelName) else model


class Models:
    """The models of one network, in the order in which its core numbers them: the built-in ones, then copies."""

    def __init__(self) -> None:
        self.nodes = [*NODE_MODELS]
        self.synapses = [*SYNAPSE_MODELS]
        self.version: str | None = None  # of NEST, if one was chosen

    def node(self, name: object) -> str:
        """Return the name of a node model, or raise UnknownModelName."""
        return self._known(NESTErrors.UnknownModelName, "There is no node model", name, self.nodes)

    def synapse(self, name: object) -> str:
        """Return the name of a synapse model, or raise UnknownSynapseType."""
        return self._known(NESTErrors.UnknownSynapseType, "There is no synapse model", name, self.synapses)

    def any(self, name: object, kind: type[KernelException]) -> str:
        """Return the name of a model of either kind, or raise an exception of this kind."""
        return self._known(kind, "There is no model", name, [*self.nodes, *self.synapses])

    def of_version(self, names: Sequence[str]) -> list[str]:
        """Those of the models that the chosen version has; the ones of e-prop without suffix came with NEST 3.9."""
        if self.version not in ("3.7", "3.8"):
            return [*names]
        return [name for name in names if not origin(name).startswith("eprop_") or SUFFIX in origin(name)]

    def _known(self, kind: type[KernelException], subject: str, name: object, models: Sequence[str]) -> str:
        model = known(kind, subject, name, models)
        if not self.of_version([model]):
            raise kind(f"{model} is newer than NEST {self.version} (nest_version)")
        return model


def node_table(model: str) -> Table:
    """Parameters, states and arrays of a node model, by name."""
    return _node_table(origin(model))


def synapse_table(model: str) -> Table:
    """What every connection of a synapse model has for itself, by name; ``optimizer.m`` is m in the optimizer."""
    return _synapse_table(origin(model))


def common_table(model: str) -> Table:
    """What all connections of a synapse model share, by name."""
    return _common_table(origin(model))


@cache
def _node_table(model: str) -> Table:
    return {p.name: p for p in Network.node_parameters(model)}


@cache
def _synapse_table(model: str) -> Table:
    return {p.name: p for p in Network.synapse_parameters(model)}


@cache
def _common_table(model: str) -> Table:
    return {p.name: p for p in Network.common_parameters(model)}


def is_recorder(model: str) -> bool:
    """Whether nodes of a model record."""
    return origin(model) in RECORDERS


def element_type(model: str) -> str:
    """What nodes of a model are: "neuron", "recorder" or "stimulator"."""
    stimulates = origin(model).endswith("_generator")
    return "recorder" if is_recorder(model) else "stimulator" if stimulates else "neuron"


def known(kind: type[KernelException], subject: str, name: object, accepted: Sequence[str]) -> str:
    """Return the accepted name that is equal to a name, otherwise raise an exception that says which ones are."""
    if not isinstance(name, str) or name not in accepted:
        raise kind(unknown(subject, name, accepted))
    return accepted[accepted.index(name)]


def parameter(owner: str, table: Table, name: object) -> Parameter:
    """Find a parameter in a table, or raise UnaccessedDictionaryEntry."""
    if not isinstance(name, str) or name not in table:
        raise NESTErrors.UnaccessedDictionaryEntry(unknown(f"{owner} has no parameter", name, table))
    return table[name]


def flat(owner: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Turn the dictionary ``optimizer`` into ``optimizer.eta``, ….

    NEST sets the optimizer's kind as ``type`` and shows it as ``optimizer``; both are understood.
    """
    values = dict(params)
    optimizer = values.pop("optimizer", {})
    if not isinstance(optimizer, Mapping):
        raise NESTErrors.TypeMismatch(mismatch(owner, "optimizer", optimizer, "a dictionary"))
    for name, value in optimizer.items():
        values["optimizer.type" if name == "optimizer" else f"optimizer.{name}"] = value
    return values


def nested(values: Mapping[str, Any]) -> dict[str, Any]:
    """Turn ``optimizer.eta``, … into the dictionary ``optimizer``, the reverse of `flat`."""
    shown: dict[str, Any] = {}
    for name, value in values.items():
        head, _, inner = name.partition(".")
        if inner:
            shown.setdefault(head, {})["optimizer" if inner == "type" else inner] = value
        else:
            shown[name] = value
    return shown
