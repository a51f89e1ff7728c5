"""Neurons that spike at set times."""

import pytest

import eprop

MODELS = [model for model in eprop.node_models if "ignore_and_spike" in eprop.GetDefaults(model)]
EVERY_5_FROM_3 = {"ignore_and_spike": True, "ignore_and_spike_interval": 5.0, "ignore_and_spike_offset": 3.0}


def recorded(nodes):
    recorder = eprop.Create("spike_recorder")
    eprop.Connect(nodes, recorder)
    return recorder


@pytest.mark.parametrize("model", MODELS)
def test_spikes_come_at_set_times_and_no_others(model):
    eprop.resolution = 0.5
    neuron = eprop.Create(model, {**EVERY_5_FROM_3, "I_e": 1e6})
    recorder = recorded(neuron)
    eprop.Simulate(10.0)
    eprop.Simulate(10.5)
    assert recorder.events["times"].tolist() == [3.0, 8.0, 13.0, 18.0]


def test_changes_while_simulating():
    eprop.resolution = 1.0
    neuron = eprop.Create("eprop_iaf", EVERY_5_FROM_3)
    recorder = recorded(neuron)
    eprop.Simulate(6.0)
    neuron.ignore_and_spike = False
    eprop.Simulate(10.0)  # does not count
    neuron.ignore_and_spike = True
    eprop.Simulate(1.0)
    neuron.ignore_and_spike_interval = 3.0  # after the next spike
    eprop.Simulate(8.0)
    neuron.ignore_and_spike_offset = 4.0  # from now on
    eprop.Simulate(8.0)
    assert recorder.events["times"].tolist() == [3.0, 18.0, 21.0, 24.0, 29.0, 32.0]


def test_times_off_the_grid_are_rounded_up():
    eprop.resolution = 1.0
    recorder = recorded(eprop.Create("eprop_iaf", {**EVERY_5_FROM_3, "ignore_and_spike_interval": 4.1}))
    shorter = {"ignore_and_spike_interval": 0.3, "ignore_and_spike_offset": 12.5}
    recorder_of_shorter = recorded(eprop.Create("eprop_iaf", {**EVERY_5_FROM_3, **shorter}))
    eprop.Simulate(15.0)
    assert recorder.events["times"].tolist() == [3.0, 8.0, 13.0]
    assert recorder_of_shorter.events["times"].tolist() == [13.0, 14.0, 15.0]
