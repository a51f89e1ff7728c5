"""What a SynapseCollection shows, in every form, and how it is cut."""

import json

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

LIF, SYNAPSE = "eprop_iaf_bsshslm_2020", "eprop_synapse_bsshslm_2020"


@pytest.fixture
def static():
    """Static synapses of weights 0 to 5 from nodes 1, 2, 3 to 4, 5, beside e-prop synapses."""
    eprop.set(resolution=1.0)
    pre, post = eprop.Create("parrot_neuron", 3), eprop.Create(LIF, 2)
    eprop.Connect(pre, post, syn_spec={"weight": np.arange(6.0).reshape(3, 2).T})
    eprop.Connect(pre, post, syn_spec=SYNAPSE)
    return eprop.GetConnections(pre, post, "static_synapse")


def test_everything_that_one_connection_shows(static):
    assert static[3].get() == {
        "delay": 1.0, "port": 3, "receptor": 0, "source": 2, "synapse_id": static[0].synapse_id,
        "synapse_model": "static_synapse", "target": 5, "target_thread": 0, "weight": 3.0,
    }  # fmt: skip
    assert {type(value) for value in static[3].get().values()} == {int, float, str}


def test_ports_count_the_connections_of_a_model(static):
    assert static.port == [0, 1, 2, 3, 4, 5]
    assert eprop.GetConnections(synapse_model=SYNAPSE).port == [0, 1, 2, 3, 4, 5]
    generator = eprop.Create("spike_generator", 2)
    eprop.Connect(generator, eprop.NodeCollection([1, 2]), "one_to_one")
    assert eprop.GetConnections(generator).port == [0, 1]
    static[1].disconnect()
    assert static[2:].port == [1, 2, 3, 4]
    with pytest.raises(NESTErrors.InexistentConnection):
        _ = static.port


def test_ports_are_those_of_a_weight_recorder(static):
    recorder, generator = eprop.Create("weight_recorder"), eprop.Create("spike_generator", 1, {"spike_times": [1.0]})
    eprop.SetDefaults("static_synapse", {"weight_recorder": recorder})
    eprop.Connect(generator, eprop.NodeCollection([1, 2, 3]))
    eprop.Simulate(5.0)
    events = recorder.events
    noted = dict(zip(zip(events["senders"], events["targets"], strict=True), events["ports"], strict=True))
    assert [noted[pair] for pair in zip(static.sources(), static.targets(), strict=True)] == static.port


def test_threads_of_the_targets(static):
    eprop.ResetKernel()
    eprop.local_num_threads = 2
    nodes = eprop.Create("parrot_neuron", 3)
    eprop.Connect(nodes, nodes, "one_to_one")
    assert eprop.GetConnections().target_thread == [1, 0, 1]


def test_json(static):
    assert static[:2].get("weight", output="json") == "[0.0, 1.0]"
    assert static[0].get("weight", output="json") == "0.0"
    assert json.loads(static.get(output="json")) == static.get()
    assert json.loads(eprop.GetStatus(static[:2], ["weight", "source"], output="json")) == [[0.0, 1], [1.0, 1]]
    assert static[:0].get(output="json") == "{}"


def test_pandas(static):
    pandas = pytest.importorskip("pandas")
    table = static.get(["weight", "target"], output="pandas")
    expected = {"weight": [0.0, 1.0, 2.0, 3.0, 4.0, 5.0], "target": [4, 5, 4, 5, 4, 5]}
    pandas.testing.assert_frame_equal(table, pandas.DataFrame(expected, index=[1, 1, 2, 2, 3, 3]))
    one = static[5].get("weight", output="pandas")
    pandas.testing.assert_frame_equal(one, pandas.DataFrame({"weight": [5.0]}, index=[3]))
    every = eprop.GetConnections().get(output="pandas")
    assert list(every) == sorted(eprop.GetConnections().get())
    assert every["tau_m_readout"].isna().tolist() == [False] * 6 + [True] * 6
    assert static[:0].get(output="pandas").empty


def test_missing_pandas_is_named(static, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ModuleNotFoundError, match="pip install pandas"):
        static.get("weight", output="pandas")


@pytest.mark.parametrize(
    ("call", "kind", "words"),
    [
        (lambda s: s.get(output="csv"), "BadProperty", ("output = 'csv'", "json", "pandas")),
        (lambda s: eprop.GetStatus(s, output="pandas"), "BadProperty", ("output = 'pandas'", "json")),
        (lambda s: s.get(1), "TypeMismatch", ("names = 1",)),
        (lambda s: s["a"], "TypeMismatch", ("index = 'a'",)),
        (lambda s: s[1.5], "TypeMismatch", ("index = 1.5",)),
        (lambda s: s[[0.5]], "TypeMismatch", ("index = [0.5]",)),
        (lambda s: s.set(port=1), "UnaccessedDictionaryEntry", ("port = 1",)),
        (lambda s: s.set(weight=[1.0, True, 1.0, 1.0, 1.0, 1.0]), "TypeMismatch", ("weight[1] = True", "a number")),
        (lambda s: s.set(weight=[1.0, "a", 1.0, 1.0, 1.0, 1.0]), "TypeMismatch", ("weight[1] = 'a'", "a number")),
        (lambda s: s.set(weight=np.ones(5)), "DimensionMismatch", ("weight", "(5,)", "6")),
        (lambda s: eprop.GetConnections(synapse_label=1), "NotImplemented", ("synapse_label = 1", "CopyModel")),
    ],
)
def test_refused(static, refused, call, kind, words):
    with refused(getattr(NESTErrors, kind), *words):
        call(static)


@pytest.mark.parametrize("key", [[0, 3], (0, 3), np.array([0, 3]), [True, False, False, True, False, False]])
def test_picked_connections(static, key):
    assert static[key].weight == [0.0, 3.0]


def test_slices_in_any_direction(static):
    assert static[::-2].weight == [5.0, 3.0, 1.0]
    static[::2].weight = [7.0, 8.0, 9.0]
    assert static.weight == [7.0, 1.0, 8.0, 3.0, 9.0, 5.0]
    assert len(static[[]]) == len(static[4:2]) == 0
    assert static[np.array(static.weight) > 5.0].target == [4, 4, 4]
    with pytest.raises(IndexError):
        static[[True, False]]
    with pytest.raises(IndexError):
        static[[6]]


def test_printed_like_nest(static):
    assert str(static[:2]).splitlines() == [
        " source   target   synapse model   weight   delay ",
        "-------- -------- --------------- -------- -------",
        "      1        4  static_synapse    0.000   1.000",
        "      1        5  static_synapse    1.000   1.000",
    ]
    assert str(eprop.GetConnections()[5:7]).splitlines() == [
        " source   target        synapse model         weight   delay ",
        "-------- -------- -------------------------- -------- -------",
        "      3        5 eprop_synapse_bsshslm_2020    1.000   1.000",
        "      1        4             static_synapse    0.000   1.000",
    ]


def test_long_tables_are_cut():
    nodes = eprop.Create("parrot_neuron", 36)
    eprop.Connect(nodes, nodes, "one_to_one")
    connections = eprop.GetConnections()
    assert len(str(connections[1:]).splitlines()) == 2 + 35
    lines = str(connections).splitlines()
    assert len(lines) == 2 + 15 + 1 + 15
    assert lines[17] == "     ⋮        ⋮               ⋮        ⋮       ⋮ "
    assert (lines[16][:7], lines[18][:7]) == ("     15", "     22")
    connections.print_full = True
    assert len(str(connections).splitlines()) == 2 + 36
    assert eprop.GetConnections().print_full is False
