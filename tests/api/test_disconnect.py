"""Disconnect."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

LIF, READOUT = "eprop_iaf_bsshslm_2020", "eprop_readout_bsshslm_2020"
SYNAPSE, FEEDBACK = "eprop_synapse_bsshslm_2020", "eprop_learning_signal_connection_bsshslm_2020"


@pytest.fixture
def post(pre, post):
    eprop.Connect(pre, post, syn_spec={"weight": np.arange(6.0).reshape(2, 3)})
    eprop.Connect(pre, post, syn_spec=SYNAPSE)
    return post


def pairs(connections):
    return list(zip(connections.sources(), connections.targets(), strict=True))


def test_collection(pre, post):
    found = eprop.GetConnections(pre, post, SYNAPSE)
    eprop.Disconnect(found[:2])
    found[2:3].disconnect()
    assert pairs(eprop.GetConnections(pre, post, SYNAPSE)) == [(2, 5), (3, 4), (3, 5)]
    assert len(eprop.GetConnections()) == eprop.num_connections == 9
    assert eprop.GetDefaults(SYNAPSE)["num_connections"] == 3
    eprop.Disconnect(eprop.GetConnections(post, pre))  # there are none


def test_collections_from_before(pre, post):
    found = eprop.GetConnections(pre, post, "static_synapse")
    kept = found[::2]
    found[1].disconnect()
    kept.weight = [7.0, 8.0, 9.0]
    assert kept.weight == [7.0, 8.0, 9.0]
    assert eprop.GetConnections(pre, post, "static_synapse").weight == [7.0, 8.0, 4.0, 9.0, 5.0]
    assert kept[1] == eprop.GetConnections(pre, post, "static_synapse")[1]


def test_removed_connections_are_refused(pre, post, refused):
    found = eprop.GetConnections(pre, post, "static_synapse")
    found[1].disconnect()
    for use in (
        lambda: found.weight,
        lambda: found[1].set(weight=1.0),
        lambda: found.set(weight=1.0),
        lambda: str(found),
        lambda: found.disconnect(),
    ):
        with refused(NESTErrors.InexistentConnection, "removed"):
            use()


@pytest.mark.parametrize("model", ["static_synapse", SYNAPSE])
def test_all_of_them_removed(pre, post, refused, model):
    found = eprop.GetConnections(pre, post, model)
    found.disconnect()
    for use in (lambda: found.weight, lambda: found[0].set(weight=1.0), lambda: found.disconnect()):
        with refused(NESTErrors.InexistentConnection, "removed"):
            use()


def test_nodes(pre, post):
    eprop.Disconnect(pre[:2], post)
    assert pairs(eprop.GetConnections(pre, post, "static_synapse")) == [(1, 5), (2, 4), (3, 4), (3, 5)]
    eprop.Disconnect(pre[2], post, "all_to_all", {"synapse_model": SYNAPSE})
    assert pairs(eprop.GetConnections(pre, post, SYNAPSE)) == [(1, 4), (1, 5), (2, 4), (2, 5)]
    eprop.Disconnect(pre[:2], post, conn_spec={"rule": "all_to_all"}, syn_spec=SYNAPSE)
    assert not eprop.GetConnections(pre, post, SYNAPSE)


def test_one_connection_of_each_pair(pre, post):
    eprop.Connect(pre[0], post[0], syn_spec={"weight": 9.0})
    eprop.Disconnect(pre[0], post[0])
    assert eprop.GetConnections(pre[0], post[0], "static_synapse").weight == 9.0


@pytest.mark.parametrize(
    ("arguments", "kind", "words"),
    [
        (lambda a, b: (a,), "TypeMismatch", ("post", "NodeCollection")),
        (lambda a, b: (a.tolist(), b), "TypeMismatch", ("pre", "NodeCollection")),
        (lambda a, b: (a, b), "DimensionMismatch", ("3 and 2",)),
        (lambda a, b: (b, a, "all_to_all"), "InexistentConnection", ("static_synapse", "node 4", "node 1")),
        (lambda a, b: (a, b, "all"), "BadProperty", ("all", "all_to_all")),
        (lambda a, b: (a, b, {"rule": "fixed_indegree"}), "NotImplemented", ("fixed_indegree", "one_to_one")),
        (lambda a, b: (a, b, {"allow_autapses": False}), "UnaccessedDictionaryEntry", ("allow_autapses", "rule")),
        (lambda a, b: (a, b, 1), "TypeMismatch", ("conn_spec",)),
        (lambda a, b: (a, b, "all_to_all", "stdp"), "UnknownSynapseType", ("stdp",)),
        (lambda a, b: (a, b, "all_to_all", {"weight": 1.0}), "UnaccessedDictionaryEntry", ("weight",)),
        (lambda a, b: (eprop.GetConnections(a, b), b), "TypeMismatch", ("SynapseCollection",)),
    ],
)
def test_refused(pre, post, refused, arguments, kind, words):
    with refused(getattr(NESTErrors, kind), *words):
        eprop.Disconnect(*arguments(pre, post))


def test_partly_connected_nodes_stay_connected(pre, post, refused):
    eprop.Disconnect(pre[0], post[1])
    with refused(NESTErrors.InexistentConnection, "node 1 to node 5"):
        eprop.Disconnect(pre, post, "all_to_all")


def test_another_network(pre, post):
    found = eprop.GetConnections()
    with pytest.raises(NESTErrors.UnknownNode):
        eprop.Kernel().Disconnect(found)


def test_other_optimizer_once_no_synapse_is_left(pre, post):
    eprop.GetConnections(synapse_model=SYNAPSE).disconnect()
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam"}})


def test_delays_of_what_is_left(pre, post):
    eprop.Connect(pre, post, "all_to_all", {"delay": 5.0, "weight": 7.0})
    assert (eprop.min_delay, eprop.max_delay) == (1.0, 5.0)
    found = eprop.GetConnections()
    found[np.array(found.weight) == 7.0].disconnect()
    assert (eprop.min_delay, eprop.max_delay) == (1.0, 1.0)


def test_devices(pre, post):
    generator = eprop.Create("spike_generator", 1, {"spike_times": [1.0, 6.0, 11.0]})
    recorder, meter = eprop.Create("spike_recorder"), eprop.Create("multimeter", {"record_from": ["V_m"]})
    eprop.Connect(generator, pre)
    eprop.Connect(pre[:2], recorder)
    eprop.Connect(meter, post)
    eprop.Simulate(5.0)
    eprop.Disconnect(pre[0], recorder)
    eprop.GetConnections(meter, post[1]).disconnect()
    eprop.Simulate(5.0)
    eprop.Disconnect(generator, pre[1])
    eprop.Simulate(5.0)
    events = recorder.events
    assert list(zip(events["senders"], events["times"], strict=True)) == [(1, 2.0), (2, 2.0), (2, 7.0)]
    rows = meter.events
    assert rows["times"][rows["senders"] == 5].tolist() == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert len(rows["times"]) == 5 + 14
    eprop.Connect(meter, post[1])  # once more


def network(weights):
    """Recurrent neurons that inputs drive; returns the inputs, the neurons and what records the neurons' spikes."""
    eprop.ResetKernel()
    eprop.set(resolution=1.0, eprop_update_interval=20.0, eprop_learning_window=20.0)
    rng = np.random.default_rng(3)
    generators = eprop.Create("spike_generator", 4)
    inputs = eprop.Create("parrot_neuron", 4)
    neurons = eprop.Create(LIF, 5, {"V_th": -65.0, "tau_m": 20.0, "C_m": 1.0, "c_reg": 10.0, "t_ref": 0.0})
    readout = eprop.Create(READOUT, 2, {"C_m": 1.0})
    recorder = eprop.Create("spike_recorder")
    generators.set([{"spike_times": np.sort(rng.choice(np.arange(1.0, 95.0), 20, replace=False))} for _ in range(4)])
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam", "eta": 0.05}})
    eprop.Connect(generators, inputs, "one_to_one")
    for i, row in enumerate(weights):  # 0: left out
        for j in np.flatnonzero(row):
            eprop.Connect(inputs[int(j)], neurons[i], syn_spec={"synapse_model": SYNAPSE, "weight": row[j]})
    eprop.Connect(neurons, readout, syn_spec={"synapse_model": SYNAPSE, "weight": rng.normal(size=(2, 5))})
    eprop.Connect(readout, neurons, syn_spec={"synapse_model": FEEDBACK, "weight": rng.normal(size=(5, 2))})
    eprop.Connect(neurons, recorder)
    return inputs, neurons, recorder


def dense_network(weights):
    inputs, neurons, recorder = network(np.zeros((5, 4)))
    eprop.Connect(inputs, neurons, syn_spec={"synapse_model": SYNAPSE, "weight": weights})
    return inputs, neurons, recorder


def test_network_goes_on_as_if_the_connections_had_never_been():
    """Silent synapses, of weight 0 and without learning, are taken out at several moments: nothing else changes."""
    weights = np.random.default_rng(1).normal(2.0, 1.0, (5, 4))
    gone = np.random.default_rng(2).random((5, 4)) < 0.4

    def trained(stops):
        inputs, neurons, recorder = dense_network(np.where(gone, 0.0, weights))
        eprop.Simulate(float(stops[0]))
        for stop, part in zip(stops, (gone & (np.arange(5) % 2 == parity)[:, None] for parity in (0, 1)), strict=True):
            eprop.Simulate(stop - eprop.biological_time)
            for i, j in np.argwhere(part):
                eprop.Disconnect(inputs[int(j)], neurons[int(i)], syn_spec=SYNAPSE)
        eprop.Simulate(110.0 - eprop.biological_time)
        return eprop.weight_matrix(inputs, neurons, SYNAPSE), recorder.events["times"]

    inputs, neurons, recorder = network(np.where(gone, 0.0, weights))
    eprop.Simulate(110.0)
    expected = eprop.weight_matrix(inputs, neurons, SYNAPSE), recorder.events["times"]
    assert len(expected[1]) > 20
    assert np.abs(expected[0][~gone] - weights[~gone]).min() > 1e-3  # they have learned
    for stops in ((0, 0), (0, 1), (0, 7)):  # before the synapses have learned: in the first interval
        got = trained(stops)
        assert got[0].tobytes() == expected[0].tobytes()
        assert got[1].tobytes() == expected[1].tobytes()


@pytest.mark.parametrize("stop", [30, 41, 42, 43, 44, 45, 59])
def test_what_waits_stays(stop):
    """All synapses of one neuron are removed in the course of learning; those of another one go on as in a copy.

    The neurons share the sources, not the signals: there is no feedback to tell them of each other.
    """
    weights = np.random.default_rng(1).normal(2.0, 1.0, (5, 4))

    def trained(remove):
        inputs, neurons, _ = dense_network(weights)
        eprop.GetConnections(synapse_model=FEEDBACK).weight = 0.0
        eprop.Simulate(float(stop))
        if remove:
            eprop.GetConnections(inputs, neurons[2], SYNAPSE).disconnect()
        eprop.Simulate(110.0 - stop)
        return eprop.weight_matrix(inputs, neurons, SYNAPSE)

    expected, got = trained(remove=False), trained(remove=True)
    others = [0, 1, 3, 4]
    assert got[others].tobytes() == expected[others].tobytes()
    assert np.abs(expected - weights)[others].min() > 1e-3
    assert not got[2].any()


@pytest.mark.parametrize("stop", range(5, 12))
def test_spikes_on_their_way_through_an_empty_row(stop):
    eprop.set(resolution=1.0)
    generator = eprop.Create("spike_generator", 1, {"spike_times": [3.0, 5.0, 7.0]})
    parrot, neuron = eprop.Create("parrot_neuron"), eprop.Create("eprop_iaf", 1, {"V_th": 1e6})
    meter = eprop.Create("multimeter", {"record_from": ["V_m"]})
    eprop.Connect(generator, parrot)
    eprop.Connect(parrot, neuron, syn_spec={"synapse_model": "eprop_synapse"})
    eprop.Connect(parrot, neuron, syn_spec={"delay": 5.0})
    eprop.Connect(meter, neuron)
    eprop.Simulate(float(stop))
    eprop.GetConnections(parrot, neuron).disconnect()
    voltage = neuron.V_m
    eprop.Simulate(20.0)
    assert not eprop.GetConnections(parrot)
    assert (np.diff(meter.events["V_m"][stop:]) <= 0.0).all(), "it only decays"
    assert neuron.V_m < voltage or voltage == -70.0
