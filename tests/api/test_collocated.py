"""CollocatedSynapses: several synapses for each pair."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

LIF, SYNAPSE = "eprop_iaf_bsshslm_2020", "eprop_synapse_bsshslm_2020"


def ends(connections):
    return list(zip(connections.sources(), connections.targets(), strict=True))


def test_each_pair_gets_each_synapse(pre, post):
    weights = np.arange(6.0).reshape(2, 3)
    both = eprop.CollocatedSynapses({"weight": weights}, {"synapse_model": SYNAPSE, "weight": 2.0}, SYNAPSE)
    assert len(both) == 3
    eprop.Connect(pre, post, "all_to_all", both)
    assert (eprop.weight_matrix(pre, post, "static_synapse") == weights).all()
    eprops = eprop.GetConnections(pre, post, SYNAPSE)
    assert eprops.weight == [2.0, 2.0, 1.0, 1.0] * 3
    assert len(eprop.GetConnections()) == eprop.num_connections == 18


@pytest.mark.parametrize(
    "rule",
    [
        {"rule": "fixed_indegree", "indegree": 2},
        {"rule": "fixed_outdegree", "outdegree": 3},
        {"rule": "fixed_total_number", "N": 5},
        {"rule": "pairwise_bernoulli", "p": 0.5},
        "one_to_one",
    ],
)
def test_all_of_them_by_the_same_draw(pre, post, rule):
    eprop.Connect(pre[:2], post, rule, eprop.CollocatedSynapses("static_synapse", SYNAPSE))
    static = ends(eprop.GetConnections(synapse_model="static_synapse"))
    assert sorted(static) == sorted(ends(eprop.GetConnections(synapse_model=SYNAPSE)))
    assert static
    eprop.Connect(pre, post, {"rule": "fixed_indegree", "indegree": 3})  # the next draw is another one


def test_returned_connections_are_of_these_models(pre, post):
    eprop.CopyModel("static_synapse", "other")
    eprop.Connect(pre, post, syn_spec="other")
    both = eprop.CollocatedSynapses("static_synapse", SYNAPSE)
    made = eprop.Connect(pre, post, "all_to_all", both, return_synapsecollection=True)
    assert set(made.synapse_model) == {"static_synapse", SYNAPSE}
    assert len(made) == 12


@pytest.mark.parametrize(
    ("specs", "kind", "words"),
    [
        ((), "BadParameter", ("at least one",)),
        (({"weight": 1.0}, 2), "TypeMismatch", ("syn_spec = 2",)),
        (("static_synapse", "stdp_synapse"), "UnknownSynapseType", ("stdp_synapse", "static_synapse")),
        (({"weight": 1.0}, {"weight": "a"}), "BadProperty", ("weight = 'a'",)),
        (({"weight": 1.0}, {"weight": np.nan}), "BadProperty", ("weight = nan",)),
        (({"weight": 1.0}, {"synapse_model": SYNAPSE, "delay": 2.0}), "IllegalConnection", ("delay = 2",)),
        (({"weight": np.ones((3, 3))}, SYNAPSE), "DimensionMismatch", ("(3, 3)", "(2, 3)")),
    ],
)
def test_refused_all_or_nothing(pre, post, refused, specs, kind, words):
    with refused(getattr(NESTErrors, kind), *words):
        eprop.Connect(pre, post, "all_to_all", eprop.CollocatedSynapses(*specs))


def test_multimeter_records_once(post, refused):
    meter = eprop.Create("multimeter", {"record_from": ["V_m"]})
    with refused(NESTErrors.IllegalConnection, "multimeter 6", "only once"):
        eprop.Connect(meter, post, "all_to_all", eprop.CollocatedSynapses("static_synapse", "static_synapse"))


def test_symmetric_connections_are_made_by_two_calls(pre, refused):
    eprop.Connect(pre, pre, {"rule": "one_to_one", "make_symmetric": False})
    with refused(NESTErrors.NotImplemented, "make_symmetric", "second call"):
        eprop.Connect(pre, pre, {"rule": "one_to_one", "make_symmetric": True})
    with refused(NESTErrors.TypeMismatch, "make_symmetric = 1"):
        eprop.Connect(pre, pre, {"rule": "one_to_one", "make_symmetric": 1})
