"""The kernel parameters: what can be set of a network, and what can be read of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from eprop._core import Network
from eprop.defaults import start_version
from eprop.errors import NESTErrors, unknown
from eprop.missing import KERNEL_PARAMETERS as MISSING
from eprop.models import Models, Table
from eprop.status import COMPUTED, HELD, VerbosityLevel
from eprop.values import is_list, same, scalar

if TYPE_CHECKING:
    from eprop.kernel import Kernel


PARAMETERS = {p.name: p for p in Network.kernel_parameters()}
TABLE: Table = {
    **PARAMETERS,
    **{name: held.parameter(name) for name, held in HELD.items()},
    **{name: computed.parameter(name) for name, computed in COMPUTED.items()},
}


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
    min_delay: float
    max_delay: float
    local_spike_counter: int
    data_path: str
    data_prefix: str
    overwrite_files: bool
    print_time: bool
    verbosity: VerbosityLevel
    nest_version: str | None
    node_models: list[str]
    synapse_models: list[str]

    core: Network
    models: Models
    _held: dict[str, Any]
    _defaults_changed: bool

    def _reset_settings(self) -> None:
        """Forget what ResetKernel forgets."""
        before = self.__dict__.get("_held", {})
        self._held = {name: before[name] if held.survives and before else held.initial for name, held in HELD.items()}

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
            return {name: self._parameter(name) for name in sorted(TABLE)}
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
        given = {name: value for name, value in values.items() if self._settable(name, value)}
        held = {name: HELD[name].convert(name, given[name]) for name in HELD if name in given}
        scalars = {name: scalar("kernel", PARAMETERS[name], given[name]) for name in given if name not in held}
        self._check_resolution(scalars.get("resolution"))
        another = "nest_version" in held and held["nest_version"] != self.nest_version
        if another:
            self._check_still_empty(held["nest_version"])
        self.core.set_kernel(scalars)
        self._held |= held
        if another:
            start_version(cast("Kernel", self))

    def _settable(self, name: str, value: Any) -> bool:
        """Whether there is something to set; False for what cannot be set but repeats what is there."""
        if name not in TABLE:
            raise NESTErrors.UnaccessedDictionaryEntry(_no_parameter(name))
        if TABLE[name].access == "set":
            return True
        if not same(value, self._parameter(name)):
            why = COMPUTED[name].fixed if name in COMPUTED else "it is computed"
            raise NESTErrors.UnaccessedDictionaryEntry(f"kernel: {name} = {value!r} cannot be set, {why}")
        return False

    def _check_resolution(self, resolution: float | None) -> None:
        """Refuse another resolution once defaults were changed, as NEST does; the core knows nodes and time."""
        if self._defaults_changed and resolution not in (None, self.core.get_kernel("resolution")):
            raise NESTErrors.KernelException(
                f"resolution = {resolution:g} must be set before the defaults of models are changed"
            )

    def _check_still_empty(self, version: str | None) -> None:
        """Refuse another version of NEST once it would come too late."""
        if self._defaults_changed or self.network_size:
            raise NESTErrors.KernelException(
                f"nest_version = {version!r} must be set before nodes are created and defaults are changed"
            )

    def _parameter(self, name: Any) -> Any:
        if name in COMPUTED:
            return COMPUTED[name].read(cast("Kernel", self))
        if name in self._held:
            return self._held[name]
        if name not in PARAMETERS:
            raise NESTErrors.UnaccessedDictionaryEntry(_no_parameter(name))
        shown_as = {"int": int, "bool": bool}.get(PARAMETERS[name].kind, float)
        return shown_as(self.core.get_kernel(name))

    def GetKernelStatus(self, keys: Any = None) -> Any:
        """Read kernel parameters, the same as `get`."""
        return self.get() if keys is None else self.get(keys)

    def SetKernelStatus(self, params: Mapping[str, Any]) -> None:
        """Set kernel parameters, the same as `set`."""
        self.set(**params)

    def set_verbosity(self, level: str | VerbosityLevel) -> None:
        """Set the verbosity by one of NEST's names, such as "M_ERROR", or a `VerbosityLevel`."""
        self.set(verbosity=level)

    def get_verbosity(self) -> VerbosityLevel:
        """Read the verbosity."""
        return self.verbosity

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
        return sorted({*object.__dir__(self), *TABLE})


def _no_parameter(name: object) -> str:
    if isinstance(name, str) and name in MISSING:
        return f"The kernel has no parameter {name!r}, unlike NEST's: {MISSING[name]}"
    return unknown("The kernel has no parameter", name, TABLE)
