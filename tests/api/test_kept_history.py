"""eprop_history_duration: how much history NEST would keep, as a multimeter records it."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

SOURCES = [[4.0, 18.0], [9.0, 13.0]]  # spike times; they reach the neuron a step later


def durations(model, resolution=1.0):
    eprop.set(resolution=resolution, eprop_update_interval=5.0 * resolution)
    times = [{"spike_times": np.multiply(source, resolution)} for source in SOURCES]
    generators, parrots = eprop.Create("spike_generator", 2, times), eprop.Create("parrot_neuron", 2)
    neuron = eprop.Create(model)
    synapse = "eprop_synapse_bsshslm_2020" if model.endswith("_2020") else "eprop_synapse"
    meter = eprop.Create("multimeter", {"record_from": ["eprop_history_duration"], "interval": resolution})
    eprop.Connect(generators, parrots, "one_to_one", {"delay": resolution})
    eprop.Connect(parrots, neuron, syn_spec={"synapse_model": synapse, "delay": resolution})
    eprop.Connect(meter, neuron)
    eprop.Simulate(22.0 * resolution)
    return (meter.events["eprop_history_duration"] / resolution).tolist()


@pytest.mark.parametrize("model", ["eprop_iaf", "eprop_iaf_psc_delta_adapt", "eprop_readout"])
@pytest.mark.parametrize("resolution", [1.0, 0.5])
def test_history_goes_back_to_the_earliest_last_spike(model, resolution):
    """Steps 5 and 19 hear the first source, 10 and 14 the second."""
    assert durations(model, resolution) == [*range(1, 6), *range(2, 16), 7, 8]


def test_history_holds_the_intervals_that_synapses_have_yet_to_learn_from():
    """Intervals start in steps 2, 7, 12 and 17; the sources update in intervals 0 and 3, and in 1 and 2."""
    expected = [1, 2, *range(1, 6), *range(6, 11), *range(11, 16), *range(11, 15)]
    assert durations("eprop_iaf_bsshslm_2020") == expected


def test_history_of_readouts_starts_a_step_later():
    """Intervals start in steps 3, 8, 13 and 18."""
    expected = [1, 2, 3, *range(1, 6), *range(5, 10), *range(10, 15), *range(10, 13)]
    assert durations("eprop_readout_bsshslm_2020") == expected


def test_without_synapses_there_is_no_history():
    neuron, meter = eprop.Create("eprop_iaf"), eprop.Create("multimeter", {"record_from": ["eprop_history_duration"]})
    eprop.Connect(meter, neuron)
    eprop.Simulate(3.0)
    assert not meter.events["eprop_history_duration"].any()


def test_only_multimeters_see_it(refused):
    neuron = eprop.Create("eprop_iaf")
    assert "eprop_history_duration" in neuron.recordables
    assert "eprop_history_duration" not in neuron.get()
    for call in (lambda: neuron.eprop_history_duration, lambda: neuron.set(eprop_history_duration=1.0)):
        with refused(NESTErrors.UnaccessedDictionaryEntry, "has no parameter 'eprop_history_duration'"):
            call()
