"""Results that have to be the same bytes, however a network is run."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from invariance.networks import NETWORKS, expected, run_all
from tolerance import assert_same_bytes

import eprop


class Pieces(eprop.Kernel):
    """Simulates in pieces of so many steps."""

    def __init__(self, steps):
        super().__init__()
        self._steps = steps

    def Simulate(self, t):
        left, piece = round(t / self.resolution), self._steps
        while left:
            super().Simulate(min(piece, left) * self.resolution)
            left -= min(piece, left)


class Shared(eprop.Kernel):
    """Runs a whole other network in the middle of each call of Simulate, on another kernel."""

    def __init__(self):
        super().__init__()
        self._others = iter(list(NETWORKS) * 10)
        self._seen = {}

    def Simulate(self, t):
        steps = round(t / self.resolution)
        super().Simulate((steps // 2) * self.resolution)
        name = next(self._others)
        self._seen |= {f"{name}/{key}": value for key, value in NETWORKS[name](eprop.Kernel()).items()}
        super().Simulate((steps - steps // 2) * self.resolution)


@pytest.mark.parametrize("steps", [1, 7, 40])
def test_simulated_in_pieces(steps):
    assert_same_bytes(run_all(Pieces(steps)), expected())


def test_run_again():
    assert_same_bytes(run_all(eprop), expected())


def test_kernels_take_turns():
    kernel = Shared()
    assert_same_bytes(run_all(kernel), expected())
    assert kernel._seen.keys() == expected().keys()
    assert_same_bytes({name: kernel._seen[name] for name in expected()}, expected())


def test_kernels_at_the_same_time():
    with ThreadPoolExecutor(3) as pool:
        for results in pool.map(run_all, [eprop.Kernel() for _ in range(3)]):
            assert_same_bytes(results, expected())


@pytest.mark.parametrize("target", ["base", "avx2", "avx512"])
def test_cpu_targets(target, tmp_path):
    file = tmp_path / "results.npz"
    command = [sys.executable, Path(__file__).with_name("networks.py"), file]
    environment = {**os.environ, "EPROP_CPU_TARGET": target}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode and f"EPROP_CPU_TARGET={target}" in done.stderr:
        pytest.skip(done.stderr.splitlines()[-1])
    assert done.returncode == 0, done.stderr
    with np.load(file) as results:
        assert_same_bytes(dict(results), expected())
