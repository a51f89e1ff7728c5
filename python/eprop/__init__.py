"""eprop: an event-driven engine that trains spiking networks with e-prop, under NEST's API.

``import eprop as nest`` runs scripts that were written for NEST. The functions work on one network, and its kernel
parameters are attributes of the module: ``eprop.resolution = 0.1``. A `Kernel` is another network beside it, with the
same functions as methods.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

from eprop import logic, math, random
from eprop.connections import CollocatedSynapses
from eprop.errors import NESTError, NESTErrors, unknown
from eprop.kernel import Kernel, default
from eprop.missing import KERNEL_PARAMETERS
from eprop.missing import NAMES as MISSING
from eprop.nodes import NodeCollection
from eprop.parameter import Parameter
from eprop.random import CreateParameter
from eprop.settings import TABLE
from eprop.status import VerbosityLevel, version
from eprop.synapses import SynapseCollection

Cleanup = default.Cleanup
Connect = default.Connect
ConnectionRules = default.ConnectionRules
CopyModel = default.CopyModel
Create = default.Create
Disconnect = default.Disconnect
GetConnections = default.GetConnections
GetDefaults = default.GetDefaults
GetLocalNodeCollection = default.GetLocalNodeCollection
GetNodes = default.GetNodes
GetKernelStatus = default.GetKernelStatus
GetLocalVPs = default.GetLocalVPs
GetStatus = default.GetStatus
Models = default.Models
NumProcesses = default.NumProcesses
Prepare = default.Prepare
PrintNodes = default.PrintNodes
Rank = default.Rank
ResetKernel = default.ResetKernel
Run = default.Run
RunManager = default.RunManager
SetDefaults = default.SetDefaults
SetKernelStatus = default.SetKernelStatus
SetStatus = default.SetStatus
Simulate = default.Simulate
SyncProcesses = default.SyncProcesses
apply_pending_updates = default.apply_pending_updates
get = default.get
get_verbosity = default.get_verbosity
help = default.help
set = default.set
set_verbosity = default.set_verbosity
weight_matrix = default.weight_matrix

__all__ = [
    "Cleanup",
    "CollocatedSynapses",
    "Connect",
    "ConnectionRules",
    "CopyModel",
    "Create",
    "CreateParameter",
    "Disconnect",
    "GetConnections",
    "GetDefaults",
    "GetKernelStatus",
    "GetLocalNodeCollection",
    "GetLocalVPs",
    "GetNodes",
    "GetStatus",
    "Kernel",
    "Models",
    "NESTError",
    "NESTErrors",
    "NodeCollection",
    "NumProcesses",
    "Parameter",
    "Prepare",
    "PrintNodes",
    "Rank",
    "ResetKernel",
    "Run",
    "RunManager",
    "SetDefaults",
    "SetKernelStatus",
    "SetStatus",
    "Simulate",
    "SynapseCollection",
    "SyncProcesses",
    "VerbosityLevel",
    "apply_pending_updates",
    "get",
    "get_verbosity",
    "help",
    "logic",
    "math",
    "random",
    "set",
    "set_verbosity",
    "weight_matrix",
]


_COMPUTED = {"__version__": version, "kernel_status": default.get}
_MODULES = ("lib", "raster_plot", "voltage_trace")  # imported when they are asked for


class _Module(ModuleType):
    """The module, with the kernel parameters of its network as attributes."""

    def __getattr__(self, name: str) -> Any:
        if name in _COMPUTED:
            return _COMPUTED[name]()
        if name in TABLE:
            return getattr(default, name)
        if name in _MODULES:
            return import_module(f"eprop.{name}")
        if name in MISSING:
            raise NESTErrors.NotImplemented(f"{name} is NEST's, but not here: {MISSING[name]}")
        if name in KERNEL_PARAMETERS:
            raise NESTErrors.NotImplemented(
                f"{name} is a parameter of NEST's kernel, but not here: {KERNEL_PARAMETERS[name]}"
            )
        raise AttributeError(unknown("module 'eprop' has no attribute", name, (*__all__, *TABLE)))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.__dict__ or name.startswith("_") or isinstance(value, ModuleType):
            super().__setattr__(name, value)
        else:
            default.set(**{name: value})

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *TABLE, *_COMPUTED, *_MODULES})


sys.modules[__name__].__class__ = _Module
