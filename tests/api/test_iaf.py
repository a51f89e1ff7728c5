"""Neurons that do not learn, and the voltmeter; their values are compared with NEST's in tests/numeric/."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

IAF = ["iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha"]


def spikes_of(nodes):
    recorder = eprop.Create("spike_recorder")
    eprop.Connect(nodes, recorder)
    return recorder


@pytest.mark.parametrize("model", IAF)
def test_reset_must_be_below_the_threshold(model, refused):
    neuron = eprop.Create(model)
    with refused(NESTErrors.BadProperty, "V_reset = -55 mV", "V_th = -55 mV"):
        neuron.V_reset = -55.0


@pytest.mark.parametrize("model", IAF[1:])
def test_models_that_ignore_ignore_and_spike_do_not_have_it(model, refused):
    neuron = eprop.Create(model)
    with refused(NESTErrors.UnaccessedDictionaryEntry, "ignore_and_spike"):
        neuron.ignore_and_spike = True


def test_a_voltmeter_records_the_potential():
    eprop.resolution = 1.0
    meter, neurons = eprop.Create("voltmeter"), eprop.Create("iaf_psc_exp", 2, {"V_m": [-60.0, -65.0], "tau_m": 10.0})
    eprop.Connect(meter, neurons)
    eprop.Simulate(3.0)
    expected = -70.0 + np.outer(np.exp([-0.1, -0.2]), [10.0, 5.0])
    np.testing.assert_allclose(meter.events["V_m"].reshape(2, 2), expected, rtol=1e-12)
    assert eprop.Create("voltmeter", {"record_from": ["I_syn_ex"]}).record_from == ["I_syn_ex"]


def test_random_thresholds_have_the_rate_that_rho_and_delta_say():
    """Not more than 5 standard deviations off, and the same for the same seed however the simulation is cut."""
    counts = []
    for pieces in ([20.0], [3.0, 17.0]):
        eprop.ResetKernel()
        eprop.resolution = 0.5
        params = {"E_L": 0.0, "V_m": 0.0, "V_th": 1.0, "V_reset": 0.0, "delta": 0.5, "rho": 200.0}
        recorder = spikes_of(eprop.Create("iaf_psc_exp", 4000, params))
        for piece in pieces:
            eprop.Simulate(piece)
        counts.append(recorder.events["senders"])
    expected = 4000 * 40 * 200.0 * np.exp(-2.0) * 0.5e-3
    assert abs(len(counts[0]) - expected) < 5 * np.sqrt(expected)
    assert np.array_equal(*counts)


def test_ignore_and_fire_ignores_what_it_receives_and_starts_again_with_its_phase():
    eprop.resolution = 1.0
    generator = eprop.Create("spike_generator", {"spike_times": [2.0, 3.0]})
    neuron = eprop.Create("ignore_and_fire", {"rate": 100.0, "phase": 0.5})
    eprop.Connect(generator, neuron, syn_spec={"weight": 1e6})
    recorder = spikes_of(neuron)
    eprop.Simulate(20.0)
    neuron.phase = 0.3
    eprop.Simulate(15.0)
    assert recorder.events["times"].tolist() == [6.0, 16.0, 24.0, 34.0]


def test_a_parrot_repeats_only_what_comes_to_its_receptor_0(refused):
    eprop.resolution = 1.0
    generator, parrot = eprop.Create("spike_generator", {"spike_times": [2.0]}), eprop.Create("parrot_neuron")
    recorder = spikes_of(parrot)
    eprop.Connect(generator, parrot, syn_spec={"receptor_type": 1})
    with refused(NESTErrors.UnknownReceptorType, "receptor_type = 2"):
        eprop.Connect(generator, parrot, syn_spec={"receptor_type": 2})
    eprop.Simulate(5.0)
    eprop.Connect(eprop.Create("spike_generator", {"spike_times": [7.0]}), parrot)
    eprop.Simulate(5.0)
    assert recorder.events["times"].tolist() == [8.0]
