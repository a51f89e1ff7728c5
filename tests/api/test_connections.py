"""Connect, GetConnections and SynapseCollection."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

LIF, READOUT = "eprop_iaf_bsshslm_2020", "eprop_readout_bsshslm_2020"
SYNAPSE, FEEDBACK = "eprop_synapse_bsshslm_2020", "eprop_learning_signal_connection_bsshslm_2020"


@pytest.fixture
def pre():
    eprop.set(resolution=1.0)
    return eprop.Create("parrot_neuron", 2)


@pytest.fixture
def post(pre):
    return eprop.Create(LIF, 3)


def triples(connections):
    columns = connections.get(["source", "target", "weight"])
    return list(zip(columns["source"], columns["target"], columns["weight"], strict=True))


MATRIX = [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]
ALL = [(1, 3, 1.0), (1, 4, 3.0), (1, 5, 5.0), (2, 3, 2.0), (2, 4, 4.0), (2, 5, 6.0)]


@pytest.mark.parametrize("matrix", [MATRIX, np.array(MATRIX), np.array(MATRIX, np.float32), np.array(MATRIX, int)])
@pytest.mark.parametrize("conn_spec", [None, "all_to_all", {"rule": "all_to_all", "allow_autapses": False}])
def test_matrix_of_targets_and_sources(pre, post, matrix, conn_spec):
    made = eprop.Connect(pre, post, conn_spec, {"weight": matrix}, return_synapsecollection=True)
    assert triples(made) == ALL
    assert eprop.Connect(pre, post) is None


@pytest.mark.parametrize("syn_spec", [None, {}, "static_synapse", {"synapse_model": "static_synapse", "weight": 1}])
def test_short_forms(pre, post, syn_spec):
    eprop.Connect(pre, post[:2], "one_to_one", syn_spec)
    assert triples(eprop.GetConnections()) == [(1, 3, 1.0), (2, 4, 1.0)]


def test_autapses_are_left_out(post):
    weights = np.arange(9.0).reshape(3, 3)
    eprop.Connect(post, post, {"rule": "all_to_all", "allow_autapses": False}, {"weight": weights})
    assert triples(eprop.GetConnections()) == [
        (3, 4, 3.0), (3, 5, 6.0), (4, 3, 1.0), (4, 5, 7.0), (5, 3, 2.0), (5, 4, 5.0)
    ]  # fmt: skip


@pytest.mark.parametrize("convert", [list, np.array])
def test_ids_instead_of_nodes(pre, post, convert):
    eprop.Connect(convert(pre.tolist()), convert(post.tolist()), syn_spec={"weight": MATRIX})
    assert triples(eprop.GetConnections()) == ALL


def test_arrays_of_ids_in_any_order(pre, post):
    syn = {"weight": [1.0, 2.0, 3.0], "delay": np.array([1.0, 2.0, 1.0])}
    eprop.Connect(np.array([2, 1, 2]), np.array([4, 5, 4]), "one_to_one", syn)
    assert triples(eprop.GetConnections()) == [(1, 5, 2.0), (2, 4, 1.0), (2, 4, 3.0)]
    assert eprop.GetConnections().delay == [2.0, 1.0, 1.0]


def test_rules_that_draw(pre, post):
    def draw(rule, **number):
        return eprop.Connect(pre, post, {"rule": rule, **number}, {"weight": 2.0}, return_synapsecollection=True)

    assert sorted(draw("fixed_indegree", indegree=4).target) == [3] * 4 + [4] * 4 + [5] * 4
    eprop.ResetKernel()
    pre, post = eprop.Create("parrot_neuron", 2), eprop.Create(LIF, 3)
    assert sorted(draw("fixed_outdegree", outdegree=3, allow_multapses=False).target) == [3, 3, 4, 4, 5, 5]
    assert len(draw("fixed_total_number", N=7)) == 6 + 7
    assert len(draw("pairwise_bernoulli", p=1.0)) == 6 + 7 + 6
    assert set(eprop.GetConnections().weight) == {2.0}


def test_get_connections_selects(pre, post):
    eprop.Connect(pre, post, syn_spec={"weight": MATRIX})
    eprop.Connect(pre, post[0], syn_spec=SYNAPSE)
    assert triples(eprop.GetConnections(pre[1], post[1:], "static_synapse")) == [(2, 4, 4.0), (2, 5, 6.0)]
    assert len(eprop.GetConnections(target=post[0])) == 4
    assert len(eprop.GetConnections(source=post)) == 0
    assert eprop.GetConnections().synapse_model == [SYNAPSE] * 2 + ["static_synapse"] * 6


def test_order_is_by_model_source_and_creation(pre, post):
    eprop.Connect(pre[1], post[1:], syn_spec={"weight": 1.0})
    eprop.Connect(pre, post[0], syn_spec={"weight": 2.0})
    assert triples(eprop.GetConnections()) == [(1, 3, 2.0), (2, 4, 1.0), (2, 5, 1.0), (2, 3, 2.0)]


def test_get_of_one_several_and_no_connection(pre, post):
    eprop.Connect(pre, post, syn_spec={"weight": MATRIX})
    connections = eprop.GetConnections()
    assert connections[0].weight == connections[:1].get("weight") == 1.0
    assert connections.weight == [weight for _, _, weight in ALL]
    assert connections[-1].get(["source", "weight"]) == {"source": 2, "weight": 6.0}
    none = eprop.GetConnections(source=post)
    none.set(weight=1.0)
    assert (none.weight, none.get(), none.get(["weight"]), str(none)[:3]) == ((), {}, (), "The")
    assert list(connections.sources()) == [1, 1, 1, 2, 2, 2]
    assert list(connections.targets()) == [3, 4, 5, 3, 4, 5]
    assert [one.target for one in connections] == [3, 4, 5, 3, 4, 5]
    assert connections == eprop.GetConnections()
    assert connections[:2] != connections
    assert "5.000" in str(connections[2])


def test_get_of_mixed_models(pre, post):
    eprop.Connect(pre[0], post[0], syn_spec=SYNAPSE)
    eprop.Connect(pre[0], post[0])
    both = eprop.GetConnections()
    assert both.tau_m_readout == [10.0, None]
    assert both.optimizer == [{}, None]


def test_set_by_every_form(pre, post):
    eprop.Connect(pre, post, syn_spec={"weight": MATRIX})
    connections = eprop.GetConnections()
    connections.weight = 2
    assert connections.weight == [2.0] * 6
    connections.set(weight=np.arange(6.0))
    connections[:2].set([{"weight": 8.0}, {"weight": 9.0}])
    assert connections.weight == [8.0, 9.0, 2.0, 3.0, 4.0, 5.0]
    eprop.SetStatus(connections, "weight", 1.0)
    assert eprop.GetStatus(connections[:2], ["weight", "source"]) == ((1.0, 1), (1.0, 1))
    assert eprop.GetStatus(connections[0], "weight") == (1.0,)
    assert eprop.GetStatus(connections[:2], "weight") == [1.0, 1.0]
    connections.set(connections.get())
    assert connections.weight == [1.0] * 6


def test_moments_of_adam(pre, post):
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam"}})
    eprop.Connect(pre, post, syn_spec=SYNAPSE)
    connections = eprop.GetConnections()
    connections[:2].set([{"optimizer": {"m": 0.5, "v": 2.0}}, {"optimizer": {"m": 1.5}}])
    assert connections[:3].optimizer == [{"m": 0.5, "v": 2.0}, {"m": 1.5, "v": 0.0}, {"m": 0.0, "v": 0.0}]
    connections.set(optimizer={"v": 3.0})
    assert connections[0].optimizer == {"m": 0.5, "v": 3.0}
    connections.set(connections.get())
    assert connections[1].optimizer == {"m": 1.5, "v": 3.0}


def test_optimizer_defaults_merge():
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam", "eta": 0.5}})
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"batch_size": 4}})
    assert eprop.GetDefaults(SYNAPSE, "optimizer") == {
        "optimizer": "adam", "eta": 0.5, "batch_size": 4, "Wmin": -100.0, "Wmax": 100.0, "beta_1": 0.9, "beta_2": 0.999,
        "epsilon": 1e-7, "optimize_each_step": True,
    }  # fmt: skip
    eprop.SetDefaults(SYNAPSE, eprop.GetDefaults(SYNAPSE))
    assert eprop.GetDefaults(SYNAPSE)["optimizer"]["eta"] == 0.5


def test_another_optimizer_leaves_what_is_not_of_the_optimizer():
    eprop.SetDefaults(SYNAPSE, {"average_gradient": True})
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam"}})
    assert eprop.GetDefaults(SYNAPSE, "average_gradient") is True


def test_another_optimizer_starts_with_its_own_defaults():
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"eta": 0.5, "batch_size": 7}})
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam", "Wmin": -5.0}})
    optimizer = eprop.GetDefaults(SYNAPSE, "optimizer")
    assert (optimizer["eta"], optimizer["batch_size"], optimizer["Wmin"]) == (1e-4, 1, -5.0)


def test_synapse_defaults(pre, post):
    eprop.SetDefaults(SYNAPSE, {"weight": 3.0, "tau_m_readout": 5.0, "average_gradient": True})
    recorder = eprop.Create("weight_recorder")
    eprop.SetDefaults(SYNAPSE, "weight_recorder", recorder)
    eprop.Connect(pre[0], post[0], syn_spec=SYNAPSE)
    assert eprop.GetConnections().get(["weight", "tau_m_readout"]) == {"weight": 3.0, "tau_m_readout": 5.0}
    assert eprop.GetDefaults(SYNAPSE, ["average_gradient", "weight_recorder"]) == [True, recorder]
    assert eprop.GetDefaults(SYNAPSE)["num_connections"] == 1


def test_a_readout_network(pre, post):
    out, rate = eprop.Create(READOUT, 2), eprop.Create("step_rate_generator", 2)
    eprop.Connect(post, out, syn_spec={"synapse_model": SYNAPSE, "tau_m_readout": np.full((2, 3), 5.0)})
    eprop.Connect(out, post, syn_spec={"synapse_model": FEEDBACK, "weight": np.ones((3, 2))})
    eprop.Connect(rate, out, "one_to_one", {"synapse_model": "rate_connection_delayed", "receptor_type": 2})
    assert eprop.GetConnections(rate).receptor == [2, 2]
    assert eprop.GetConnections(post, out).tau_m_readout == [5.0] * 6


def test_connections_from_before_a_reset(pre, post):
    eprop.Connect(pre, post)
    connections = eprop.GetConnections()
    eprop.ResetKernel()
    with pytest.raises(NESTErrors.UnknownNode, match="ResetKernel"):
        connections.get("weight")


def signals(delays):
    """Learning signal of a neuron, and shortest and longest delay."""
    eprop.ResetKernel()
    eprop.resolution = 0.5
    online, rate = "eprop_learning_signal_connection", "rate_connection_delayed"
    neuron, readout = eprop.Create("eprop_iaf"), eprop.Create("eprop_readout")
    rates = eprop.Create("step_rate_generator", 2, {"amplitude_times": [2.0, 6.0], "amplitude_values": [1.0, 3.0]})
    meter = eprop.Create("multimeter", {"record_from": ["learning_signal"], "interval": 0.5})
    eprop.Connect(eprop.Create("parrot_neuron"), neuron, syn_spec={"synapse_model": "eprop_synapse", "delay": 0.5})
    eprop.Connect(readout, neuron, syn_spec={"synapse_model": online, **delays})
    for receptor in (1, 2):
        receptor_type = {"receptor_type": receptor}
        eprop.Connect(rates[receptor - 1], readout, syn_spec={"synapse_model": rate, **receptor_type, **delays})
    eprop.Connect(meter, neuron, syn_spec={"delay": 0.5})
    eprop.Simulate(10.0)
    assert eprop.GetConnections(readout).delay == delays.get("delay", 1.0)
    return meter.events["learning_signal"], (eprop.min_delay, eprop.max_delay)


def test_learning_signals_and_rates_take_one_step():
    """As in NEST, whatever their delay is, by default 1 ms."""
    signal, delays = signals({"delay": 0.5})
    assert len(set(signal)) == 3
    assert delays == (0.5, 0.5)
    for given, longest in (({}, 1.0), ({"delay": 4.0}, 4.0)):
        other, delays = signals(given)
        assert np.array_equal(other, signal)
        assert delays == (0.5, longest)


def test_another_delay(refused):
    """Spikes on their way arrive when they would have; those sent later take the new delay."""
    eprop.resolution = 1.0
    generator = eprop.Create("spike_generator", params={"spike_times": [5.0, 18.0, 21.0]})
    sources, targets = eprop.Create("parrot_neuron", 2), eprop.Create("parrot_neuron", 2)
    recorder = eprop.Create("spike_recorder")
    eprop.Connect(generator, sources)
    eprop.Connect(sources, targets, "one_to_one", {"delay": 3.0})
    eprop.Connect(targets[0], recorder)
    eprop.Simulate(20.0)
    between = eprop.GetConnections(sources, targets)
    with refused(NESTErrors.BadProperty, "delay = 8 ms", "all connections that were made together"):
        between[0].delay = 8.0
    with refused(NESTErrors.BadProperty, "all connections that were made together"):
        between.delay = [8.0, 9.0]
    between.delay = 8.0
    assert (between.delay, eprop.max_delay) == ([8.0, 8.0], 8.0)
    eprop.Simulate(30.0)
    assert recorder.events["times"].tolist() == [9.0, 22.0, 30.0]


def learned(connected_with, later=None, model=SYNAPSE):
    """Weights of a network with a tau_m_readout of its connections, and another one that they get later."""
    eprop.ResetKernel()
    eprop.set(resolution=1.0, eprop_update_interval=20.0, eprop_learning_window=20.0)
    source = eprop.Create("spike_generator", params={"spike_times": np.arange(2.0, 100.0, 3.0)})
    parrot, feedback = eprop.Create("parrot_neuron"), {"synapse_model": FEEDBACK}
    neurons = eprop.Create("eprop_iaf_bsshslm_2020", 2, {"C_m": 1.0, "E_L": 0.0, "V_m": 0.0, "V_th": 0.5})
    readout = eprop.Create("eprop_readout_bsshslm_2020", params={"E_L": 0.0, "V_m": 1.0})
    eprop.Connect(source, parrot)
    learning = {"synapse_model": model, "weight": 0.4}
    eprop.Connect(parrot, neurons, syn_spec={**learning, "tau_m_readout": connected_with})
    eprop.Connect(neurons, readout, syn_spec=learning)
    eprop.Connect(readout, neurons, syn_spec=feedback)
    if later is not None:
        eprop.GetConnections(parrot, neurons).tau_m_readout = later
    eprop.Simulate(100.0)
    return eprop.GetConnections(parrot, neurons).get(["weight", "tau_m_readout"])


def test_another_tau_m_readout():
    assert learned(10.0, 25.0) == learned(25.0)
    assert learned(25.0)["weight"] != learned(10.0)["weight"]


def test_synapses_that_save_memory_in_nest():
    """Learn as those without _hpc, and have defaults of their own."""
    assert learned(10.0, model=f"{SYNAPSE}_hpc") == learned(10.0)
    eprop.SetDefaults("eprop_synapse_hpc", {"optimizer": {"type": "adam"}})
    assert eprop.GetDefaults("eprop_synapse", "optimizer")["optimizer"] == "gradient_descent"
