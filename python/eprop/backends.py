"""Where recorders put their events: into memory, into files or on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop._core import Parameter
from eprop.errors import NESTErrors
from eprop.models import Table, is_recorder, node_table
from eprop.parts import runs
from eprop.status import BACKENDS
from eprop.values import column, is_list, mismatch, shown

if TYPE_CHECKING:
    from eprop._core import Ids
    from eprop.kernel import Kernel


@dataclass
class Output:
    """Where the events of one recorder go."""

    record_to: str = "memory"
    label: str = ""
    time_in_steps: bool = False
    precision: int = 3
    file_extension: str = "dat"


def _parameter(name: str, kind: str, rule: str, doc: str, choices: tuple[str, ...] = ()) -> Parameter:
    default = getattr(Output, name)
    number = choices.index(default) if choices else 0.0 if kind == "string" else default
    return Parameter(name, "", kind, float(number), choices, "set", False, rule, doc)


PARAMETERS = {
    p.name: p
    for p in (
        _parameter("record_to", "choice", "", "Where events go", BACKENDS),
        _parameter("label", "string", "a string", "Beginning of the name of the file, in place of the model's name"),
        _parameter("time_in_steps", "bool", "True or False", "Whether times are steps; set before events are recorded"),
        _parameter("precision", "int", ">= 0", "Digits behind the point in files and on the screen"),
        _parameter("file_extension", "string", "a string", "Ending of the name of the file, `dat` by default"),
    )
}
ONLY = {"events": ("memory",), "precision": ("ascii", "screen"), "file_extension": ("ascii",), "filenames": ("ascii",)}


def table(model: str) -> Table:
    """Parameters of a node model, those of recorders included."""
    return node_table(model) | (PARAMETERS if is_recorder(model) else {})


def output(kernel: Kernel, recorder: int) -> Output:
    """Where the events of a recorder go."""
    return kernel._outputs.setdefault(recorder, Output())


def filename(kernel: Kernel, recorder: int) -> str:
    """Path of the file of a recorder."""
    to = output(kernel, recorder)
    ((model, _),) = runs(kernel, np.array([recorder]))
    folder = kernel.data_path if kernel.data_path.endswith("/") or not kernel.data_path else kernel.data_path + "/"
    return f"{folder}{kernel.data_prefix}{to.label or model}-{recorder}-0.{to.file_extension}"


def computed(kernel: Kernel) -> dict[str, Callable[[int], Any]]:
    """Properties of recorders: name -> function of the recorder's id."""

    def reader(name: str) -> Callable[[int], Any]:
        return lambda recorder: getattr(output(kernel, recorder), name)

    return {**{name: reader(name) for name in PARAMETERS}, "filenames": lambda recorder: [filename(kernel, recorder)]}


def has(kernel: Kernel, node: int, name: str) -> bool:
    """Whether a node shows a computed property; some depend on where a recorder's events go."""
    return name not in ONLY or output(kernel, node).record_to in ONLY[name]


def spread(model: str, p: Parameter, value: Any, n: int) -> list[Any]:
    """Values of one of the PARAMETERS for n recorders: one for all or a list with one for each."""
    if p.kind != "string":
        return shown(p, column(model, p, value, n))
    values = list(value) if is_list(value) else [value] * n
    for text in values:
        if not isinstance(text, str):
            raise NESTErrors.TypeMismatch(mismatch(model, p.name, text, "a string"))
    if len(values) != n:
        raise NESTErrors.DimensionMismatch(f"{model}: {p.name} holds {len(values)} strings, must hold one or {n}")
    return values


def check(kernel: Kernel, model: str, ids: Ids, columns: Mapping[str, list[Any]]) -> None:
    """Refuse what recorders cannot be set to.

    Raises
    ------
    NESTErrors.UnaccessedDictionaryEntry
        If a parameter does not belong to where the events go.
    NESTErrors.BadProperty
        If a value is not accepted, or not any more.
    """
    for i, recorder in enumerate(ids.tolist()):
        now = output(kernel, recorder)
        new = {name: values[i] for name, values in columns.items()}
        record_to = new.get("record_to", now.record_to)
        for name in new.keys() & ONLY.keys():
            if record_to not in ONLY[name]:
                raise NESTErrors.UnaccessedDictionaryEntry(
                    f"{model}: {name} = {new[name]!r} needs record_to = {' or '.join(ONLY[name])}, not {record_to}"
                )
        if new.get("precision", 0) < 0:
            raise NESTErrors.BadProperty(f"{model}: precision = {new['precision']} must be >= 0")
        if new.get("time_in_steps", now.time_in_steps) != now.time_in_steps and kernel.core.num_events(recorder):
            raise NESTErrors.BadProperty(f"{model}: time_in_steps must be set before events are recorded")


def assign(kernel: Kernel, ids: Ids, columns: Mapping[str, list[Any]]) -> None:
    """Set what was checked. Once events go elsewhere, those in memory are forgotten, but counted."""
    for i, recorder in enumerate(ids.tolist()):
        to = output(kernel, recorder)
        if "record_to" in columns and columns["record_to"][i] != to.record_to:
            kernel.core.move_events({recorder: len(kernel.core.events(recorder)["steps"])}, lambda: None)
        for name, values in columns.items():
            setattr(to, name, values[i])


def only_fitting(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """Defaults of a model without those that do not belong to where the events go."""
    record_to = defaults.get("record_to", Output.record_to)
    return {name: value for name, value in defaults.items() if record_to in ONLY.get(name, BACKENDS)}
