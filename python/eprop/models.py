"""The models that the core declares: their names and their tables of parameters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from eprop._core import Network, Parameter
from eprop.errors import KernelException, NESTErrors, unknown
from eprop.values import mismatch

NODE_MODELS = tuple(Network.node_models())  # in the order in which the core numbers them
SYNAPSE_MODELS = tuple(Network.synapse_models())
RECORDERS = ("multimeter", "spike_recorder", "weight_recorder")

Table = dict[str, Parameter]


@cache
def node_table(model: str) -> Table:
    """Parameters, states and arrays of a node model, by name."""
    return {p.name: p for p in Network.node_parameters(model)}


@cache
def synapse_table(model: str) -> Table:
    """What every connection of a synapse model has for itself, by name; ``optimizer.m`` is m in the optimizer."""
    return {p.name: p for p in Network.synapse_parameters(model)}


@cache
def common_table(model: str) -> Table:
    """What all connections of a synapse model share, by name."""
    return {p.name: p for p in Network.common_parameters(model)}


def known(kind: type[KernelException], subject: str, name: object, accepted: tuple[str, ...]) -> str:
    """Return a name if it is accepted, otherwise raise an exception that says which ones are."""
    if not isinstance(name, str) or name not in accepted:
        raise kind(unknown(subject, name, accepted))
    return name


def node_model(name: object) -> str:
    """Return the name of a node model, or raise UnknownModelName."""
    return known(NESTErrors.UnknownModelName, "There is no node model", name, NODE_MODELS)


def synapse_model(name: object) -> str:
    """Return the name of a synapse model, or raise UnknownSynapseType."""
    return known(NESTErrors.UnknownSynapseType, "There is no synapse model", name, SYNAPSE_MODELS)


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
