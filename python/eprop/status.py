"""Kernel parameters that the core does not keep: settings held in Python, and what is computed when it is read."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from eprop import clocks
from eprop._core import Parameter
from eprop.errors import NESTErrors, unknown
from eprop.rules import RULES
from eprop.values import mismatch
from eprop.versions import VERSIONS, checked

if TYPE_CHECKING:
    from eprop.kernel import Kernel

MS_PER_TIC = 0.001
T_MAX = 2**60 * MS_PER_TIC  # ms, of the clock
BACKENDS = ("memory", "ascii", "screen")


class VerbosityLevel(IntEnum):
    """How much a script wants to hear. eprop says nothing but errors; the level is kept for scripts that set it."""

    ALL = 0
    DEBUG = 5
    STATUS = 7
    INFO = 10
    PROGRESS = 15
    DEPRECATED = 18
    WARNING = 20
    ERROR = 30
    FATAL = 40
    QUIET = 100


class Held(NamedTuple):
    """A setting that is held in Python."""

    kind: str
    initial: Any
    convert: Callable[[str, Any], Any]  # name and value as given -> value as held; raises
    rule: str
    doc: str
    survives: bool = False  # ResetKernel

    def parameter(self, name: str) -> Parameter:
        return Parameter(name, "", self.kind, float(self.initial or 0), (), "set", False, self.rule, self.doc)


class Computed(NamedTuple):
    """What is computed when it is read."""

    kind: str
    unit: str
    read: Callable[[Kernel], Any]
    doc: str
    fixed: str = "it is computed"  # why it cannot be set

    def parameter(self, name: str) -> Parameter:
        return Parameter(name, self.unit, self.kind, 0.0, (), "read", False, "", self.doc)


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool | np.bool_):
        raise NESTErrors.TypeMismatch(mismatch("kernel", name, value, "True or False"))
    return bool(value)


def _folder(name: str, value: Any) -> str:
    if not isinstance(value, str | os.PathLike):
        raise NESTErrors.TypeMismatch(mismatch("kernel", name, value, "a path"))
    folder = os.fspath(value)
    if folder and not Path(folder).is_dir():
        raise NESTErrors.BadProperty(f"kernel: {name} = {folder!r} must be a folder that exists")
    return folder


def _prefix(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise NESTErrors.TypeMismatch(mismatch("kernel", name, value, "a string"))
    if "/" in value:
        raise NESTErrors.BadProperty(f"kernel: {name} = {value!r} must not contain '/'; data_path names the folder")
    return value


def _level(name: str, value: Any) -> VerbosityLevel:
    names = {f"M_{level.name}": level for level in VerbosityLevel}
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise NESTErrors.TypeMismatch(mismatch("kernel", name, value, "a VerbosityLevel"))
    if value not in (names if isinstance(value, str) else list(VerbosityLevel)):
        raise NESTErrors.BadProperty(unknown("There is no verbosity", value, names))
    return names[value] if isinstance(value, str) else VerbosityLevel(value)


HELD = {
    "data_path": Held("string", "", _folder, "a folder that exists", "Where recorders write files", True),
    "data_prefix": Held("string", "", _prefix, "no '/'", "How the names of these files begin", True),
    "overwrite_files": Held("bool", False, _flag, "True or False", "Whether files that exist are overwritten"),
    "print_time": Held("bool", False, _flag, "True or False", "Whether Simulate and Run show a progress bar"),
    "nest_version": Held(
        "string", None, checked, f"{', '.join(VERSIONS)} or None", "Whose names and defaults hold", True
    ),
    "verbosity": Held("level", VerbosityLevel.ERROR, _level, "a VerbosityLevel", "Kept for scripts that set it", True),
}


def memory_size() -> int:
    """Virtual memory of the process in kB; where the system does not tell, the most that was resident so far."""
    statm = Path("/proc/self/statm")
    if statm.exists():
        return int(statm.read_text().split()[0]) * resource.getpagesize() // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def version() -> str:
    """Version of the package."""
    from importlib.metadata import version

    return version("eprop")


def build_info() -> dict[str, Any]:
    """What the package was built with, under NEST's names."""
    absent = ("have_mpi", "have_music", "have_gsl", "have_boost", "have_hdf5", "have_sionlib", "have_libneurosim")
    return {"version": version(), "have_threads": True, **dict.fromkeys(absent, False)}


def _names_of(kernel: Kernel, models: list[str]) -> list[str]:
    return sorted(map(str, kernel.models.of_version(models)))


def _time(name: str, doc: str) -> dict[str, Computed]:
    return {
        name: Computed("float", "s", lambda kernel: kernel._seconds[name], f"{doc} since ResetKernel"),
        f"{name}_cpu": Computed(
            "float", "s", lambda kernel: kernel._seconds[f"{name}_cpu"], f"{doc} since ResetKernel, of all threads"
        ),
    }


def _constant(kind: str, value: Any, doc: str, fixed: str = "it is always so", unit: str = "") -> Computed:
    return Computed(kind, unit, lambda _: value, doc, fixed)


COMPUTED = {
    "T_max": _constant("float", T_MAX, "Largest time", unit="ms"),
    "T_min": _constant("float", -T_MAX, "Smallest time", unit="ms"),
    "build_info": Computed("dict", "", lambda _: build_info(), "What the package was built with"),
    "connection_rules": Computed("names", "", lambda _: sorted(RULES), "Rules of Connect"),
    "dict_miss_is_error": _constant(
        "bool", True, "Whether unknown names are errors", "unknown names are always errors"
    ),
    "keep_source_table": _constant("bool", True, "Whether connections know their sources", "they always do"),
    "memory_size": Computed("int", "kB", lambda _: memory_size(), "Virtual memory of the process"),
    "mpi_rank": _constant("int", 0, "Number of this process", "there is one process"),
    "ms_per_tic": _constant("float", MS_PER_TIC, "Unit of time", unit="ms"),
    "node_models": Computed("names", "", lambda kernel: _names_of(kernel, kernel.models.nodes), "Models of nodes"),
    "num_processes": _constant("int", 1, "Number of processes", "there is one process"),
    "off_grid_spiking": _constant("bool", False, "Whether models spike off the grid", "no model does"),
    "prepared": Computed(
        "bool", "", lambda kernel: kernel._writer is not None, "Whether Prepare was called, so that Run may be"
    ),
    "recording_backends": Computed("names", "", lambda _: sorted(BACKENDS), "What record_to can be"),
    "rng_type": _constant("string", "Philox_32", "Generator of random numbers", "there is one generator"),
    "rng_types": Computed("names", "", lambda _: ["Philox_32"], "Generators of random numbers"),
    "stimulation_backends": Computed("names", "", lambda _: [], "Sources of stimuli beside generators"),
    "synapse_models": Computed(
        "names", "", lambda kernel: _names_of(kernel, kernel.models.synapses), "Models of synapses"
    ),
    "tics_per_ms": _constant("float", 1.0 / MS_PER_TIC, "Units of time in a millisecond"),
    "tics_per_step": Computed(
        "int", "", lambda kernel: round(kernel.resolution / MS_PER_TIC), "Units of time in a step"
    ),
    "to_do": _constant("int", 0, "Steps that Run has left, none between two calls", unit="steps"),
    "use_wfr": _constant("bool", False, "Whether waveform relaxation is used", "there are no gap junctions"),
    **_time(clocks.CREATE, "Time in Create"),
    **_time(clocks.CONNECT, "Time in Connect"),
    **_time(clocks.SIMULATE, "Time in Simulate and Run"),
}
