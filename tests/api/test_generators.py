"""Generators of currents and rates; networks that they drive are compared with NEST's in tests/numeric/."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

CURRENTS = ["dc_generator", "step_current_generator", "noise_generator"]
STEPS = ["step_current_generator", "step_rate_generator"]
MEMBRANES = [
    *("iaf_psc_delta", "iaf_psc_exp", "iaf_psc_alpha", "eprop_iaf", "eprop_iaf_adapt", "eprop_iaf_psc_delta"),
    *("eprop_iaf_psc_delta_adapt", "eprop_iaf_bsshslm_2020", "eprop_iaf_adapt_bsshslm_2020", "eprop_readout"),
    "eprop_readout_bsshslm_2020",
]


def recorded(nodes, name, duration):
    meter = eprop.Create("multimeter", {"record_from": [name], "interval": eprop.resolution})
    eprop.Connect(meter, nodes)
    eprop.Simulate(duration)
    return meter.events[name]


@pytest.mark.parametrize("model", MEMBRANES)
def test_a_current_acts_its_delay_after_it_is_sent_times_the_weight(model):
    eprop.resolution = 0.5
    generator = eprop.Create("dc_generator", {"amplitude": 20.0, "start": 2.0, "stop": 3.0})
    neuron = eprop.Create(model, {"C_m": 250.0, "tau_m": 10.0, "E_L": -70.0, "V_m": -70.0})
    eprop.Connect(generator, neuron, syn_spec={"weight": 3.0, "delay": 1.5})
    v = recorded(neuron, "V_m", 8.0) + 70.0  # of the times 0.5, 1.0, …
    keep = np.exp(-0.05)
    push = 10.0 / 250.0 * (1.0 - keep) * 60.0
    expected = [0.0] * 7 + [push, push * (1.0 + keep)]  # sent at 2.0 and 2.5, acts from 3.5 to 4.0 and from 4.0 to 4.5
    np.testing.assert_allclose(v[:9], expected, atol=1e-12)
    np.testing.assert_allclose(v[9:], expected[-1] * keep ** np.arange(1, 6), rtol=1e-10)


def test_a_generator_is_on_from_start_to_before_stop():
    eprop.resolution = 1.0
    window = {"start": 2.0, "stop": 5.0, "origin": 1.0}
    steady = eprop.Create("dc_generator", {"amplitude": 4.0, **window})
    changing = eprop.Create("step_current_generator", {"amplitude_times": [1.0, 4.0], "amplitude_values": [7.0, 8.0]})
    changing.set(window)
    np.testing.assert_array_equal(
        recorded(steady + changing, "I", 9.0).reshape(8, 2).T,
        [[0, 0, 4, 4, 4, 0, 0, 0], [0, 0, 7, 8, 8, 0, 0, 0]],
    )


def test_a_rate_generator_that_is_off_sends_nothing_new():
    eprop.resolution = 1.0
    changes = {"amplitude_times": [2.0, 4.0, 7.0], "amplitude_values": [1.0, 2.0, 3.0]}
    generator = eprop.Create("step_rate_generator", {**changes, "start": 3.0, "stop": 6.0})
    readout = eprop.Create("eprop_readout_bsshslm_2020")
    eprop.Connect(
        generator, readout, syn_spec={"synapse_model": "rate_connection_delayed", "delay": 1.0, "receptor_type": 2}
    )
    meter = eprop.Create("multimeter", {"record_from": ["rate"]})
    eprop.Connect(meter, generator)
    assert recorded(readout, "target_signal", 10.0).tolist() == [0, 0, 0, 0, 2, 2, 2, 2, 2]
    assert meter.events["rate"].tolist() == [0, 0, 1, 2, 2, 0, 0, 0, 0]


def test_what_is_on_its_way_stays_what_it_was_when_it_was_sent():
    eprop.resolution = 1.0
    neuron = eprop.Create("iaf_psc_delta", {"C_m": 1.0, "tau_m": 1e9, "E_L": 0.0, "V_m": 0.0, "V_th": 1e9})
    generator = eprop.Create("dc_generator", {"amplitude": 1.0})
    eprop.Connect(generator, neuron, syn_spec={"delay": 3.0})
    meter = eprop.Create("voltmeter", {"interval": 1.0})
    eprop.Connect(meter, neuron)
    eprop.Simulate(4.0)
    generator.amplitude = 2.0
    eprop.Simulate(1.0)
    synapse = eprop.GetConnections(generator, neuron)
    synapse.weight = 10.0
    eprop.Simulate(1.0)
    eprop.Disconnect(synapse)
    eprop.Simulate(6.0)
    moved = np.diff(meter.events["V_m"], prepend=0.0).round(3)
    assert moved.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2, 20, 0]


def test_receptor_1_of_iaf_psc_exp_lets_a_current_pass_the_excitatory_synapse():
    eprop.resolution = 1.0
    generator = eprop.Create("dc_generator", {"amplitude": 5.0})
    neuron = eprop.Create("iaf_psc_exp", {"tau_syn_ex": 4.0})
    eprop.Connect(generator, neuron, syn_spec={"receptor_type": 1, "weight": 2.0})
    current = recorded(neuron, "I_syn_ex", 6.0)
    np.testing.assert_allclose(current, 10.0 * (1.0 - np.exp(-np.array([0, 0, 1, 2, 3]) / 4.0)), rtol=1e-12)


def noise_of(params, n, steps):
    """Currents of n connections of a noise generator, shape (steps, n), and what it records as its current."""
    eprop.resolution = 0.5
    generator = eprop.Create("noise_generator", params)
    neurons = eprop.Create("iaf_psc_delta", n, {"C_m": 1.0, "tau_m": 1e9, "E_L": 0.0, "V_m": 0.0, "V_th": 1e9})
    eprop.Connect(generator, neurons, syn_spec={"delay": 0.5})
    meter = eprop.Create("voltmeter", {"interval": 0.5})
    eprop.Connect(meter, neurons)
    recorded_mean = recorded(generator, "I", 0.5 * (steps + 3))[:steps]
    potentials = meter.events["V_m"].reshape(-1, n)
    return np.diff(potentials, axis=0)[1 : steps + 1] / 0.5, recorded_mean


def test_noise_is_drawn_anew_every_dt_for_each_connection():
    current, mean = noise_of({"mean": 3.0, "std": 2.0, "dt": 1.5}, 2000, 12)
    np.testing.assert_allclose(mean, current.mean(axis=1), rtol=1e-6)
    held = current.reshape(4, 3, 2000)
    np.testing.assert_allclose(held[:, 1:], np.broadcast_to(held[:, :1], (4, 2, 2000)), atol=1e-6)
    draws = held[:, 0]
    assert abs(draws.mean() - 3.0) < 5 * 2.0 / np.sqrt(8000)
    assert abs(draws.std() - 2.0) < 5 * 2.0 / np.sqrt(16000)
    assert np.abs(np.corrcoef(draws) - np.eye(4)).max() < 5 / np.sqrt(2000)


@pytest.mark.parametrize("phase", [0.0, 90.0])
def test_the_variance_of_noise_is_modulated(phase):
    params = {"std": 1.0, "std_mod": 0.9, "frequency": 100.0, "phase": phase, "dt": 0.5}
    current, _ = noise_of(params, 4000, 20)
    expected = 1.0 + 0.81 * np.sin(2.0 * np.pi * (0.1 * 0.5 * np.arange(1, 21) + phase / 360.0))
    assert np.abs(current.var(axis=1) / expected - 1.0).max() < 5 * np.sqrt(2 / 4000)


def test_noise_starts_with_its_window():
    _, mean = noise_of({"std": 1.0, "dt": 1.5, "start": 2.0, "stop": 4.5, "origin": 1.0}, 1, 14)
    assert np.flatnonzero(mean).tolist() == [5, 6, 7, 8, 9]  # of the times 0.5, 1.0, …: 3.0 to 5.0
    assert np.flatnonzero(np.diff(mean)).tolist() == [4, 7, 9]


def test_synapses_of_one_pair_carry_noise_of_their_own():
    eprop.resolution = 1.0
    generator = eprop.Create("noise_generator", {"std": 1.0})
    neurons = eprop.Create("iaf_psc_delta", 2)
    for weight in (1.0, -1.0):
        eprop.Connect(generator, neurons, syn_spec={"weight": weight})
    eprop.Simulate(5.0)
    assert len({*neurons.V_m, -70.0}) == 3


def test_noise_depends_on_the_seed_and_on_nothing_else():
    found = []
    for seed, piece in ((1, 0.5), (1, 9.0), (2, 9.0)):
        eprop.ResetKernel()
        eprop.set(resolution=0.5, rng_seed=seed)
        generators = eprop.Create("noise_generator", 2, {"std": 30.0, "dt": 1.0})
        neurons = eprop.Create("iaf_psc_exp", 3)
        eprop.Connect(generators, neurons)
        for _ in range(round(9.0 / piece)):
            eprop.Simulate(piece)
        found.append(neurons.V_m)
    assert found[0] == found[1] != found[2]


@pytest.mark.parametrize("dt", [0.0, -1.0, 0.75, np.inf])
def test_dt_of_noise_is_a_multiple_of_the_resolution(dt, refused):
    eprop.resolution = 0.5
    generator = eprop.Create("noise_generator")
    with refused(NESTErrors.StepMultipleRequired, f"dt = {dt:g} ms", "multiple of the resolution, 0.5 ms"):
        generator.dt = dt


def test_dt_of_noise_is_ten_steps_where_1_ms_is_off_the_grid():
    assert eprop.GetDefaults("noise_generator", "dt") == 1.0
    eprop.resolution = 0.3
    assert eprop.GetDefaults("noise_generator", "dt") == eprop.Create("noise_generator").dt == 3.0


def test_the_modulation_of_noise_is_not_larger_than_the_noise(refused):
    generator = eprop.Create("noise_generator", {"std": 1.0})
    with refused(NESTErrors.BadProperty, "std_mod = 2 pA must be <= std = 1 pA"):
        generator.std_mod = 2.0
    with refused(NESTErrors.BadProperty, "std = -1 pA must be >= 0"):
        generator.std = -1.0


@pytest.mark.parametrize("model", CURRENTS)
@pytest.mark.parametrize("target", ["parrot_neuron", "spike_recorder", "spike_generator", "dc_generator", "multimeter"])
def test_only_membranes_take_currents(model, target, refused):
    generator, node = eprop.Create(model), eprop.Create(target)
    with refused(NESTErrors.IllegalConnection, "static_synapse cannot connect", model, target):
        eprop.Connect(generator, node)


def test_ignore_and_fire_ignores_currents():
    eprop.Connect(eprop.Create("dc_generator", {"amplitude": 1e6}), eprop.Create("ignore_and_fire"))
    eprop.Simulate(1.0)


@pytest.mark.parametrize("target", ["iaf_psc_delta", "iaf_psc_alpha", "eprop_iaf", "eprop_readout"])
def test_other_neurons_have_no_receptor_1(target, refused):
    generator, neuron = eprop.Create("dc_generator"), eprop.Create(target)
    with refused(NESTErrors.UnknownReceptorType, "receptor_type = 1"):
        eprop.Connect(generator, neuron, syn_spec={"receptor_type": 1})


@pytest.mark.parametrize("model", ["eprop_synapse", "rate_connection_delayed", "eprop_learning_signal_connection"])
def test_currents_pass_static_synapses_only(model, refused):
    generator, neuron = eprop.Create("dc_generator"), eprop.Create("eprop_iaf")
    with refused(NESTErrors.IllegalConnection, model):
        eprop.Connect(generator, neuron, syn_spec={"synapse_model": model, "delay": 0.1})


@pytest.mark.parametrize("model", STEPS)
def test_times_off_the_grid_are_rounded_up_if_that_is_allowed(model, refused):
    eprop.resolution = 0.5
    generator = eprop.Create(model)
    with refused(NESTErrors.BadProperty, "amplitude_times[1] = 1.7 ms", "multiple of the resolution"):
        generator.set(amplitude_times=[1.0, 1.7], amplitude_values=[1.0, 2.0])
    generator.set(allow_offgrid_times=True, amplitude_times=[0.1, 1.5, 1.7], amplitude_values=[1.0, 2.0, 3.0])
    assert generator.amplitude_times.tolist() == [0.5, 1.5, 2.0]
    generator.set(generator.get())
    with refused(NESTErrors.BadProperty, "amplitude_times[1] = 2 ms must be strictly ascending"):
        generator.set(amplitude_times=[1.6, 1.9], amplitude_values=[1.0, 2.0])


@pytest.mark.parametrize("model", [*CURRENTS, "step_rate_generator"])
def test_windows_are_on_the_grid_and_do_not_end_before_they_start(model, refused):
    generator = eprop.Create(model, {"start": 3.0})
    with refused(NESTErrors.BadProperty, "stop = 2 ms must be >= start = 3 ms"):
        generator.stop = 2.0
    with refused(NESTErrors.BadProperty, "origin = 0.05 ms must be a multiple of the resolution"):
        generator.origin = 0.05


def test_the_modulation_of_noise_is_shown(refused):
    """As in NEST for a generator that is always on."""
    eprop.resolution = 1.0
    modulation = {"std": 2.0, "std_mod": 1.0, "frequency": 10.0, "phase": 30.0}
    generator = eprop.Create("noise_generator", 2, [modulation, {**modulation, "std_mod": 0.0}])
    eprop.Simulate(10.0)
    angles = np.radians([36.0 + 30.0, 30.0])
    assert np.allclose(generator.y_0, np.cos(angles), rtol=0.0, atol=1e-14)
    assert np.allclose(generator.y_1, np.sin(angles), rtol=0.0, atol=1e-14)
    assert "y_0" not in generator.recordables[0]
    with refused(NESTErrors.UnaccessedDictionaryEntry, "y_0 = 0.5", "cannot be set"):
        generator.y_0 = 0.5


def test_generators_have_the_recordables_of_nest():
    assert [eprop.GetDefaults(model, "recordables") for model in CURRENTS] == [["I"]] * 3
    assert eprop.GetDefaults("step_rate_generator", "recordables") == ["rate"]
    with pytest.raises(NESTErrors.UnaccessedDictionaryEntry):
        eprop.Create("dc_generator").get("I")
