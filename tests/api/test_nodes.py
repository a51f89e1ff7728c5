"""Create, NodeCollection and the parameters of nodes."""

import copy

import numpy as np
import pytest

import eprop
from eprop import NESTErrors, NodeCollection

LIF, ALIF, READOUT = "eprop_iaf_bsshslm_2020", "eprop_iaf_adapt_bsshslm_2020", "eprop_readout_bsshslm_2020"


@pytest.fixture
def nodes():
    return eprop.Create(LIF, 5)


@pytest.fixture
def parrots(nodes):
    return eprop.Create("parrot_neuron", 3)


def test_create_counts_ids_from_one(nodes, parrots):
    assert (nodes.tolist(), parrots.tolist()) == ([1, 2, 3, 4, 5], [6, 7, 8])
    assert eprop.network_size == 8


@pytest.mark.parametrize("n", [2, np.int64(2), 2.0])
def test_create_takes_whole_numbers(n):
    assert len(eprop.Create(LIF, n)) == 2


def test_create_with_params_in_place_of_n():
    assert eprop.Create("multimeter", {"interval": 2.0}).get("interval") == 2.0


@pytest.mark.parametrize(
    "params",
    [
        {"V_m": [-60.0, -61.0]},
        {"V_m": np.array([-60, -61])},
        {"V_m": np.array([-60, -61], np.float32)},
        [{"V_m": -60.0}, {"V_m": -61.0}],
        ({"V_m": -60}, {"V_m": [-61.0]}),
    ],
)
def test_one_value_for_each_node(params):
    assert eprop.Create(LIF, 2, params).V_m == (-60.0, -61.0)


def test_dictionaries_may_name_different_parameters():
    nodes = eprop.Create(LIF, 3, [{"V_m": -60.0}, {"C_m": 2.0}, {}])
    assert nodes.get(["V_m", "C_m"]) == {"V_m": (-60.0, -70.0, -70.0), "C_m": (250.0, 2.0, 250.0)}


def test_arrays_are_for_every_node_unless_nested():
    generators = eprop.Create("spike_generator", 2, {"spike_times": [1.0, 2.0]})
    np.testing.assert_equal(generators.spike_times, (np.array([1.0, 2.0]), np.array([1.0, 2.0])))
    generators.spike_times = [[1.0], []]
    np.testing.assert_equal(generators.spike_times, (np.array([1.0]), np.array([])))


def test_get_of_one_node_and_of_several(nodes):
    assert nodes[0].get("V_th") == -55.0
    assert nodes[:2].get("V_th") == (-55.0, -55.0)
    assert nodes[0].get(["V_th", "tau_m"]) == {"V_th": -55.0, "tau_m": 10.0}
    everything = nodes[0].get()
    assert everything["model"] == LIF
    assert everything["global_id"] == 1
    assert everything["recordables"] == ["V_m", "eprop_history_duration", "learning_signal", "surrogate_gradient"]
    assert everything["regular_spike_arrival"] is True
    assert everything["surrogate_gradient_function"] == "piecewise_linear"
    assert list(everything) == sorted(everything)


def test_get_in_json(nodes):
    assert nodes[:2].get("V_m", output="json") == "[-70.0, -70.0]"
    generator = eprop.Create("spike_generator", params={"spike_times": [1.0]})
    assert generator.get("spike_times", output="json") == "[1.0]"


def test_get_of_mixed_models(nodes, parrots):
    mixed = nodes[:1] + parrots[:1]
    assert mixed.V_m == (-70.0, None)
    assert mixed.get()["model"] == (LIF, "parrot_neuron")


def test_set_by_every_form(nodes):
    nodes.set(V_m=-60.0)
    assert nodes.V_m == (-60.0,) * 5
    nodes.set({"V_m": np.arange(5.0)})
    assert nodes.V_m == (0.0, 1.0, 2.0, 3.0, 4.0)
    nodes[1:3].V_m = -65
    assert nodes.V_m == (0.0, -65.0, -65.0, 3.0, 4.0)
    eprop.SetStatus(nodes, "V_m", -61.0)
    eprop.SetStatus(nodes[0], [{"C_m": 2.0}])
    assert eprop.GetStatus(nodes[:2], ["V_m", "C_m"]) == ((-61.0, 2.0), (-61.0, 250.0))
    assert eprop.GetStatus(nodes[0], "V_m") == (-61.0,)
    assert eprop.GetStatus(nodes[:2])[1]["V_m"] == -61.0


def test_setting_what_was_read_changes_nothing():
    recorder = eprop.Create("multimeter", {"record_from": ["V_m"]})
    nodes = eprop.Create(LIF, 2, {"I_e": 300.0})
    eprop.Connect(recorder, nodes)
    eprop.Simulate(20.0)
    everyone = NodeCollection(range(1, 4))
    before = everyone.get()
    for node in everyone:
        node.set(node.get())
    nodes.set(nodes.get())
    assert eprop.values.same(everyone.get(), before)
    assert recorder.n_events > 0


def test_choices_and_bools_for_each_node(nodes):
    nodes[:2].set(surrogate_gradient_function=["exponential", "arctan_derivative"], regular_spike_arrival=[True, False])
    assert nodes[:2].surrogate_gradient_function == ("exponential", "arctan_derivative")
    assert nodes[:2].regular_spike_arrival == (True, False)


def test_index_and_slice(nodes):
    assert nodes[-1].tolist() == nodes[np.int64(4)].tolist() == [5]
    assert nodes[1:4:2].tolist() == [2, 4]
    assert nodes[-3:-1].tolist() == [3, 4]
    assert nodes[[0, 2]].tolist() == nodes[(0, 2)].tolist() == nodes[np.array([0, 2])].tolist() == [1, 3]
    assert nodes[[True, False, False, True, False]].tolist() == [1, 4]
    assert len(nodes[[]]) == 0
    assert [node.global_id for node in nodes] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("key", [5, -6, 1.0, "a", slice(5, None), slice(0, 9), slice(None, None, -1), [0, 9], [True]])
def test_index_outside(nodes, key):
    with pytest.raises(IndexError):
        nodes[key]


def test_slices_and_lists_that_are_not_ascending(nodes):
    with pytest.raises(NESTErrors.BadParameter, match="start < stop"):
        nodes[2:2]
    with pytest.raises(NESTErrors.BadProperty, match="ascending"):
        nodes[[2, 0]]


def test_sum_is_in_the_order_of_ids(nodes, parrots):
    both = parrots + nodes
    assert both == nodes + parrots == sum([nodes, parrots])
    assert both.tolist() == [1, 2, 3, 4, 5, 6, 7, 8]
    assert both[4:6].tolist() == [5, 6]
    assert both[::3].tolist() == [1, 4, 7]
    assert (nodes[::2] + nodes[1::2]) == nodes
    with pytest.raises(NESTErrors.BadProperty, match="in common"):
        nodes + nodes[:1]
    for other in ([1], 1):
        with pytest.raises(NESTErrors.TypeMismatch):
            nodes + other


def test_membership_equality_and_conversion(nodes, parrots):
    assert 1 in nodes
    assert np.int64(6) not in nodes
    with pytest.raises(NESTErrors.TypeMismatch):
        nodes[0] in nodes  # noqa: B015
    assert nodes == NodeCollection([1, 2, 3, 4, 5])
    assert nodes != parrots
    assert nodes != [1, 2, 3, 4, 5]
    assert nodes.index(3) == 2
    assert np.asarray(nodes).tolist() == [1, 2, 3, 4, 5]
    assert bool(nodes)
    assert not NodeCollection()
    assert copy.copy(nodes) == copy.deepcopy({"senders": nodes})["senders"] == nodes


def test_repr(nodes, parrots):
    assert repr(nodes) == f"NodeCollection(metadata=None, model={LIF}, size=5, first=1, last=5)"
    assert repr(nodes[0]) == f"NodeCollection(metadata=None, model={LIF}, size=1, first=1)"
    assert repr(NodeCollection()) == "NodeCollection(<empty>)"
    lines = [f"model={LIF}, size=3, first=1, last=5, step=2", "model=parrot_neuron, size=1, first=7"]
    assert (
        repr(nodes[::2] + parrots[1])
        == "NodeCollection(metadata=None," + ";".join(f"\n{'':15}{x}" for x in lines) + ")"
    )


def test_unknown_attribute_is_no_attribute(nodes):
    assert not hasattr(nodes, "foo")
    assert hasattr(nodes, "V_m")
    with pytest.raises(KeyError, match="did you mean 'tau_m'"):
        nodes.get("taum")


def test_collections_from_before_a_reset(nodes):
    eprop.ResetKernel()
    assert len(nodes) == 5
    eprop.Create(LIF, 5)
    for use in (lambda: nodes.V_m, lambda: nodes.set(V_m=1.0), lambda: eprop.Connect(nodes, nodes)):
        with pytest.raises(NESTErrors.UnknownNode, match="ResetKernel"):
            use()


def test_node_defaults():
    assert eprop.GetDefaults(LIF, "C_m") == 250.0
    eprop.SetDefaults(LIF, {"C_m": 2.0, "surrogate_gradient_function": "exponential"})
    eprop.SetDefaults(LIF, "V_m", -60)
    assert eprop.GetDefaults(LIF, ["C_m", "V_m"]) == [2.0, -60.0]
    assert eprop.Create(LIF).get(["C_m", "V_m"]) == {"C_m": 2.0, "V_m": -60.0}
    eprop.ResetKernel()
    assert eprop.GetDefaults(LIF)["C_m"] == 250.0


def test_node_defaults_of_arrays_and_names():
    eprop.SetDefaults("multimeter", {"record_from": ["V_m"]})
    eprop.SetDefaults("spike_generator", {"spike_times": [1.0, 2.0]})
    assert eprop.GetDefaults("multimeter", "record_from") == eprop.Create("multimeter").record_from == ["V_m"]
    assert eprop.Create("multimeter", {"record_from": []}).record_from == []
    assert eprop.Create("spike_generator").spike_times.tolist() == [1.0, 2.0]


def test_defaults_leave_no_node_behind(nodes):
    eprop.GetDefaults(READOUT)
    eprop.SetDefaults(READOUT, {"loss": "cross_entropy"})
    assert eprop.network_size == 5
    assert eprop.Create(READOUT).tolist() == [6]


def test_weight_recorder_senders(nodes):
    recorder = eprop.Create("weight_recorder", {"senders": nodes[1:3], "targets": [1, 4]})
    assert recorder.senders == nodes[1:3]
    assert recorder.get("targets").tolist() == [1, 4]
    assert recorder.get(["senders"])["senders"].model == (LIF, LIF)
