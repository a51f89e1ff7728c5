"""CopyModel: models with a name and defaults of their own."""

import numpy as np
import pytest

import eprop
from eprop import Kernel, NESTErrors

LIF, SYNAPSE, STATIC = "eprop_iaf_bsshslm_2020", "eprop_synapse_bsshslm_2020", "static_synapse"


def test_nodes_of_a_copy():
    eprop.CopyModel(LIF, "mine", {"tau_m": 3.0})
    nodes = eprop.Create("mine", 2, {"V_th": [-50.0, -49.0]})
    assert repr(nodes) == "NodeCollection(metadata=None, model=mine, size=2, first=1, last=2)"
    assert nodes.get(["model", "tau_m", "V_th"]) == {
        "model": ("mine", "mine"),
        "tau_m": (3.0, 3.0),
        "V_th": (-50.0, -49.0),
    }
    assert type(nodes[0].model) is str
    assert nodes.recordables == eprop.Create(LIF, 2).recordables


def test_defaults_of_a_copy_are_its_own():
    eprop.SetDefaults(LIF, {"tau_m": 5.0})
    eprop.CopyModel(LIF, "mine")
    eprop.CopyModel("mine", "its", {"t_ref": 3.0})
    eprop.SetDefaults(LIF, {"tau_m": 6.0})
    eprop.SetDefaults("mine", {"tau_m": 7.0})
    assert [eprop.GetDefaults(model, "tau_m") for model in (LIF, "mine", "its")] == [6.0, 7.0, 5.0]
    assert eprop.GetDefaults("its", ["t_ref", "model"]) == [3.0, "its"]
    assert eprop.Create("mine").tau_m == 7.0


def test_copies_are_among_the_models_until_a_reset():
    eprop.CopyModel(LIF, "mine")
    eprop.CopyModel(STATIC, "our")
    assert "mine" in eprop.node_models
    assert "our" in eprop.synapse_models
    assert {type(model) for model in eprop.node_models + eprop.synapse_models} == {str}
    assert "mine" not in Kernel().node_models
    eprop.ResetKernel()
    assert "mine" not in eprop.node_models
    eprop.CopyModel(STATIC, "mine")  # a name that was of nodes
    assert "mine" in eprop.synapse_models


def test_copies_in_two_kernels():
    first, second = Kernel(), Kernel()
    first.CopyModel(LIF, "mine")
    second.CopyModel("parrot_neuron", "mine")
    assert (first.Create("mine").tau_m, second.Create("mine").get("model")) == (10.0, "mine")


def test_copied_recorders():
    eprop.resolution = 1.0
    eprop.CopyModel("multimeter", "meter", {"record_from": ["V_m"], "interval": 2.0})
    eprop.CopyModel("spike_generator", "source", {"spike_times": [1.0, 2.0]})
    meter, source, spikes = eprop.Create("meter"), eprop.Create("source"), eprop.Create("spike_recorder")
    parrot = eprop.Create("parrot_neuron")
    eprop.Connect(meter, eprop.Create(LIF))
    eprop.Connect(source, parrot)
    eprop.Connect(parrot, spikes)
    eprop.Simulate(6.0)
    assert (meter.n_events, spikes.events["times"].tolist()) == (2, [2.0, 3.0])
    assert meter.events["times"].tolist() == [2.0, 4.0]
    meter.n_events = 0
    assert meter.n_events == 0


def test_synapses_of_a_copy_and_their_order():
    eprop.resolution = 1.0
    for existing, new in ((SYNAPSE, "z"), (STATIC, "a"), (SYNAPSE, "b")):
        eprop.CopyModel(existing, new)
    pre, post = eprop.Create("parrot_neuron"), eprop.Create(LIF, 2)
    for model in ("z", "a", "b", STATIC, SYNAPSE):
        eprop.Connect(pre, post, syn_spec=model)
    order = [SYNAPSE, STATIC, "z", "a", "b"]  # built-in models, then copies as they were made
    assert eprop.GetConnections().synapse_model == [model for model in order for _ in range(2)]
    synapses = eprop.GetConnections(synapse_model="b")
    assert (synapses.synapse_model, synapses.weight) == (["b", "b"], [1.0, 1.0])
    assert {type(model) for model in synapses.synapse_model} == {str}
    assert [eprop.GetDefaults(model, "num_connections") for model in ("b", SYNAPSE)] == [2, 2]
    assert eprop.GetDefaults("b", "synapse_model") == "b"


def test_what_synapses_of_a_copy_share():
    eprop.resolution = 1.0
    first, second = eprop.Create("weight_recorder", 2)
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam", "eta": 0.1}, "weight_recorder": first})
    eprop.CopyModel(SYNAPSE, "mine", {"weight_recorder": second, "average_gradient": True, "tau_m_readout": 20.0})
    eprop.SetDefaults("mine", {"optimizer": {"eta": 0.2}})
    assert [eprop.GetDefaults(model, "optimizer")["eta"] for model in (SYNAPSE, "mine")] == [0.1, 0.2]
    assert eprop.GetDefaults("mine", "optimizer")["optimizer"] == "adam"
    assert eprop.GetDefaults(SYNAPSE, ["average_gradient", "tau_m_readout"]) == [False, 10.0]
    source, pre, post = eprop.Create("spike_generator"), eprop.Create("parrot_neuron"), eprop.Create(LIF, 2)
    source.spike_times = [4.0]
    eprop.Connect(source, pre)
    eprop.Connect(pre, post[:1], syn_spec={"synapse_model": SYNAPSE, "weight": 2.0})
    eprop.Connect(pre, post, syn_spec={"synapse_model": "mine", "weight": 3.0})
    eprop.Simulate(10.0)
    assert first.events["weights"].tolist() == [2.0]
    assert second.events["weights"].tolist() == [3.0, 3.0]
    assert eprop.GetConnections(synapse_model="mine").tau_m_readout == [20.0, 20.0]


def test_optimizer_of_a_copy_while_the_original_has_synapses():
    eprop.resolution = 1.0
    eprop.Connect(eprop.Create("parrot_neuron"), eprop.Create(LIF), syn_spec=SYNAPSE)
    eprop.CopyModel(SYNAPSE, "mine", {"optimizer": {"type": "adam"}})
    eprop.Connect(eprop.NodeCollection([1]), eprop.NodeCollection([2]), syn_spec="mine")
    assert eprop.GetConnections().get("optimizer") == [{}, {"m": 0.0, "v": 0.0}]


@pytest.mark.parametrize("averages", [False, True])
def test_copies_in_an_older_spelling(averages):
    eprop.set(resolution=1.0, eprop_update_interval=100.0, eprop_learning_window=50.0)
    eprop.SetDefaults(LIF, {"gamma": 0.3, "E_L": 0.0, "V_m": 0.0, "V_th": 0.6, "c_reg": 2.0})
    eprop.CopyModel(LIF, "mine", {"V_th": 0.5})
    eprop.CopyModel(SYNAPSE, "averaging", {"optimizer": {"type": "adam"}, "average_gradient": averages})
    eprop.CopyModel("averaging", "chosen", {"optimizer": {"epsilon": 1e-7}})
    node = eprop.Create("mine")
    assert (node.gamma, node.c_reg) == (0.3, 2.0)
    eprop.Connect(eprop.Create("parrot_neuron"), node, syn_spec="averaging")
    eprop.Simulate(1.0)
    core = eprop.kernel.default.core
    assert core.get_nodes(node.ids, "surrogate_gradient_height").tolist() == [0.6]
    assert core.get_nodes(node.ids, "c_reg").tolist() == [100.0 if averages else 2.0]
    assert [eprop.GetDefaults(m, "optimizer")["epsilon"] for m in ("averaging", "chosen")] == [1e-8, 1e-7]


def test_older_spelling_needs_one_way_to_average():
    eprop.set(resolution=1.0)
    node = eprop.Create(LIF, params={"gamma": 0.3, "E_L": 0.0, "V_m": 0.0, "V_th": 0.6})
    eprop.CopyModel(SYNAPSE, "averaging", {"average_gradient": True})
    for model in (SYNAPSE, "averaging"):
        eprop.Connect(eprop.Create("parrot_neuron"), node, syn_spec=model)
    with pytest.raises(NESTErrors.BadProperty, match=f"average_gradient must be the same for {SYNAPSE}, averaging"):
        eprop.Simulate(1.0)


REFUSED = [
    (("foo", "mine"), "UnknownModelName", ("'foo'",)),
    ((1, "mine"), "UnknownModelName", ("1",)),
    ((STATIC, STATIC), "NewModelNameExists", (STATIC,)),
    ((STATIC, "parrot_neuron"), "NewModelNameExists", ("parrot_neuron",)),
    (("parrot_neuron", STATIC), "NewModelNameExists", (STATIC,)),
    ((STATIC, "taken"), "NewModelNameExists", ("taken",)),
    ((STATIC, 1), "TypeMismatch", ("new = 1",)),
    ((STATIC, ""), "TypeMismatch", ("new = ''",)),
    ((STATIC, "mine", 3), "TypeMismatch", ("params = 3", "a dictionary")),
    ((STATIC, "mine", {"wight": 2.0}), "UnaccessedDictionaryEntry", ("mine", "did you mean 'weight'")),
    ((STATIC, "mine", {"delay": -3.0}), "BadDelay", ("mine", "delay = -3")),
    ((LIF, "mine", {"tau_m": -3.0}), "BadProperty", ("mine", "tau_m = -3", "> 0")),
    ((LIF, "mine", {"V_th": -80.0, "V_min": -75.0}), "BadProperty", ("V_th",)),
    ((LIF, "mine", {"gamma": 0.3, "surrogate_gradient_height": 0.3}), "BadProperty", ("mine", "two spellings")),
    ((SYNAPSE, "mine", {"optimizer": {"eta": -1.0}}), "BadProperty", ("mine", "eta = -1")),
    (("taken", "mine", {"tau_m": [1.0, 2.0]}), "DimensionMismatch", ("mine", "tau_m")),
]


@pytest.mark.parametrize(("arguments", "kind", "words"), REFUSED)
def test_refused(refused, arguments, kind, words):
    eprop.CopyModel(LIF, "taken")
    with refused(getattr(NESTErrors, kind), *words):
        eprop.CopyModel(*arguments)
    eprop.CopyModel(STATIC, "mine")
    eprop.CopyModel(LIF, "its")
    assert np.isfinite(eprop.Create("its", 2).tau_m).all()
