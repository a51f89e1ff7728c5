"""The networks of these tests: small regular ones, random ones, and two that fill the vectors of every CPU target.

Run as a script, ``python networks.py OUT.npz`` saves all their results by the names ``<network>/<key>``.
"""

from __future__ import annotations

import sys
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))

from driven_networks import run_driven
from golden.cases import ADAM, CASES, GD, NOSUFFIX, case, run_case
from independent_networks import run_independent
from mixed_networks import run_mixed
from online_cases import ONLINE_CASES
from random_networks import run_network

import eprop

LARGE = {"n_in": 21, "n_reg": 19, "n_ad": 18, "n_out": 5, "steps": 40, "n_seq": 4, "w_scale": 2.0}
LARGE_CASES = {
    "large": case(**LARGE, seed=101, window=17, loss="cross_entropy", optimizer=ADAM),
    "large_online": case(**{**NOSUFFIX, **LARGE, "optimizer": {**ADAM, "optimize_each_step": True}}, seed=102),
    "large_sparse": case(**{**NOSUFFIX, **LARGE, "n_ad": 0, "p_spike": 0.03, "optimizer": GD}, sparse=0.7, seed=103),
}
NETWORKS = {name: partial(run_case, c=c) for name, c in (CASES | LARGE_CASES).items()}
NETWORKS |= {f"random_{seed}": partial(run_network, seed=seed) for seed in range(12)}
NETWORKS |= {f"mixed_{seed}": partial(run_mixed, seed=seed) for seed in range(6)}
NETWORKS |= {f"driven_{seed}": partial(run_driven, seed=seed) for seed in range(3)}
NETWORKS |= {f"independent_{seed}": partial(run_independent, seed=seed) for seed in range(6)}
NETWORKS |= {
    f"{kind}_{seed}": partial(run_case, c=draw(seed)) for kind, draw in ONLINE_CASES.items() for seed in range(2)
}


def run_all(nest: Any) -> dict[str, np.ndarray]:
    """Results of all networks on a NEST-like module."""
    return {f"{name}/{key}": value for name, run in NETWORKS.items() for key, value in run(nest).items()}


@cache
def expected() -> dict[str, np.ndarray]:
    """Results of all networks, each run as its script says, one after the other."""
    return run_all(eprop.Kernel())


if __name__ == "__main__":
    np.savez(sys.argv[1], **run_all(eprop))
