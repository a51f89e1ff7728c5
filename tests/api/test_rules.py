"""The rules that draw connections: degrees, statistics, values, what is refused, and what draws depend on."""

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

BLOCK = range(8)  # places of the nodes that connect to themselves
RULES = {
    "fixed_indegree": {"indegree": 5},
    "fixed_outdegree": {"outdegree": 5},
    "fixed_total_number": {"N": 40},
    "pairwise_bernoulli": {"p": 0.5},
}
FLAGS = [(autapses, multapses) for autapses in (False, True) for multapses in (False, True)]


def spec(rule, **more):
    return {"rule": rule, **RULES[rule], **more}


def pairs(sources, targets, conn_spec, syn_spec=None):
    """Ends of the connections that are drawn, as places in the two lists."""
    made = eprop.Connect(sources, targets, conn_spec, syn_spec, return_synapsecollection=True)
    ends = np.array([list(made.sources()), list(made.targets())], int).reshape(2, -1)
    return ends[0] - sources[0].global_id, ends[1] - targets[0].global_id


def has_multapses(sources, targets):
    return len(set(zip(sources.tolist(), targets.tolist(), strict=True))) < len(sources)


@pytest.fixture
def block():
    return eprop.Create("parrot_neuron", len(BLOCK))


@pytest.fixture
def other(block):
    return eprop.Create("parrot_neuron", 6)


@pytest.mark.parametrize(("autapses", "multapses"), FLAGS)
@pytest.mark.parametrize(("rule", "end"), [("fixed_indegree", 1), ("fixed_outdegree", 0)])
def test_degrees(block, rule, end, autapses, multapses):
    ends = pairs(block, block, spec(rule, allow_autapses=autapses, allow_multapses=multapses))
    assert np.bincount(ends[end]).tolist() == [5] * len(block)
    assert (ends[0] == ends[1]).any() == autapses
    assert has_multapses(*ends) == multapses


def test_degrees_between_two_populations(block, other):
    sources, targets = pairs(block, other, {"rule": "fixed_indegree", "indegree": 20})
    assert np.bincount(targets).tolist() == [20] * len(other)
    assert set(sources) == set(BLOCK)
    eprop.Connect(other, block, {"rule": "fixed_outdegree", "outdegree": 20})
    back = eprop.GetConnections(other, block)
    assert np.unique(back.source, return_counts=True)[1].tolist() == [20] * len(other)


def test_largest_degree_without_repetition(block, other):
    once = {"allow_multapses": False}
    assert len(pairs(block, other, {"rule": "fixed_indegree", "indegree": 8, **once})[0]) == 48
    eprop.ResetKernel()
    block = eprop.Create("parrot_neuron", 8)
    sources, targets = pairs(block, block, {"rule": "fixed_outdegree", "outdegree": 7, "allow_autapses": False, **once})
    assert set(zip(sources, targets, strict=True)) == {(i, j) for i in BLOCK for j in BLOCK if i != j}


@pytest.mark.parametrize("autapses", [False, True])
def test_total_number(block, autapses):
    sources, targets = pairs(block, block, spec("fixed_total_number", allow_autapses=autapses))
    assert len(sources) == 40
    assert (sources == targets).any() == autapses


@pytest.mark.parametrize(("autapses", "multapses"), FLAGS)
def test_bernoulli_draws_a_pair_once(block, autapses, multapses):
    flags = {"allow_autapses": autapses, "allow_multapses": multapses}
    sources, targets = pairs(block, block, {"rule": "pairwise_bernoulli", "p": 1, **flags})
    assert set(zip(sources, targets, strict=True)) == {(i, j) for i in BLOCK for j in BLOCK if autapses or i != j}
    assert not has_multapses(sources, targets)


@pytest.mark.parametrize("rule", RULES)
def test_nothing_to_draw(block, other, rule):
    number = {name: type(value)(0) for name, value in RULES[rule].items()}
    assert len(pairs(block, other, {"rule": rule, **number})[0]) == 0


@pytest.mark.parametrize("rule", RULES)
def test_all_pairs_are_as_likely(rule):
    """How often each of 12 pairs is drawn in many calls: within five standard deviations of the mean."""
    sources, targets = eprop.Create("parrot_neuron", 4), eprop.Create("parrot_neuron", 3)
    number = {"fixed_indegree": 2, "fixed_outdegree": 2, "fixed_total_number": 6, "pairwise_bernoulli": 0.5}[rule]
    calls, name = 400, next(iter(RULES[rule]))
    mean = calls * {"fixed_outdegree": 8}.get(rule, 6) / 12
    for _ in range(calls):
        eprop.Connect(sources, targets, {"rule": rule, name: number})
    found = eprop.GetConnections(sources, targets)
    counts = np.zeros((4, 3))
    np.add.at(counts, (np.array(found.source) - 1, np.array(found.target) - 5), 1)
    assert np.abs(counts - mean).max() < 5 * np.sqrt(mean)
    assert counts.std() > 0


def test_calls_that_draw_nothing_are_not_repeated():
    nodes = eprop.Create("parrot_neuron", 200)
    for node in nodes:
        eprop.Connect(node, node, {"rule": "pairwise_bernoulli", "p": 0.3})
    assert abs(len(eprop.GetConnections()) - 60) < 5 * np.sqrt(200 * 0.3 * 0.7)


def test_number_of_bernoulli_draws():
    nodes = eprop.Create("parrot_neuron", 200)
    drawn = len(pairs(nodes, nodes, {"rule": "pairwise_bernoulli", "p": 0.1})[0])
    assert abs(drawn - 4000) < 5 * np.sqrt(200 * 200 * 0.1 * 0.9)


@pytest.mark.parametrize(
    ("rule", "shape", "row"),
    [("fixed_indegree", (6, 5), "target"), ("fixed_outdegree", (8, 5), "source"), ("fixed_total_number", (40,), None)],
)
def test_a_value_for_each_connection(block, other, rule, shape, row):
    """A row of values goes to the connections of one target, or source."""
    weight = np.arange(np.prod(shape), dtype=float).reshape(shape)
    eprop.Connect(block, other, spec(rule), {"weight": weight, "delay": weight + 1.0})
    made = eprop.GetConnections().get(["source", "target", "weight", "delay"])
    assert sorted(made["weight"]) == weight.ravel().tolist()
    assert np.array_equal(np.array(made["delay"]), np.array(made["weight"]) + 1.0)
    if row:
        node = np.array(made[row]) - {"source": block, "target": other}[row][0].global_id
        assert np.array_equal(np.array(made["weight"]) // shape[1], node)


@pytest.mark.parametrize("rule", RULES)
def test_plastic_synapses_are_drawn(rule):
    eprop.resolution = 1.0
    neurons = eprop.Create("eprop_iaf", 8)
    eprop.Connect(neurons, neurons, spec(rule, allow_autapses=False), {"synapse_model": "eprop_synapse", "weight": 0.5})
    made = eprop.GetConnections(synapse_model="eprop_synapse")
    assert len(made) > 10
    assert set(made.weight) == {0.5}
    assert not any(source == target for source, target in zip(made.source, made.target, strict=True))


DRAWN = {
    "fixed_indegree": ("indegree", 1),
    "fixed_outdegree": ("outdegree", 0),
}  # rule: its number, the end it is drawn for


@pytest.mark.parametrize("rule", DRAWN)
@pytest.mark.parametrize("multapses", [False, True])
def test_degrees_that_are_drawn(rule, multapses):
    """One a node: 2, 3 and 4 come about as often."""
    nodes, (name, end) = eprop.Create("parrot_neuron", 300), DRAWN[rule]
    number = {
        "rule": rule,
        name: 2 + eprop.random.uniform_int(3),
        "allow_multapses": multapses,
        "allow_autapses": False,
    }
    ends = pairs(nodes, nodes, number)
    found = np.bincount(np.bincount(ends[end], minlength=300), minlength=5)
    assert found[:2].tolist() == [0, 0]
    assert len(found) == 5
    assert np.abs(found[2:] - 100).max() < 5 * np.sqrt(300 * 2 / 9)
    assert not (ends[0] == ends[1]).any()
    assert multapses or not has_multapses(*ends)


@pytest.mark.parametrize(("value", "degree"), [(0.49, 0), (0.5, 1), (2.5, 3), (-3.0, 0)])
def test_drawn_degrees_are_rounded(block, other, value, degree):
    """As in NEST, to the nearest integer, halves up, and negative ones to 0."""
    number = eprop.CreateParameter("constant", {"value": value})
    _, targets = pairs(block, other, {"rule": "fixed_indegree", "indegree": number})
    assert np.bincount(targets, minlength=6).tolist() == [degree] * 6


def test_probabilities_that_are_drawn():
    """One a pair: as likely as their mean, where those outside of 0 ... 1 count as 0 and 1."""
    nodes = eprop.Create("parrot_neuron", 200)
    sources, targets = pairs(nodes, nodes, {"rule": "pairwise_bernoulli", "p": eprop.random.uniform(-1.0, 1.5)})
    mean = (0.5 + 0.5) / 2.5  # the integral over 0 ... 1, and what lies above
    assert abs(len(sources) - 40_000 * mean) < 5 * np.sqrt(40_000 * mean * (1.0 - mean))
    for end in (sources, targets):
        assert np.abs(np.bincount(end) - 200 * mean).max() < 5 * np.sqrt(200 * mean * (1.0 - mean))
    nothing = {"rule": "pairwise_bernoulli", "p": 1.0 * (eprop.random.uniform() < 0.0)}
    eprop.Connect(nodes, nodes, nothing)
    assert eprop.num_connections == len(sources)


def test_values_of_as_many_connections_as_are_drawn(block, other):
    number = {"rule": "fixed_indegree", "indegree": 1 + eprop.random.uniform_int(5)}
    syn_specs = eprop.CollocatedSynapses({"weight": eprop.random.uniform()}, {"weight": 2.0})
    eprop.Connect(block, other, number, syn_specs)
    weights = np.array(eprop.GetConnections(block, other).weight)
    assert len(set(weights[weights < 1.0])) == np.count_nonzero(weights == 2.0) == len(weights) // 2


def with_drawn_numbers(seed, threads):
    eprop.ResetKernel()
    eprop.set(rng_seed=seed, local_num_threads=threads)
    nodes, random = eprop.Create("parrot_neuron", 20), eprop.random
    eprop.Connect(nodes, nodes, {"rule": "fixed_indegree", "indegree": random.uniform_int(5)})
    eprop.Connect(nodes, nodes, {"rule": "fixed_outdegree", "outdegree": random.lognormal(0.0, 1.0)})
    eprop.Connect(nodes, nodes, {"rule": "pairwise_bernoulli", "p": random.uniform(0.0, 0.5)})
    return eprop.GetConnections().get(["source", "target"])


def test_drawn_numbers_depend_on_the_seed():
    first = with_drawn_numbers(3, 1)
    assert with_drawn_numbers(3, 4) == first
    assert with_drawn_numbers(4, 1) != first


def draws(seed, rule, before=0):
    eprop.ResetKernel()
    eprop.rng_seed = seed
    nodes = eprop.Create("parrot_neuron", 8)
    for _ in range(before):
        eprop.Connect(nodes, nodes, spec(rule))
    return np.stack(pairs(nodes, nodes, spec(rule)))[:, -30:]


@pytest.mark.parametrize("rule", RULES)
def test_draws_depend_on_the_seed(rule):
    assert np.array_equal(draws(3, rule), draws(3, rule))
    assert not np.array_equal(draws(3, rule), draws(4, rule))


@pytest.mark.parametrize("rule", RULES)
def test_every_call_draws_anew(block, other, rule):
    first = pairs(block, other, spec(rule))
    eprop.Connect(block, other, spec(rule))
    both = eprop.GetConnections(block, other)
    second = sorted(zip(both.source, both.target, strict=True))
    for pair in zip(first[0] + block[0].global_id, first[1] + other[0].global_id, strict=True):
        second.remove(pair)
    assert sorted(zip(first[0] + 1, first[1] + 9, strict=True)) != second


NAN = eprop.random.uniform() * float("nan")
REFUSED = [
    ({"rule": "fixed_indegree", "indegree": 9, "allow_multapses": False}, "BadProperty", ("indegree = 9", "<= 8")),
    ({"rule": "fixed_outdegree", "outdegree": 7, "allow_multapses": False}, "BadProperty", ("outdegree = 7", "<= 6")),
    ({"rule": "fixed_indegree", "indegree": -1}, "BadProperty", ("indegree = -1", ">= 0")),
    ({"rule": "fixed_outdegree", "outdegree": -1}, "BadProperty", ("outdegree = -1", ">= 0")),
    ({"rule": "fixed_total_number", "N": -1}, "BadProperty", ("N = -1", ">= 0")),
    ({"rule": "pairwise_bernoulli", "p": -0.1}, "BadProperty", ("p = -0.1", ">= 0")),
    ({"rule": "pairwise_bernoulli", "p": 1.1}, "BadProperty", ("p = 1.1", "<= 1")),
    ({"rule": "pairwise_bernoulli", "p": float("nan")}, "BadProperty", ("p = nan", "<= 1")),
    ({"rule": "pairwise_bernoulli", "p": "a"}, "TypeMismatch", ("p = 'a'", "a number")),
    ({"rule": "fixed_indegree", "indegree": 2.0}, "TypeMismatch", ("indegree = 2.0", "an integer")),
    ({"rule": "fixed_outdegree", "outdegree": True}, "TypeMismatch", ("outdegree = True", "an integer")),
    ({"rule": "fixed_total_number", "N": [3]}, "TypeMismatch", ("N = [3]", "an integer")),
    ({"rule": "fixed_indegree"}, "BadProperty", ("must hold indegree",)),
    ({"rule": "fixed_outdegree"}, "BadProperty", ("must hold outdegree",)),
    ({"rule": "fixed_total_number"}, "BadProperty", ("must hold N",)),
    ({"rule": "pairwise_bernoulli"}, "BadProperty", ("must hold p",)),
    ({"rule": "fixed_total_number", "N": 3, "allow_multapses": False}, "NotImplemented", ("allow_multapses = False",)),
    ({"rule": "fixed_indegree", "indegree": 2, "N": 3}, "UnaccessedDictionaryEntry", ("'N'", "accepted", "indegree")),
    ({"rule": "fixed_indegree", "indegree": 2, "allow_multapses": 1}, "TypeMismatch", ("allow_multapses = 1",)),
    (
        {"rule": "fixed_total_number", "N": eprop.random.uniform_int(3)},
        "TypeMismatch",
        ("N = uniform_int", "an integer"),
    ),
    ({"rule": "fixed_indegree", "indegree": NAN}, "BadProperty", ("indegree = (uniform", "draws nan", "finite")),
    ({"rule": "pairwise_bernoulli", "p": NAN}, "BadProperty", ("p = (uniform", "draws nan", "finite")),
    (
        {"rule": "fixed_indegree", "indegree": 9 + eprop.random.uniform_int(2), "allow_multapses": False},
        "BadProperty",
        ("indegree = ", "<= 8"),
    ),
]


@pytest.mark.parametrize(("conn_spec", "kind", "words"), REFUSED, ids=[str(case[0]) for case in REFUSED])
def test_refused(block, other, refused, conn_spec, kind, words):
    eprop.Connect(block, other, spec("fixed_indegree"), {"weight": 2.0})
    with refused(getattr(NESTErrors, kind), *words):
        eprop.Connect(block, other, conn_spec)


@pytest.mark.parametrize(
    ("rule", "number", "words"),
    [
        ("fixed_indegree", {"indegree": 1}, ("indegree = 1", "<= 0")),
        ("fixed_outdegree", {"outdegree": 1}, ("outdegree = 1", "<= 0")),
        ("fixed_total_number", {"N": 1}, ("N = 1", "no pair")),
    ],
)
def test_nothing_but_autapses(refused, rule, number, words):
    node = eprop.Create("parrot_neuron")
    with refused(NESTErrors.BadProperty, *words):
        eprop.Connect(node, node, {"rule": rule, **number, "allow_autapses": False})


@pytest.mark.parametrize(
    ("rule", "shape", "axes"),
    [
        ("fixed_indegree", (5, 6), "(6, 5), (targets, indegree)"),
        ("fixed_outdegree", (6, 5), "(8, 5), (sources, outdegree)"),
        ("fixed_total_number", (41,), "(40,), (N)"),
    ],
)
def test_values_of_another_shape(block, other, refused, rule, shape, axes):
    with refused(NESTErrors.DimensionMismatch, "weight", shape, axes):
        eprop.Connect(block, other, spec(rule), {"weight": np.ones(shape)})


@pytest.mark.parametrize(
    "number",
    [{"rule": "fixed_indegree", "indegree": eprop.random.uniform_int(5)}, {"rule": "pairwise_bernoulli", "p": 0.5}],
)
def test_values_for_a_number_of_connections_that_is_drawn(block, other, refused, number):
    with refused(NESTErrors.NotImplemented, "weight", "one value for all"):
        eprop.Connect(block, other, number, {"weight": np.ones((6, 5))})


@pytest.mark.parametrize("rule", RULES)
def test_a_refused_call_draws_nothing(block, other, rule):
    """The next call draws what it would have drawn without the refused one."""
    expected = draws(1, rule)
    eprop.ResetKernel()
    eprop.rng_seed = 1
    nodes = eprop.Create("parrot_neuron", 8)
    with pytest.raises(NESTErrors.BadDelay, match="delay"):
        eprop.Connect(nodes, nodes, spec(rule), {"delay": 0.0})
    assert np.array_equal(np.stack(pairs(nodes, nodes, spec(rule)))[:, -30:], expected)
