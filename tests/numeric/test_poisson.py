"""Poisson generators: distribution of the spikes and independence of the trains."""

from __future__ import annotations

from math import exp, lgamma, log, sqrt

import numpy as np
import pytest

import eprop

STEPS = 20_000


def counts_of(recorders, first=2):
    """Spikes of each recorder in each step from the first one in which there may be some, shape (recorders, STEPS)."""
    times = [np.round(np.atleast_1d(r.events["times"]) / eprop.resolution).astype(int) for r in recorders]
    return np.array([np.bincount(t, minlength=STEPS + first)[first : STEPS + first] for t in times])


def simulated(rate, n=2, pieces=1):
    """Spikes that a generator sends n recorders in each step."""
    eprop.ResetKernel()
    eprop.set(resolution=0.5, rng_seed=5)
    generator, recorders = eprop.Create("poisson_generator", 1, {"rate": rate}), eprop.Create("spike_recorder", n)
    eprop.Connect(generator, recorders)
    for _ in range(pieces):
        eprop.Simulate((STEPS + 2) * 0.5 / pieces)
    return counts_of(recorders)


@pytest.mark.parametrize("mean", [0.02, 0.9, 6.5, 40.0])
def test_numbers_are_poisson_distributed(mean):
    counts = simulated(mean * 2000.0).ravel()
    n, k = counts.size, np.arange(int(mean + 12.0 * sqrt(mean)) + 8)
    expected = n * np.array([exp(i * log(mean) - mean - lgamma(i + 1.0)) for i in k])
    observed = np.bincount(counts, minlength=k.size)
    assert observed.size == k.size  # no number that has no business there
    often = expected > 5.0
    chi = ((observed - expected)[often] ** 2 / expected[often]).sum()
    freedom = often.sum() - 1
    assert abs(chi - freedom) < 4.0 * sqrt(2.0 * freedom) + 4.0
    assert abs(counts.mean() - mean) < 4.0 * sqrt(mean / n)
    assert counts.var() / mean == pytest.approx(1.0, abs=4.0 * sqrt((2.0 + 1.0 / mean) / n))  # Fano factor


def test_trains_and_steps_are_independent():
    counts = simulated(1000.0, 3)
    pairs = [
        (counts[0], counts[1]),
        (counts[0], counts[2]),
        (counts[0][1:], counts[0][:-1]),
        (counts[0][1:], counts[1][:-1]),
    ]
    for a, b in pairs:
        assert abs(np.corrcoef(a, b)[0, 1]) < 4.0 / sqrt(STEPS)


def test_every_connection_has_a_train_that_the_seed_and_its_place_decide():
    eprop.resolution = 1.0
    trains = []
    for seed, gone in ((1, False), (2, False), (1, True)):
        eprop.ResetKernel()
        eprop.set(resolution=1.0, rng_seed=seed)
        generators, parrots = eprop.Create("poisson_generator", 2, {"rate": 100.0}), eprop.Create("parrot_neuron", 3)
        recorder = eprop.Create("spike_recorder")
        eprop.Connect(parrots, recorder)
        eprop.Connect(generators[0], parrots)
        eprop.Connect(generators[1], parrots[2])
        assert eprop.num_connections == 7
        if gone:
            eprop.GetConnections(generators, parrots[0]).disconnect()
            assert eprop.GetConnections(generators).target == [parrots[i].global_id for i in (1, 2, 2)]
        eprop.Simulate(300.0)
        events = recorder.events
        trains.append([events["times"][events["senders"] == parrot].tolist() for parrot in parrots.tolist()])
    first, other, without = trains
    assert len({str(train) for train in first + other}) == 6
    assert without == [[], *first[1:]]


def test_pieces_do_not_matter_and_a_rate_acts_at_once():
    assert np.array_equal(simulated(1000.0), simulated(1000.0, pieces=2))
    eprop.NodeCollection([1]).rate = 0.0
    before = eprop.NodeCollection([2]).n_events
    eprop.Simulate(100.0)
    assert eprop.NodeCollection([2]).n_events == before


def test_rates_that_change_at_given_times():
    """Also between two pieces; a rate holds until another one follows."""
    eprop.set(resolution=0.5, rng_seed=3)
    rates = {"rate_times": [0.5, 200.0], "rate_values": [3000.0, 500.0]}
    generator = eprop.Create("inhomogeneous_poisson_generator", 1, rates)
    recorders = eprop.Create("spike_recorder", 100)
    eprop.Connect(generator, recorders)
    eprop.Simulate(400.0)
    generator.set(rate_times=[600.0], rate_values=[1500.0])
    eprop.Simulate(400.0)
    counts = np.array([np.histogram(r.events["times"], [0.75, 199.75, 599.75, 801.0])[0] for r in recorders])
    expected = 1e-3 * np.array([3000.0 * 199.0, 500.0 * 400.0, 1500.0 * 200.5])
    assert (np.abs(counts.mean(0) - expected) < 4.0 * np.sqrt(expected / 100.0)).all()
    assert counts.var(0) / expected == pytest.approx([1.0] * 3, abs=4.0 * sqrt(2.0 / 100.0))
    assert abs(np.corrcoef(counts[:, 0], counts[:, 1])[0, 1]) < 0.4
