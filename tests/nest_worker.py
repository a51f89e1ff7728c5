"""Runs random networks on NEST itself: ``python nest_worker.py OUT.npz NAME...`` in the environment that has NEST.

A name is a kind and a seed: one of CASES, which may have no name, or a key of NETWORKS. OUT.npz holds the
results as ``<name>/<key>``; ``<name>/refused`` is what NEST says when it cannot simulate it.
"""

import sys
from pathlib import Path

import nest
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from copied_models import run_copies
from driven_networks import run_driven
from generator_cases import run_sources, run_windows
from golden.cases import run_case
from interval_changes import run_interval_changes
from mixed_networks import run_mixed
from online_cases import ONLINE_CASES
from optimizer_changes import run_changes
from parameter_cases import run_parameters
from random_cases import random_case, random_online_case
from random_networks import run_network

CASES = {"": random_case, "online": random_online_case, **ONLINE_CASES}
NETWORKS = {
    "network": run_network,
    "copies": run_copies,
    "parameters": run_parameters,
    "mixed": run_mixed,
    "windows": run_windows,
    "driven": run_driven,
    "sources": run_sources,
    "changes": run_changes,
    "interval_changes": run_interval_changes,
}


def run(name):
    kind = name.rstrip("0123456789")
    seed = int(name.removeprefix(kind))
    nest.set(eprop_reset_neurons_on_update=True)  # stays what the network before set, whatever ResetKernel does
    try:
        return NETWORKS[kind](nest, seed) if kind in NETWORKS else run_case(nest, CASES[kind](seed))
    except nest.NESTErrors.KernelException as error:  # of history that is gone
        return {"refused": str(error)}


if __name__ == "__main__":
    nest.verbosity = nest.VerbosityLevel.ERROR
    np.savez(sys.argv[1], **{f"{name}/{key}": value for name in sys.argv[2:] for key, value in run(name).items()})
