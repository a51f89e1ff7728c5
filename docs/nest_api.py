"""Writes nest_api.md, NEST's API name by name, from what eprop has: python docs/nest_api.py

NAMES and PARAMETERS hold every public name of NEST 3.10.0 that is here, with what differs. What is not here is
explained in eprop/missing.py, which the errors quote too. tests/api/test_nest_api.py compares with NEST.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

import eprop
from eprop import missing
from eprop.models import NODE_MODELS, SYNAPSE_MODELS
from eprop.settings import TABLE

FILE = Path(__file__).with_name("nest_api.md")

INTRODUCTION = """\
# NEST's API, name by name

Written by `docs/nest_api.py`; a test compares it with eprop and with NEST 3.10.0. An empty field means: the same as in
NEST. What is not here raises an error that says the same as this table. What holds for all calls stands in the
[README](../README.md#differences-from-nest).

"""

NAMES = {
    "Cleanup": "",
    "Connect": "all or nothing; connections that are drawn are not those that NEST draws",
    "CollocatedSynapses": "",
    "ConnectionRules": "not deprecated",
    "CopyModel": "all or nothing",
    "Create": "all or nothing; no `positions`",
    "CreateParameter": "random ones and constants, none that depend on positions",
    "Disconnect": "",
    "GetConnections": "ordered by model, source, creation",
    "GetDefaults": "no entries about NEST's memory, such as `elementsize`",
    "GetKernelStatus": "the parameters below",
    "GetLocalNodeCollection": "",
    "GetLocalVPs": "",
    "GetNodes": "",
    "GetStatus": "no warning",
    "Models": "not deprecated; another mtype is a BadParameter",
    "NESTError": "",
    "NESTErrors": "a class, not a module; some exceptions are builtin ones too, see [api.md](api.md#errors)",
    "NodeCollection": "`nodes[:0]` is an error",
    "NumProcesses": "1",
    "Parameter": "made by `random` and arithmetic",
    "Prepare": "",
    "PrintNodes": "",
    "Rank": "0",
    "ResetKernel": "resets the e-prop parameters of the kernel too",
    "Run": "",
    "RunManager": "",
    "SetDefaults": "all or nothing",
    "SetKernelStatus": "all or nothing",
    "SetStatus": "all or nothing, no warning",
    "Simulate": "Ctrl-C stops it at once; after an error, files are closed",
    "SynapseCollection": "",
    "SyncProcesses": "there is nothing to wait for",
    "VerbosityLevel": "",
    "__version__": "of eprop",
    "get": "",
    "get_verbosity": "no warning",
    "help": "prints parameters of models, docstrings of functions",
    "kernel_status": "",
    "logic": "",
    "math": "",
    "random": "statistics as in NEST, other numbers",
    "raster_plot": "reads NEST's files and eprop's; histograms show the mean rate of the neurons that spike",
    "set": "all or nothing",
    "set_verbosity": "takes levels and their numbers too; no warning",
    "voltage_trace": "reads NEST's files and eprop's",
}
"""Functions, classes and modules."""

PARAMETERS = {
    "T_max": "",
    "T_min": "",
    "biological_time": "cannot be set back to 0",
    "build_info": "of eprop: `version` and what it has",
    "connection_rules": "those that are here",
    "data_path": "a folder that does not exist is an error",
    "data_prefix": "one with `/` is an error",
    "dict_miss_is_error": "always True",
    "eprop_learning_window": "",
    "eprop_reset_neurons_on_update": "",
    "eprop_update_interval": "must be set before time has passed",
    "keep_source_table": "always True",
    "local_num_threads": "results do not depend on it",
    "local_spike_counter": "",
    "max_delay": "cannot be set",
    "memory_size": "",
    "min_delay": "cannot be set",
    "mpi_rank": "0",
    "ms_per_tic": "",
    "network_size": "",
    "node_models": "those that are here",
    "num_connections": "",
    "num_processes": "1",
    "off_grid_spiking": "always False",
    "overwrite_files": "",
    "prepared": "",
    "print_time": "another progress bar",
    "recording_backends": "",
    "resolution": "can be set to what it is at any time",
    "rng_seed": "numbers from 2^32 on too",
    "rng_type": "`Philox_32`",
    "rng_types": "`Philox_32`",
    "stimulation_backends": "",
    "synapse_models": "those that are here",
    "tics_per_ms": "cannot be set",
    "tics_per_step": "",
    "time_construction_connect": "",
    "time_construction_connect_cpu": "of all threads together",
    "time_construction_create": "",
    "time_construction_create_cpu": "of all threads together",
    "time_simulate": "with what Prepare and Cleanup do in Simulate",
    "time_simulate_cpu": "of all threads together",
    "to_do": "0 between two calls",
    "total_num_virtual_procs": "the same as local_num_threads",
    "use_wfr": "always False",
    "verbosity": "eprop has no messages but errors",
}
"""Parameters of the kernel."""

BEYOND = {
    "Kernel": "several networks in one process",
    "apply_pending_updates": "brings weights up to date without a forced spike",
    "lib": "the exceptions, where scripts for NEST before 3.10 import them from",
    "nest_version": "the version of NEST whose names and defaults models have",
    "weight_matrix": "weights between two populations as an array",
}
"""Public names that NEST has not."""


def table(names: Mapping[str, str], reasons: Mapping[str, str], here: Iterable[str]) -> str:
    """List names with what differs, and names that are not here with what to use instead.

    Raises
    ------
    LookupError
        If a name is explained in both or in neither, or what the table says of it is not so.
    """
    present = set(here)
    for name in names.keys() - present:
        raise LookupError(f"{name} is in the table of what is here, but eprop has no {name}")
    for name in reasons.keys() & (names.keys() | present):
        raise LookupError(f"{name} is explained in eprop/missing.py as missing, but eprop has it")
    rows = [(name, "yes", remark) for name, remark in names.items()]
    rows += [(name, "no", reason) for name, reason in reasons.items()]
    lines = [f"| `{name}` | {answer} | {text} |\n" for name, answer, text in sorted(rows)]
    return "| name | here | what differs, or what to use instead |\n| --- | --- | --- |\n" + "".join(lines) + "\n"


def text() -> str:
    """The whole file."""
    models = dict.fromkeys((*NODE_MODELS, *SYNAPSE_MODELS), "")
    beyond = "".join(f"| `{name}` | {remark} |\n" for name, remark in BEYOND.items())
    return (
        INTRODUCTION
        + "## Functions, classes and modules\n\n"
        + table(NAMES, missing.NAMES, dir(eprop))
        + "## Parameters of the kernel\n\n"
        + table(PARAMETERS, missing.KERNEL_PARAMETERS, TABLE)
        + "## Models\n\nTheir parameters are in [models.md](models.md). All models of e-prop are here, "
        + "of NEST's others these.\n\n"
        + table(models, {}, models)
        + f"## Beyond NEST\n\n| name | what it is |\n| --- | --- |\n{beyond}"
    )


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
