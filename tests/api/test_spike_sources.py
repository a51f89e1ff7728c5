"""Multiplicities and weights of spikes at given times; what neurons make of them is compared with NEST in numeric/."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

MODELS = ["spike_generator", "spike_train_injector"]
SUFFIX = "_bsshslm_2020"


def recorded(nodes):
    recorder = eprop.Create("spike_recorder")
    eprop.Connect(nodes, recorder)
    return recorder


@pytest.mark.parametrize("model", MODELS)
def test_spikes_are_sent_as_often_as_multiplicities_say(model):
    eprop.resolution = 1.0
    source = eprop.Create(model, 1, {"spike_times": [2.0, 3.0, 5.0], "spike_multiplicities": [2, 0, 1]})
    parrot = eprop.Create("parrot_neuron")
    direct, repeated = recorded(source), recorded(parrot)
    eprop.Connect(source, parrot, syn_spec={"delay": 2.0})
    eprop.Simulate(10.0)
    assert direct.events["times"].tolist() == [2.0, 2.0, 5.0]
    assert repeated.events["times"].tolist() == [4.0, 4.0, 7.0]
    assert source.spike_multiplicities.dtype == np.int64
    assert eprop.local_spike_counter == 3 * (1 + (model == "spike_train_injector"))
    source.set(spike_times=[11.0], spike_multiplicities=[])
    eprop.Simulate(5.0)
    assert direct.events["times"].tolist() == [2.0, 2.0, 5.0, 11.0]


@pytest.mark.parametrize("model", MODELS)
def test_arrays_of_spikes_that_do_not_fit(model, refused):
    source = eprop.Create(model, 1, {"spike_times": [2.0, 3.0], "spike_multiplicities": [2, 1]})
    with refused(NESTErrors.BadProperty, "spike_multiplicities", "as many elements as spike_times, 1, or none, got 2"):
        source.spike_times = [2.0]
    with refused(NESTErrors.BadProperty, "spike_multiplicities", "as many elements as spike_times, 2, or none, got 3"):
        source.spike_multiplicities = [1, 2, 3]
    with refused(NESTErrors.BadProperty, "spike_multiplicities[1] = -1", ">= 0"):
        source.spike_multiplicities = [1, -1]
    with refused(NESTErrors.TypeMismatch, "spike_multiplicities[0] = 1.0", "an integer"):
        source.spike_multiplicities = [1.0, 2.0]


@pytest.mark.parametrize("model", MODELS)
def test_times_off_the_grid_are_rounded_up_where_that_is_allowed(model, refused):
    eprop.resolution = 1.0
    source = eprop.Create(model)
    with refused(NESTErrors.BadProperty, "spike_times[0] = 1.2 ms", "multiple of the resolution"):
        source.spike_times = [1.2]
    source.set(spike_times=[0.2, 1.0, 1.2, 3.7], allow_offgrid_times=True)
    assert source.spike_times.tolist() == [1.0, 1.0, 2.0, 4.0]
    with refused(NESTErrors.BadProperty, "spike_times[1] = 2 ms", "sorted: >= 4 ms"):
        source.spike_times = [3.2, 2.0]
    spikes = recorded(source)
    eprop.Simulate(4.0)
    assert spikes.events["times"].tolist() == [1.0, 1.0, 2.0, 4.0]


@pytest.mark.parametrize("model", MODELS)
def test_spikes_of_the_present_move_to_the_next_step_where_that_is_allowed(model, refused):
    eprop.resolution = 1.0
    source = eprop.Create(model)
    spikes = recorded(source)
    with refused(NESTErrors.BadProperty, "spike_times[0] = 0 ms", "later than the present"):
        source.spike_times = [0.0]
    source.set(spike_times=[0.0, 1.0, 3.0], shift_now_spikes=True)
    assert source.spike_times.tolist() == [1.0, 1.0, 3.0]
    eprop.Simulate(5.0)
    source.spike_times = [5.0, 7.0]
    eprop.Simulate(5.0)
    assert spikes.events["times"].tolist() == [1.0, 1.0, 3.0, 6.0, 7.0]


@pytest.mark.parametrize("model", MODELS)
def test_no_spikes_between_steps(model, refused):
    with refused(NESTErrors.BadProperty, "precise_times = 1", "must be False", "allow_offgrid_times"):
        eprop.Create(model, 1, {"precise_times": True, "spike_times": [0.25]})


def test_an_injector_is_a_neuron_without_weights(refused):
    injector, generator = eprop.Create("spike_train_injector"), eprop.Create("spike_generator")
    assert (injector.element_type, generator.element_type) == ("neuron", "stimulator")
    with refused(NESTErrors.UnaccessedDictionaryEntry, "spike_weights"):
        injector.spike_weights = []
    with refused(NESTErrors.IllegalConnection, "spike_train_injector"):
        eprop.Connect(generator, injector)
    with refused(NESTErrors.NotImplemented, "spike_train_injector"):
        eprop.Connect(injector, injector, syn_spec="eprop_synapse")
    with refused(NESTErrors.BadProperty, "spike_weights[0] = nan", "finite"):
        generator.set(spike_times=[1.0], spike_weights=[float("nan")])


def test_weight_recorders_note_what_an_injector_sends():
    eprop.resolution = 1.0
    recorder = eprop.Create("weight_recorder")
    eprop.CopyModel("static_synapse", "noted", {"weight_recorder": recorder})
    sources = eprop.Create("spike_train_injector", 1, {"spike_times": [1.0], "spike_multiplicities": [2]})
    sources += eprop.Create("spike_generator", 1, {"spike_times": [1.0]})
    eprop.Connect(sources, eprop.Create("parrot_neuron"), syn_spec={"synapse_model": "noted", "weight": 3.0})
    eprop.Simulate(5.0)
    assert recorder.events["senders"].tolist() == [2, 2]
    assert recorder.events["weights"].tolist() == [3.0, 3.0]


@pytest.mark.parametrize("suffix", ["", SUFFIX])
@pytest.mark.parametrize("targets", [3, 9])
def test_a_spike_with_a_weight_teaches_like_any_other(suffix, targets):
    """A factor of the weight changes what neurons receive, not what a spike counts in the gradient."""
    learned = [_learned(suffix, targets, factor) for factor in (1.0, 2.0, -0.5)]
    assert np.abs(learned[0]).min() > 1e-6
    np.testing.assert_allclose(learned[1], learned[0], rtol=1e-9)
    np.testing.assert_allclose(learned[2], learned[0], rtol=1e-9)


def _learned(suffix, targets, factor):
    """How weights change by one update, where neurons receive the same whatever the factor."""
    eprop.ResetKernel()
    eprop.set(resolution=1.0, eprop_update_interval=20.0, eprop_learning_window=20.0)
    optimizer = {"batch_size": 1 if suffix else 20, "eta": 0.1}
    eprop.SetDefaults("eprop_synapse" + suffix, {"optimizer": optimizer})
    times = [5.0, 6.0, 9.0, 14.0, 26.0]
    source = eprop.Create("spike_generator", 1, {"spike_times": times, "spike_weights": [factor] * 5})
    neurons = eprop.Create(
        "eprop_iaf" + suffix, targets, {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "V_th": 0.6, "c_reg": 9.0}
    )
    weights = np.linspace(0.1, 0.5, targets)
    synapse = {"synapse_model": "eprop_synapse" + suffix, "weight": weights[:, np.newaxis] / factor}
    eprop.Connect(source, neurons, syn_spec=synapse)
    spikes = recorded(neurons)
    eprop.Simulate(30.0)
    assert spikes.n_events > 0
    return np.array(eprop.GetConnections(source, neurons).weight) - weights / factor


@pytest.mark.parametrize("model", ["spike_generator", "spike_train_injector"])
def test_more_spikes_behind_those_that_were_sent(model, refused):
    eprop.resolution = 1.0
    source, parrot, recorder = eprop.Create(model, 1), eprop.Create("parrot_neuron"), eprop.Create("spike_recorder")
    source.set(spike_times=[2.0, 5.0, 9.0])
    eprop.Connect(source, parrot)
    eprop.Connect(parrot, recorder)
    eprop.Simulate(7.0)
    source.set(spike_times=[2.0, 5.0, 8.0, 12.0], shift_now_spikes=True)
    eprop.Simulate(5.0)
    source.spike_times = np.append(source.spike_times, [14.0])
    with refused(NESTErrors.BadProperty, "spike_times[1] = 6 ms", "later than the present"):
        source.spike_times = [2.0, 6.0, 20.0]
    eprop.Simulate(10.0)
    assert recorder.events["times"].tolist() == [3.0, 6.0, 9.0, 13.0, 15.0]


@pytest.mark.parametrize("model", ["step_rate_generator", "step_current_generator"])
def test_more_changes_behind_those_that_were(model):
    eprop.resolution = 1.0
    generator = eprop.Create(model, 1, {"amplitude_times": [2.0, 5.0], "amplitude_values": [1.0, 2.0]})
    recordable = generator.get("recordables")[0]
    meter = eprop.Create("multimeter", {"record_from": [recordable]})
    eprop.Connect(meter, generator)
    eprop.Simulate(7.0)
    times, values = generator.amplitude_times, generator.amplitude_values
    generator.set(amplitude_times=[*times, 9.0], amplitude_values=[*values, 3.0])
    eprop.Simulate(5.0)
    changes = np.diff(meter.events[recordable], prepend=0.0)
    assert changes[changes != 0.0].tolist() == [1.0, 1.0, 1.0]
