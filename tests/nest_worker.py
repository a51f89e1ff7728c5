"""Runs random networks on NEST itself: ``python nest_worker.py OUT.npz SEED...`` in the environment that has NEST.

A seed is one of `random_case`, with "online" before it of `random_online_case`, with "network" of `run_network`.
OUT.npz holds the results as ``<seed>/<key>``; ``<seed>/refused`` is what NEST says when it cannot simulate it.
"""

import sys
from pathlib import Path

import nest
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from golden.cases import run_case
from random_cases import random_case, random_online_case
from random_networks import run_network


def run(seed):
    try:
        if seed.startswith("network"):
            return run_network(nest, int(seed.removeprefix("network")))
        if seed.startswith("online"):
            return run_case(nest, random_online_case(int(seed.removeprefix("online"))))
        return run_case(nest, random_case(int(seed)))
    except nest.NESTErrors.KernelException as error:  # of history that is gone
        return {"refused": str(error)}


if __name__ == "__main__":
    nest.verbosity = nest.VerbosityLevel.ERROR
    np.savez(sys.argv[1], **{f"{seed}/{key}": value for seed in sys.argv[2:] for key, value in run(seed).items()})
