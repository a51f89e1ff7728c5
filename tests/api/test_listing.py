"""GetNodes, GetLocalNodeCollection, PrintNodes, and tables of nodes."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

LIF = "eprop_iaf_bsshslm_2020"


@pytest.fixture
def nodes():
    return eprop.Create("parrot_neuron", 9) + eprop.Create(LIF, 2, {"V_m": [-70.0, -60.0]})


@pytest.fixture
def devices(nodes):
    return eprop.Create("spike_recorder") + eprop.Create("spike_generator", 1, {"spike_times": [1.0, 2.0]})


def test_nodes_by_what_they_have(nodes, devices):
    assert eprop.GetNodes() == eprop.GetNodes({}, local_only=True) == nodes + devices
    assert eprop.GetNodes({"model": LIF}) == nodes[9:]
    assert eprop.GetNodes(properties={"V_m": -70}) == nodes[9]
    assert eprop.GetNodes({"V_m": -60.0, "model": LIF}) == nodes[10]
    assert eprop.GetNodes({"spike_times": [1.0, 2.0]}) == devices[1]
    assert eprop.GetNodes({"element_type": "recorder"}) == devices[0]
    assert eprop.GetNodes({"element_type": "stimulator"}) == devices[1]
    assert eprop.GetNodes({"element_type": "neuron"}) == nodes
    for nobody in ({"model": "nobody"}, {"nothing": 1.0}, {"V_m": -50.0}, {"model": "parrot_neuron", "V_m": -70.0}):
        assert len(eprop.GetNodes(nobody)) == 0


def test_no_nodes():
    assert len(eprop.GetNodes()) == 0


def test_local_nodes_are_all(nodes):
    assert eprop.GetLocalNodeCollection(nodes) == nodes


def test_refused(nodes, refused):
    with refused(NESTErrors.TypeMismatch, "properties = 1", "a dictionary"):
        eprop.GetNodes(1)
    with refused(NESTErrors.TypeMismatch, "nodes = [1]", "a NodeCollection"):
        eprop.GetLocalNodeCollection([1])


def test_printed_like_nest(nodes, devices, capsys):
    eprop.PrintNodes()
    assert capsys.readouterr().out.splitlines() == [
        " 1 ..  9 parrot_neuron",
        "10 .. 11 eprop_iaf_bsshslm_2020",
        "12       spike_recorder",
        "13       spike_generator",
    ]
    eprop.ResetKernel()
    eprop.PrintNodes()
    assert capsys.readouterr().out == ""


def test_pandas(nodes, devices):
    pandas = pytest.importorskip("pandas")
    table = nodes[8:].get("V_m", output="pandas")
    expected = pandas.DataFrame({"V_m": [np.nan, -70.0, -60.0]}, index=[9, 10, 11])
    pandas.testing.assert_frame_equal(table, expected)
    one = nodes[10].get(["V_th", "V_m"], output="pandas")
    pandas.testing.assert_frame_equal(one, pandas.DataFrame({"V_th": [-55.0], "V_m": [-60.0]}, index=[11]))
    assert list(nodes[9:].get(output="pandas")) == sorted(nodes[10].get())
    times = devices[1].get("spike_times", output="pandas").loc[13, "spike_times"]
    assert times.tolist() == [1.0, 2.0]
    events = devices[0].get("events", ["times", "senders"], output="pandas")
    assert list(events) == ["times", "senders"]
    assert len(events.loc[12, "times"]) == 0


def test_pandas_of_what_several_recorders_hold():
    pytest.importorskip("pandas")
    recorders = eprop.Create("spike_recorder", 2)
    table = recorders.get("events", ["times"], output="pandas")
    assert list(table.index) == [1, 2]
    assert [len(times) for times in table["times"]] == [0, 0]
    assert list(recorders.get("events", "times", output="pandas")) == ["times"]
