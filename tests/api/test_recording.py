"""Recorders as a script sees them."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

LIF, SYNAPSE = "eprop_iaf_bsshslm_2020", "eprop_synapse_bsshslm_2020"


@pytest.fixture
def network():
    """A generator, a parrot and two neurons with every recorder."""
    eprop.set(resolution=1.0)
    generator = eprop.Create("spike_generator", params={"spike_times": [2.0, 3.0]})
    parrot, neurons = eprop.Create("parrot_neuron"), eprop.Create(LIF, 2, {"E_L": 0.0, "V_m": 0.0, "V_th": 5.0})
    meter = eprop.Create("multimeter", {"record_from": ["surrogate_gradient", "V_m"]})
    spikes, weights = eprop.Create("spike_recorder"), eprop.Create("weight_recorder")
    eprop.SetDefaults(SYNAPSE, {"weight_recorder": weights})
    eprop.Connect(generator, parrot)
    eprop.Connect(parrot, neurons, syn_spec={"synapse_model": SYNAPSE, "weight": 1.5})
    eprop.Connect(meter, neurons)
    eprop.Connect(parrot + neurons, spikes)
    return {"meter": meter, "spikes": spikes, "weights": weights, "parrot": parrot, "neurons": neurons}


def test_events(network):
    eprop.Simulate(6.0)
    meter, spikes, weights = (network[name].events for name in ("meter", "spikes", "weights"))
    assert list(meter) == ["V_m", "senders", "surrogate_gradient", "times"]
    assert meter["times"].tolist() == np.repeat([1.0, 2.0, 3.0, 4.0, 5.0], 2).tolist()
    assert meter["senders"].tolist() == network["neurons"].tolist() * 5
    assert meter["V_m"][:8].tolist() == [0.0] * 6 + [1.5] * 2
    assert spikes["times"].tolist() == [3.0, 4.0]
    assert spikes["senders"].dtype == np.int64
    assert weights["weights"].tolist() == [1.5] * 4
    assert weights["targets"].tolist() == network["neurons"].tolist() * 2


def test_get_reaches_into_events(network):
    eprop.Simulate(6.0)
    spikes = network["spikes"]
    assert spikes.get("events", "times").tolist() == [3.0, 4.0]
    assert list(spikes.get("events", ["times", "senders"])) == ["times", "senders"]
    assert spikes.n_events == len(spikes.events["times"]) == 2
    with pytest.raises(NESTErrors.UnaccessedDictionaryEntry, match="did you mean 'times'"):
        spikes.get("events", "time")


def test_events_are_copies(network):
    eprop.Simulate(6.0)
    events = network["meter"].events
    events["V_m"][:] = 7.0
    assert not (network["meter"].events["V_m"] == 7.0).any()
    eprop.Simulate(3.0)
    assert len(events["times"]) == 10
    assert network["meter"].n_events == 16


def test_n_events_zero_clears(network):
    eprop.Simulate(6.0)
    for name in ("meter", "spikes", "weights"):
        recorder = network[name]
        recorder.n_events = recorder.n_events
        assert recorder.n_events > 0
        recorder.n_events = 0
        assert recorder.n_events == 0
        assert all(len(column) == 0 for column in recorder.events.values())
    eprop.Simulate(2.0)
    assert network["meter"].events["times"].tolist() == [6.0, 6.0, 7.0, 7.0]


def test_record_from_can_be_repeated_but_not_changed(network):
    eprop.Simulate(3.0)
    meter = network["meter"]
    meter.record_from = ["surrogate_gradient", "V_m"]
    assert meter.n_events == 4
    with pytest.raises(NESTErrors.BadProperty, match="record_from"):
        meter.record_from = ["V_m"]
    assert meter.n_events == 4


def test_several_recorders_give_a_tuple():
    both = eprop.Create("spike_recorder", 2)
    assert both.n_events == (0, 0)
    assert [list(events) for events in both.events] == [["senders", "times"]] * 2
    assert both.record_to == ("memory", "memory")
    both.record_to = ("memory", "memory")


def test_samples_and_weights_are_collected_after_the_shortest_delay():
    eprop.resolution = 0.5
    parrots = eprop.Create("parrot_neuron", 2)
    spikes = {"spike_times": np.arange(1, 20) * 0.5}
    meter = eprop.Create("multimeter", {"record_from": ["V_m"], "interval": 0.5, "offset": 0.7})
    weights = eprop.Create("weight_recorder")
    eprop.SetDefaults("static_synapse", {"weight_recorder": weights, "delay": 1.4})
    eprop.Connect(eprop.Create("spike_generator", params=spikes), parrots[0])
    eprop.Connect(parrots[0], parrots[1], syn_spec={"delay": 4.0})
    eprop.Connect(meter, eprop.Create("iaf_psc_delta"))
    assert (meter.offset, eprop.min_delay) == (1.0, 1.5)
    seen = []
    for duration in (3.0, 0.5, 1.0, 0.5):
        eprop.Simulate(duration)
        seen += [(recorder.n_events, max(recorder.events["times"], default=0.0)) for recorder in (meter, weights)]
    assert seen == [(2, 1.5), (0, 0.0), (5, 3.0), (3, 3.0), (5, 3.0), (3, 3.0), (8, 4.5), (6, 4.5)]
