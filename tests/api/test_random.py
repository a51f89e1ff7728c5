"""Parameters of nest.random, nest.math and nest.logic: where they can be used, what they draw, and what is refused."""

import inspect
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import eprop
from eprop import Kernel, NESTErrors, logic, math, random

LIF, SYNAPSE = "eprop_iaf_bsshslm_2020", "eprop_synapse_bsshslm_2020"


def draw(parameter, n=8):
    return parameter.draw(eprop.kernel.default.core, n).tolist()


@pytest.mark.parametrize(
    ("function", "signature"),
    [
        (random.exponential, "(beta=1.0)"),
        (random.lognormal, "(mean=0.0, std=1.0)"),
        (random.normal, "(mean=0.0, std=1.0)"),
        (random.uniform, "(min=0.0, max=1.0)"),
        (random.uniform_int, "(max)"),
        (math.redraw, "(parameter, min, max)"),
        (math.min, "(parameter, value)"),
        (math.max, "(parameter, value)"),
        (math.exp, "(parameter)"),
        (logic.conditional, "(condition, param_if_true, param_if_false)"),
        (eprop.CreateParameter, "(parametertype, specs)"),
    ],
)
def test_signatures_are_those_of_nest(function, signature):
    parameters = inspect.signature(function).parameters.values()
    plain = inspect.Signature([p.replace(annotation=inspect.Parameter.empty) for p in parameters])
    assert str(plain) == signature


def by_create(parameter):
    return eprop.Create(LIF, 3, {"tau_m": parameter})


def by_create_for_each(parameter):
    return eprop.Create(LIF, 3, [{"tau_m": parameter}] * 3)


def by_set(parameter):
    nodes = eprop.Create(LIF, 3)
    nodes.set(tau_m=parameter, V_th=-50.0)
    return nodes


def by_attribute(parameter):
    nodes = eprop.Create(LIF, 3)
    nodes.tau_m = parameter
    return nodes


def by_set_status(parameter):
    nodes = eprop.Create(LIF, 3)
    eprop.SetStatus(nodes, "tau_m", parameter)
    return nodes


def by_list(parameter):
    return eprop.Create(LIF, 3, {"tau_m": [parameter] * 3})


@pytest.mark.parametrize("use", [by_create, by_create_for_each, by_set, by_attribute, by_set_status, by_list])
def test_parameters_of_nodes(use):
    values = use(random.uniform(10.0, 20.0)).tau_m
    assert len(set(values)) == 3
    assert all(10.0 <= value < 20.0 for value in values)


def test_nodes_of_several_models_and_numbers_beside_parameters():
    nodes = eprop.Create(LIF, 3) + eprop.Create("eprop_iaf", 3)
    nodes.V_m = random.uniform(-70.0, -60.0)
    assert len(set(nodes.V_m)) == 6
    nodes.V_m = [random.normal(), 1.0, 2.0, 3.0, 4.0, 2.0 * random.normal()]
    assert nodes[1:5].V_m == (1.0, 2.0, 3.0, 4.0)
    assert nodes[0].V_m != nodes[5].V_m


def test_integers_and_older_spellings():
    meters = eprop.Create("multimeter", 4, {"interval": 1.0 + random.uniform_int(9)})
    assert all(interval == round(interval) for interval in meters.interval)
    old = eprop.Create(LIF, 3, {"gamma": random.uniform(0.2, 0.4), "E_L": 0.0, "V_m": 0.0, "V_th": 0.6})
    assert len(set(old.gamma)) == 3
    pre, post = eprop.Create("parrot_neuron"), eprop.Create(LIF, 4)
    eprop.Connect(pre, post, syn_spec={"receptor_type": random.uniform_int(1)})
    assert eprop.GetConnections(pre).get("receptor") == [0] * 4


@pytest.fixture
def pre():
    return eprop.Create("parrot_neuron", 20)


@pytest.fixture
def post():
    return eprop.Create(LIF, 20)


RULES = [
    {"rule": "all_to_all"},
    {"rule": "one_to_one"},
    {"rule": "fixed_indegree", "indegree": 5},
    {"rule": "fixed_outdegree", "outdegree": 4},
    {"rule": "fixed_total_number", "N": 50},
    {"rule": "pairwise_bernoulli", "p": 0.3},
    {"rule": "pairwise_bernoulli", "p": 0.0},
]


@pytest.mark.parametrize("rule", RULES)
def test_one_value_for_each_connection(pre, post, rule):
    drawn = {"weight": random.normal(), "delay": random.uniform(0.1, 2.0)}
    eprop.Connect(pre, post, rule, drawn)
    synapses = eprop.GetConnections(pre, post)
    n, pairs = len(synapses), sorted(zip(synapses.sources(), synapses.targets(), strict=True))
    weights, delays = (np.array(synapses.get(name), ndmin=1) for name in ("weight", "delay"))
    assert len(np.unique(weights)) == n
    assert np.allclose(delays / 0.1, np.round(delays / 0.1))
    assert not n or len(np.unique(delays)) > 5
    eprop.ResetKernel()
    pre, post = eprop.Create("parrot_neuron", 20), eprop.Create(LIF, 20)
    eprop.Connect(pre, post, rule)  # the same pairs, with or without Parameters
    plain = eprop.GetConnections(pre, post)
    assert sorted(zip(plain.sources(), plain.targets(), strict=True)) == pairs


def test_e_prop_synapses(pre, post):
    eprop.SetDefaults(SYNAPSE, {"delay": 0.1})
    spec = {"synapse_model": SYNAPSE, "weight": random.normal(), "tau_m_readout": random.uniform(5.0, 6.0)}
    eprop.Connect(pre, post, {"rule": "pairwise_bernoulli", "p": 0.5}, spec)
    synapses = eprop.GetConnections(pre, post)
    assert len(set(synapses.weight)) == len(set(synapses.tau_m_readout)) == len(synapses) > 100


def test_autapses_left_out_take_no_value(post):
    for rule in ({"rule": "all_to_all"}, {"rule": "pairwise_bernoulli", "p": 1.0}):
        eprop.Connect(post, post, {**rule, "allow_autapses": False}, {"weight": random.normal()})
    assert len(set(eprop.GetConnections(post, post).weight)) == 2 * 20 * 19


@pytest.mark.parametrize(("low", "high", "delays"), [(0.05, 0.149, [0.1]), (0.151, 0.249, [0.2]), (0.25, 0.3, [0.3])])
def test_drawn_delays_are_rounded_to_the_grid(pre, post, low, high, delays):
    eprop.Connect(pre, post, syn_spec={"delay": random.uniform(low, high)})
    assert np.allclose(np.unique(eprop.GetConnections(pre, post).delay), delays)


def test_connections_that_exist(pre, post):
    eprop.Connect(pre, post)
    synapses = eprop.GetConnections(pre, post)
    for assign in (
        lambda p: synapses.set(weight=p),
        lambda p: setattr(synapses, "weight", p),
        lambda p: synapses.set([{"weight": p}] * len(synapses)),
        lambda p: eprop.SetStatus(synapses, {"weight": p}),
    ):
        before = synapses.weight
        assign(random.exponential(2.0))
        assert len(set(synapses.weight) | set(before)) == len(set(before)) + 400


def test_every_use_draws_anew():
    p = random.uniform()
    nodes = eprop.Create(LIF, 2, {"V_m": p, "tau_m": p + 1.0})
    assert len({*nodes.V_m, *(tau_m - 1.0 for tau_m in nodes.tau_m), p.GetValue(), p.GetValue()}) == 6
    assert 0.0 not in draw(p - p)
    assert len(set(p.apply(nodes))) == 2
    assert not p.is_spatial()


def sample():
    """Some of everything that is drawn."""
    nodes = eprop.Create(LIF, 4, {"V_m": random.normal()})
    spec = {"weight": math.redraw(random.lognormal(), 0.5, 2.0), "delay": 1.0 + random.uniform_int(3)}
    eprop.Connect(nodes, nodes, {"rule": "pairwise_bernoulli", "p": 0.5}, spec)
    synapses = eprop.GetConnections(nodes, nodes)
    return nodes.V_m, synapses.weight, synapses.delay, list(synapses.targets()), random.exponential().GetValue()


def test_reproducible():
    first = sample()
    assert sample() != first
    eprop.ResetKernel()
    eprop.local_num_threads = 2
    assert sample() == first
    eprop.ResetKernel()
    eprop.rng_seed = 3
    third = random.normal().GetValue()
    eprop.rng_seed = 3  # starts anew, as in NEST
    assert random.normal().GetValue() == third
    eprop.rng_seed = 4
    assert random.normal().GetValue() != third


def test_kernels_draw_for_themselves():
    first, second = Kernel(), Kernel()
    p = random.normal()
    a = first.Create(LIF, 3, {"V_m": p}).V_m
    random.normal().GetValue()
    assert second.Create(LIF, 3, {"V_m": p}).V_m == a


def test_the_same_numbers_on_every_machine():
    power = math.exp(math.cos(random.normal())) ** 0.3
    assert draw(random.uniform(), 2) == [0.34577632706325934, 0.7400472807836495]
    assert draw(random.uniform_int(1000), 3) == [30.0, 274.0, 678.0]
    assert draw(random.normal(), 2) == [-0.17676095247887308, -1.5230275714884576]
    assert draw(random.lognormal(), 2) == [1.11020041491264, 1.7698087687827575]
    assert draw(random.exponential(), 2) == [0.2880181526597045, 0.06456104779756237]
    assert draw(math.sin(random.normal()) + power, 2) == [2.103701271689807, 1.7693101025355475]


def test_arithmetic():
    x, y = (eprop.CreateParameter("constant", {"value": value}) for value in (3.0, -2.0))
    cases = [
        (x + y * 2 - 1, -2.0),
        (1 - x, -2.0),
        (2.0 / y + x / 2, 0.5),
        (np.float64(2.0) * x + np.int64(1), 7.0),
        (-(+x), -3.0),
        (y**3 + y**-1, -8.5),
        ((x < y) + 2 * (x > 2) + 4 * (y <= -2) + 8 * (x >= 4) + 16 * (x == 3) + 32 * (x != 3), 22.0),
        (math.min(x, 2.5) + math.max(y, -1), 1.5),
        (math.exp(y), np.exp(-2.0)),
        (math.sin(x) + 10 * math.cos(y), np.sin(3.0) + 10 * np.cos(2.0)),
        (x**0.5, np.sqrt(3.0)),
        (logic.conditional(x > y, 1, y), 1.0),
        (logic.conditional(x < y, 1, y), -2.0),
        (math.redraw(x, 3, 3), 3.0),
    ]
    for parameter, value in cases:
        assert parameter.GetValue() == pytest.approx(value, rel=1e-15), parameter
    assert [p.GetValue() for p in np.array([1.0, 2.0]) * x] == [3.0, 6.0]
    assert np.isnan((y**0.5).GetValue())
    assert (x / 0).GetValue() == np.inf


def test_what_is_shown():
    p = 2 * random.normal(1.0, std=0.5) - math.redraw(random.uniform(max=3), 0, 1)
    assert str(p) == "((2 * normal(mean=1.0, std=0.5)) - redraw(uniform(min=0.0, max=3), min=0, max=1))"
    assert repr(-(random.uniform_int(4) ** 2)) == "-(uniform_int(max=4) ** 2)"


def test_by_the_name_of_the_distribution():
    for kind, specs, parameter in [
        ("normal", {"mean": 2.0, "std": 0.5}, random.normal(2.0, 0.5)),
        ("uniform", {"max": 2.0}, random.uniform(0.0, 2.0)),
        ("uniform_int", {"max": 7}, random.uniform_int(7)),
        ("exponential", {}, random.exponential()),
        ("lognormal", {"std": 0.5}, random.lognormal(0.0, 0.5)),
    ]:
        eprop.rng_seed = 5
        value = eprop.CreateParameter(kind, specs).GetValue()
        eprop.rng_seed = 5
        assert parameter.GetValue() == value


def test_imports_of_scripts(tmp_path):
    (tmp_path / "script.py").write_text(
        textwrap.dedent("""
            import random as standard

            import nest
            import nest.random
            from nest import math
            from nest.random import normal

            assert standard.random() < 1.0
            assert isinstance(math.exp(normal()) * nest.random.uniform(), nest.Parameter)
            print(nest.CreateParameter("constant", {"value": 2.0}).GetValue())
        """)
    )
    done = subprocess.run(
        [sys.executable, "-m", "eprop.nest", "script.py"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("2.0\n", "")


P = random.normal()
NEVER = math.redraw(P, 100.0, 101.0)
REFUSED = [
    (lambda: random.normal(std=0.0), "BadProperty", ("normal", "std=0.0", "std > 0")),
    (lambda: random.lognormal(std=-1), "BadProperty", ("lognormal", "std > 0")),
    (lambda: random.uniform(1.0, 1.0), "BadProperty", ("uniform(min=1.0, max=1.0)", "min < max")),
    (lambda: random.uniform(0.0, float("inf")), "BadProperty", ("max = inf", "finite")),
    (lambda: random.normal("a"), "TypeMismatch", ("normal", "mean = 'a'")),
    (lambda: random.normal(P), "TypeMismatch", ("mean = normal(mean=0.0, std=1.0)",)),
    (lambda: random.uniform_int(0), "BadProperty", ("max > 0",)),
    (lambda: random.uniform_int(2.5), "TypeMismatch", ("max = 2.5", "an integer")),
    (lambda: random.uniform_int(True), "TypeMismatch", ("max = True",)),
    (lambda: math.exp(1.0), "TypeMismatch", ("math.exp", "a Parameter")),
    (lambda: math.min(P, P), "TypeMismatch", ("math.min", "a number")),
    (lambda: math.redraw(P, 1.0, 0.0), "BadParameterValue", ("min = 1.0", "max = 0.0")),
    (lambda: math.redraw(P, float("nan"), 0.0), "BadParameterValue", ("min = nan",)),
    (lambda: NEVER.GetValue(), "KernelException", ("redraw", "min=100.0", "1000")),
    (lambda: logic.conditional(True, 1.0, 2.0), "TypeMismatch", ("condition = True", "a Parameter")),
    (lambda: logic.conditional(P, "a", 2.0), "TypeMismatch", ("param_if_true = 'a'",)),
    (lambda: P.apply(3), "TypeMismatch", ("spatial_nc = 3",)),
    (lambda: P.apply(eprop.NodeCollection([1]), [[0.0, 0.0]]), "NotImplemented", ("positions", "no space")),
    (lambda: eprop.CreateParameter("norml", {}), "UndefinedName", ("'norml'", "did you mean 'normal'")),
    (lambda: eprop.CreateParameter("normal", {"sd": 1.0}), "UnaccessedDictionaryEntry", ("'sd'", "std")),
    (lambda: eprop.CreateParameter("normal", 1.0), "TypeMismatch", ("specs = 1.0",)),
    (lambda: eprop.CreateParameter("constant", {}), "BadProperty", ("value", "'constant'")),
    (lambda: eprop.CreateParameter("uniform_int", {}), "BadProperty", ("max", "'uniform_int'")),
    (lambda: eprop.CreateParameter("constant", {"value": "a"}), "TypeMismatch", ("value = 'a'",)),
    (lambda: eprop.Create(LIF, 3, {"tau_m": random.uniform(-2.0, -1.0)}), "BadProperty", ("tau_m = -1", "> 0")),
    (lambda: eprop.Create(LIF, 3, {"V_m": P / 0}), "BadProperty", ("V_m", "finite")),
    (lambda: eprop.Create(LIF, 3, {"V_m": NEVER}), "KernelException", ("1000",)),
    (lambda: eprop.Create(LIF, 3, {"regular_spike_arrival": P}), "TypeMismatch", ("True or False", "Parameter")),
    (lambda: eprop.Create(LIF, 3, {"surrogate_gradient_function": P}), "TypeMismatch", ("a string",)),
    (
        lambda: eprop.Create("spike_generator", 3, {"spike_times": P}),
        "TypeMismatch",
        ("spike_times", "a list or array"),
    ),
    (lambda: eprop.Create("spike_recorder", 1, {"n_events": P}), "TypeMismatch", ("n_events", "integers")),
    (lambda: eprop.Create(LIF, random.uniform_int(3)), "TypeMismatch", ("n = uniform_int(max=3)",)),
    (lambda: eprop.SetDefaults(LIF, {"tau_m": P}), "TypeMismatch", ("tau_m = normal", "a default")),
    (lambda: eprop.SetDefaults("static_synapse", "weight", P), "TypeMismatch", ("weight = normal",)),
    (lambda: eprop.CopyModel(LIF, "mine", {"tau_m": P}), "TypeMismatch", ("mine: tau_m = normal",)),
    (lambda: connect(delay=random.uniform(0.01, 0.04)), "BadDelay", ("delay = 0.0", "half a step")),
    (lambda: connect(delay=P - 100.0), "BadDelay", ("delay = -", "> 0")),
    (lambda: connect(weight=P / 0), "BadProperty", ("weight", "finite")),
    (lambda: connect(weight=NEVER), "KernelException", ("1000",)),
    (lambda: connect(receptor_type=P), "TypeMismatch", ("receptor_type", "integers")),
    (lambda: connect(wight=P), "UnaccessedDictionaryEntry", ("'wight'", "did you mean 'weight'")),
    (lambda: connect({"rule": "fixed_indegree", "indegree": -1}, weight=P), "BadProperty", ("indegree = -1", ">= 0")),
    (lambda: connect({"rule": "pairwise_bernoulli", "p": 1.5}, weight=P), "BadProperty", ("p = 1.5",)),
    (lambda: connect(synapse_model=SYNAPSE, delay=0.1, weight=P * 0 + 300.0), "BadProperty", ("weight = 300", "Wmax")),
    (lambda: eprop.spatial.grid([2, 2]), "NotImplemented", ("spatial", "no positions", "arrays")),
    (lambda: eprop.spatial_distributions.gaussian(P), "NotImplemented", ("spatial_distributions", "no positions")),
]


def connect(conn_spec=None, **syn_spec):
    parrots, neurons = eprop.NodeCollection([1, 2, 3]), eprop.NodeCollection([4, 5, 6])
    eprop.Connect(parrots, neurons, conn_spec, syn_spec)


@pytest.mark.parametrize(("use", "kind", "words"), REFUSED)
def test_refused(refused, use, kind, words):
    eprop.Create("parrot_neuron", 3)
    eprop.Create(LIF, 3)
    with refused(getattr(NESTErrors, kind), *words):
        use()


@pytest.mark.parametrize("use", [lambda: P + "a", lambda: None * P, lambda: 2**P, lambda: P**P, lambda: hash(P)])
def test_no_arithmetic_with_others(use):
    with pytest.raises(TypeError):
        use()


def weights_after(refused_calls):
    eprop.ResetKernel()
    eprop.rng_seed = 3
    nodes, random = eprop.Create("iaf_psc_exp", 4), eprop.random.uniform()
    eprop.Connect(nodes, nodes, "one_to_one")
    for call in (
        lambda: eprop.Connect(nodes, nodes, "one_to_one", {"weight": random, "delay": -1.0}),
        lambda: eprop.Connect(nodes, nodes, {"rule": "pairwise_bernoulli", "p": random}, {"delay": -1.0}),
        lambda: eprop.Create("iaf_psc_exp", 2, {"V_m": random, "C_m": -1.0}),
        lambda: nodes.set(V_m=random, C_m=-1.0),
        lambda: eprop.GetConnections().set(weight=random, receptor_type=1),
    )[:refused_calls]:
        with pytest.raises(eprop.NESTError):
            call()
    eprop.Connect(nodes, nodes, {"rule": "fixed_indegree", "indegree": 2}, {"weight": random})
    return eprop.GetConnections().get(["source", "weight"])


def test_refused_calls_draw_nothing():
    assert weights_after(5) == weights_after(0)
