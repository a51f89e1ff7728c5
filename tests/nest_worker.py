"""Runs random cases on NEST itself: ``python nest_worker.py OUT.npz SEED...`` in the environment that has NEST."""

import sys
from pathlib import Path

import nest
import numpy as np

sys.path.insert(0, str(Path(__file__).parent))
from golden.cases import run_case
from random_cases import random_case

if __name__ == "__main__":
    nest.verbosity = nest.VerbosityLevel.ERROR
    results = {}
    for seed in sys.argv[2:]:
        for key, value in run_case(nest, random_case(int(seed))).items():
            results[f"{seed}/{key}"] = value
    np.savez(sys.argv[1], **results)
