"""eprop: an event-driven engine that trains spiking networks with e-prop, under NEST's API.

``import eprop as nest`` runs scripts that were written for NEST. The functions work on one network, and its kernel
parameters are attributes of the module: ``eprop.resolution = 0.1``. A `Kernel` is another network beside it, with the
same functions as methods.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

from eprop.errors import NESTError, NESTErrors, unknown
from eprop.kernel import Kernel, default
from eprop.nodes import NodeCollection
from eprop.settings import NAMES, VerbosityLevel
from eprop.synapses import SynapseCollection

Connect = default.Connect
CopyModel = default.CopyModel
Create = default.Create
Disconnect = default.Disconnect
GetConnections = default.GetConnections
GetDefaults = default.GetDefaults
GetLocalNodeCollection = default.GetLocalNodeCollection
GetNodes = default.GetNodes
GetKernelStatus = default.GetKernelStatus
GetStatus = default.GetStatus
PrintNodes = default.PrintNodes
ResetKernel = default.ResetKernel
SetDefaults = default.SetDefaults
SetKernelStatus = default.SetKernelStatus
SetStatus = default.SetStatus
Simulate = default.Simulate
apply_pending_updates = default.apply_pending_updates
get = default.get
get_verbosity = default.get_verbosity
set = default.set
set_verbosity = default.set_verbosity
weight_matrix = default.weight_matrix

__all__ = [
    "Connect",
    "CopyModel",
    "Create",
    "Disconnect",
    "GetConnections",
    "GetDefaults",
    "GetKernelStatus",
    "GetLocalNodeCollection",
    "GetNodes",
    "GetStatus",
    "Kernel",
    "NESTError",
    "NESTErrors",
    "NodeCollection",
    "PrintNodes",
    "ResetKernel",
    "SetDefaults",
    "SetKernelStatus",
    "SetStatus",
    "Simulate",
    "SynapseCollection",
    "VerbosityLevel",
    "apply_pending_updates",
    "get",
    "get_verbosity",
    "set",
    "set_verbosity",
    "weight_matrix",
]


class _Module(ModuleType):
    """The module, with the kernel parameters of its network as attributes."""

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            from importlib.metadata import version

            return version("eprop")
        if name in NAMES:
            return default.get(name)
        raise AttributeError(unknown("module 'eprop' has no attribute", name, (*__all__, *NAMES)))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__ or name.startswith("_") or isinstance(value, ModuleType):
            super().__setattr__(name, value)
        else:
            default.set(**{name: value})

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *NAMES})


sys.modules[__name__].__class__ = _Module
