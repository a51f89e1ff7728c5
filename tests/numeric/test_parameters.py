"""Random parameters: distributions by Kolmogorov and Smirnov, and expressions against NEST itself."""

from __future__ import annotations

from math import erf, exp, log, sqrt

import numpy as np
import pytest
from against_nest import run_on_nest
from parameter_cases import EXACT, run_parameters

import eprop
from eprop import random

N = 200_000
LIMIT = 1.95  # of sqrt(n) times the distance of two distribution functions; equal ones are below in 99.9 % of cases


def distance(sample, cdf):
    """Largest distance between the distribution function of a sample and another one, times sqrt(n)."""
    values, n = np.sort(sample), len(sample)
    expected = np.array([cdf(x) for x in values])
    steps = np.arange(n + 1) / n
    return sqrt(n) * max((steps[1:] - expected).max(), (expected - steps[:-1]).max())


def distance_of_two(a, b):
    """The same between two samples, which may have ties."""
    values = np.unique(np.concatenate([a, b]))
    difference = [np.searchsorted(np.sort(x), values, "right") / len(x) for x in (a, b)]
    return sqrt(len(a) * len(b) / (len(a) + len(b))) * np.abs(difference[0] - difference[1]).max()


def phi(x):
    return 0.5 * (1.0 + erf(x / sqrt(2.0)))


def upper_half(x):
    """What the sum of two uniform numbers has beyond 1, as a distribution function."""
    return 0.5 - 0.5 * (2.0 - x) ** 2 if x > 1.0 else 0.0


DISTRIBUTIONS = {
    "uniform": (random.uniform(-1.0, 3.0), 1.0, 4.0 / sqrt(12.0), lambda x: (x + 1.0) / 4.0),
    "normal": (random.normal(2.0, 0.5), 2.0, 0.5, lambda x: phi((x - 2.0) / 0.5)),
    "lognormal": (
        random.lognormal(0.5, 0.3),
        exp(0.5 + 0.045),
        exp(0.5 + 0.045) * sqrt(exp(0.09) - 1.0),
        lambda x: phi((log(x) - 0.5) / 0.3),
    ),
    "exponential": (random.exponential(3.0), 3.0, 3.0, lambda x: 1.0 - exp(-x / 3.0)),
    "minus exponential": (random.exponential(-3.0), -3.0, 3.0, lambda x: exp(x / 3.0)),
    "sum": (
        random.uniform() + random.uniform(),
        1.0,
        sqrt(1.0 / 6.0),
        lambda x: 0.5 * min(x, 1.0) ** 2 + upper_half(x),
    ),
    "redrawn": (
        eprop.math.redraw(random.normal(), 0.0, 40.0),
        sqrt(2.0 / np.pi),
        sqrt(1.0 - 2.0 / np.pi),
        lambda x: 2.0 * phi(x) - 1.0,
    ),
}


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_distribution(name):
    parameter, mean, std, cdf = DISTRIBUTIONS[name]
    values = parameter.draw(eprop.kernel.default.core, N)
    assert abs(values.mean() - mean) < 4.0 * std / sqrt(N)
    assert values.std() == pytest.approx(std, rel=0.02)
    assert distance(values, cdf) < LIMIT
    assert abs(np.corrcoef(values[1:], values[:-1])[0, 1]) < 4.0 / sqrt(N)


def test_integers():
    values = random.uniform_int(7).draw(eprop.kernel.default.core, N)
    counts = np.bincount(values.astype(int), minlength=7)
    assert counts.sum() == N
    assert len(counts) == 7
    assert ((counts - N / 7) ** 2 / (N / 7)).sum() < 22.5  # chi square, 6 degrees of freedom, p = 0.001


def test_calls_are_independent():
    core, parameter = eprop.kernel.default.core, random.normal()
    first, second = parameter.draw(core, N), parameter.draw(core, N)
    assert abs(np.corrcoef(first, second)[0, 1]) < 4.0 / sqrt(N)
    eprop.rng_seed = 7
    assert abs(np.corrcoef(first, parameter.draw(core, N))[0, 1]) < 4.0 / sqrt(N)


def test_against_nest(tmp_path):
    known, got = run_on_nest(["parameters0"], tmp_path), run_parameters(eprop, 0)
    assert {f"parameters0/{name}" for name in got} == known.keys()
    for name, values in got.items():
        expected = known[f"parameters0/{name}"]
        if name in EXACT:
            np.testing.assert_allclose(values, expected, rtol=1e-14, err_msg=name)
        else:
            assert distance_of_two(values, expected) < LIMIT, name
