"""The kernel parameters: settings and clock of a network."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import Any

from eprop._core import Network, Parameter
from eprop.errors import NESTErrors, unknown
from eprop.models import Models
from eprop.values import is_list, mismatch, scalar, shown

PARAMETERS = {p.name: p for p in Network.kernel_parameters()}
PRINT_TIME = Parameter(
    "print_time", "", "bool", 0.0, (), "set", False, "True or False", "Whether Simulate shows a progress bar"
)
NAMES = (*PARAMETERS, PRINT_TIME.name, "verbosity", "node_models", "synapse_models")


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


class Settings:
    """Kernel parameters of a network, as attributes too."""

    resolution: float
    eprop_update_interval: float
    eprop_learning_window: float
    eprop_reset_neurons_on_update: bool
    rng_seed: int
    local_num_threads: int
    total_num_virtual_procs: int
    biological_time: float
    network_size: int
    num_connections: int
    print_time: bool
    verbosity: VerbosityLevel
    node_models: list[str]
    synapse_models: list[str]

    core: Network
    models: Models
    _print_time: bool
    _verbosity: VerbosityLevel

    def get(self, *names: Any) -> Any:
        """Read kernel parameters.

        Parameters
        ----------
        *names
            Nothing for everything, a name for its value, several names or a list of names for a tuple.

        Returns
        -------
        object, tuple or dict

        Raises
        ------
        NESTErrors.UnaccessedDictionaryEntry
            If there is no such parameter.
        """
        if not names:
            return {name: self._parameter(name) for name in sorted(NAMES)}
        if len(names) > 1 or is_list(names[0]):
            return tuple(self._parameter(name) for name in (names if len(names) > 1 else names[0]))
        return self._parameter(names[0])

    def set(self, **values: Any) -> None:
        """Set kernel parameters, all or nothing.

        Raises
        ------
        NESTErrors.UnaccessedDictionaryEntry
            If there is no such parameter, or it cannot be set.
        NESTErrors.TypeMismatch, NESTErrors.BadProperty, NESTErrors.KernelException
            If a value is not accepted, or not any more.
        """
        for name, value in values.items():
            _check_settable(name, value)
        level = values.pop("verbosity", self._verbosity)
        if not isinstance(level, VerbosityLevel):
            raise NESTErrors.TypeMismatch(mismatch("kernel", "verbosity", level, "a VerbosityLevel"))
        print_time = scalar("kernel", PRINT_TIME, values.pop("print_time", self._print_time))
        self.core.set_kernel({name: scalar("kernel", PARAMETERS[name], value) for name, value in values.items()})
        self._print_time, self._verbosity = bool(print_time), level

    def _parameter(self, name: Any) -> Any:
        own = {
            "print_time": self._print_time,
            "verbosity": self._verbosity,
            "node_models": sorted(map(str, self.models.nodes)),
            "synapse_models": sorted(map(str, self.models.synapses)),
        }
        if name in own:
            return own[name]
        if name not in PARAMETERS:
            raise NESTErrors.UnaccessedDictionaryEntry(unknown("The kernel has no parameter", name, NAMES))
        return shown(PARAMETERS[name], [self.core.get_kernel(name)])[0]

    def GetKernelStatus(self, keys: Any = None) -> Any:
        """Read kernel parameters, the same as `get`."""
        return self.get() if keys is None else self.get(keys)

    def SetKernelStatus(self, params: Mapping[str, Any]) -> None:
        """Set kernel parameters, the same as `set`."""
        self.set(**params)

    def set_verbosity(self, level: str | VerbosityLevel) -> None:
        """Set the verbosity by one of NEST's names, such as "M_ERROR"."""
        names = {f"M_{member.name}": member for member in VerbosityLevel}
        if isinstance(level, str) and level not in names:
            raise NESTErrors.BadProperty(unknown("There is no verbosity", level, names))
        self.set(verbosity=names[level] if isinstance(level, str) else level)

    def get_verbosity(self) -> VerbosityLevel:
        """Read the verbosity."""
        return self._verbosity

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._parameter(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name.startswith("_") or name in ("core", "models", "generation", "spellings", "array_defaults"):
            object.__setattr__(self, name, value)
        else:
            self.set(**{name: value})

    def __dir__(self) -> list[str]:
        return sorted({*object.__dir__(self), *NAMES})


def _check_settable(name: str, value: Any) -> None:
    if name not in NAMES:
        raise NESTErrors.UnaccessedDictionaryEntry(unknown("The kernel has no parameter", name, NAMES))
    if name in ("node_models", "synapse_models") or (name in PARAMETERS and PARAMETERS[name].access == "read"):
        raise NESTErrors.UnaccessedDictionaryEntry(f"kernel: {name} = {value!r} cannot be set, it is computed")
