"""Every refused call: an exception with NEST's name that says parameter, value and rule, and the network as it was."""

import pickle

import numpy as np
import pytest

import eprop
from eprop import NESTError, NESTErrors

LIF, ALIF, READOUT = "eprop_iaf_bsshslm_2020", "eprop_iaf_adapt_bsshslm_2020", "eprop_readout_bsshslm_2020"
SYNAPSE, FEEDBACK = "eprop_synapse_bsshslm_2020", "eprop_learning_signal_connection_bsshslm_2020"
RATE = "rate_connection_delayed"
NAN, INF = float("nan"), float("inf")


@pytest.fixture
def net():
    """A trained network with one of everything, 30 steps old."""
    eprop.set(resolution=1.0, eprop_update_interval=10.0, eprop_learning_window=5.0)
    n = {
        "gen": eprop.Create("spike_generator", 2, {"spike_times": [2.0, 5.0, 12.0, 25.0, 50.0]}),
        "inp": eprop.Create("parrot_neuron", 2),
        "lif": eprop.Create(LIF, 3, {"E_L": 0.0, "V_m": 0.0, "V_th": 0.6, "C_m": 1.0, "c_reg": 1.0}),
        "alif": eprop.Create(ALIF, 2, {"E_L": 0.0, "V_m": 0.0, "V_th": 0.6}),
        "out": eprop.Create(READOUT, 2),
        "rate": eprop.Create("step_rate_generator", 2, {"amplitude_times": [5.0], "amplitude_values": [1.0]}),
        "mm": eprop.Create("multimeter", {"record_from": ["V_m"]}),
        "sr": eprop.Create("spike_recorder"),
        "wr": eprop.Create("weight_recorder"),
        "noise": eprop.Create("poisson_generator", 2) + eprop.Create("inhomogeneous_poisson_generator"),
    }
    eprop.SetDefaults(SYNAPSE, {"weight_recorder": n["wr"], "optimizer": {"eta": 0.01}})
    eprop.Connect(n["gen"], n["inp"], "one_to_one")
    eprop.Connect(n["inp"], n["lif"] + n["alif"], syn_spec={"synapse_model": SYNAPSE, "weight": 0.5})
    eprop.Connect(n["lif"] + n["alif"], n["out"], syn_spec={"synapse_model": SYNAPSE, "weight": 0.5})
    eprop.Connect(n["out"], n["lif"] + n["alif"], syn_spec=FEEDBACK)
    eprop.Connect(n["rate"], n["out"], "one_to_one", {"synapse_model": RATE, "receptor_type": 2})
    eprop.Connect(n["mm"], n["lif"])
    eprop.Connect(n["inp"] + n["lif"], n["sr"])
    eprop.Simulate(30.0)
    return n


def ids_of(cases):
    return [
        f"{i}-{case[0] if isinstance(case[0], str) else '-'.join(map(str, case[0]))}" for i, case in enumerate(cases)
    ]


# What is created or set -> exception, words of the message.
NODE_VALUES = [
    ((LIF, "foo", 1.0), "UnaccessedDictionaryEntry", ("'foo'", "accepted: C_m, E_L")),
    ((LIF, "v_m", 1.0), "UnaccessedDictionaryEntry", ("'v_m'", "did you mean 'V_m'")),
    ((LIF, "adapt_beta", 1.0), "UnaccessedDictionaryEntry", ("'adapt_beta'", LIF)),
    ((LIF, "learning_signal", 1.0), "UnaccessedDictionaryEntry", ("learning_signal = 1.0", "cannot be set")),
    ((LIF, "global_id", 77), "UnaccessedDictionaryEntry", ("global_id = 77", "cannot be set")),
    ((LIF, "C_m", "a"), "TypeMismatch", ("C_m = 'a'", "must be a number", "str")),
    ((LIF, "C_m", None), "TypeMismatch", ("C_m = None", "must be a number")),
    ((LIF, "C_m", True), "TypeMismatch", ("C_m = True", "must be a number", "bool")),
    ((LIF, "C_m", 1j), "TypeMismatch", ("C_m = 1j", "must be a number")),
    ((LIF, "C_m", {}), "TypeMismatch", ("C_m = {}", "must be a number")),
    ((LIF, "C_m", 0.0), "BadProperty", ("C_m = 0", "> 0")),
    ((LIF, "tau_m", -1.0), "BadProperty", ("tau_m = -1", "> 0")),
    ((LIF, "t_ref", -1.0), "BadProperty", ("t_ref = -1", ">= 0")),
    ((LIF, "c_reg", -1.0), "BadProperty", ("c_reg = -1", ">= 0")),
    ((LIF, "f_target", -1.0), "BadProperty", ("f_target = -1", ">= 0")),
    ((LIF, "surrogate_gradient_height", 0.0), "BadProperty", ("surrogate_gradient_height = 0", "> 0")),
    ((LIF, "surrogate_gradient_width", -1.0), "BadProperty", ("surrogate_gradient_width = -1", "> 0")),
    ((LIF, "surrogate_gradient_function", "linear"), "BadProperty", ("'linear'", "accepted: ", "exponential")),
    ((LIF, "surrogate_gradient_function", 1), "TypeMismatch", ("surrogate_gradient_function = 1", "must be a string")),
    ((LIF, "regular_spike_arrival", 1), "TypeMismatch", ("regular_spike_arrival = 1", "True or False")),
    ((LIF, "V_m", NAN), "BadProperty", ("V_m = nan", "finite")),
    ((LIF, "V_m", INF), "BadProperty", ("V_m = inf", "finite")),
    ((LIF, "V_th", NAN), "BadProperty", ("V_th = nan", "finite")),
    ((LIF, "tau_m", INF), "BadProperty", ("tau_m = inf", "> 0")),
    ((LIF, "I_e", NAN), "BadProperty", ("I_e = nan", "finite")),
    ((LIF, "flush_event_send_interval", 9.9), "BadProperty", ("= 9.9 ms", ">= eprop_update_interval = 10 ms")),
    ((ALIF, "flush_event_send_interval", 0.0), "BadProperty", ("flush_event_send_interval = 0", "> 0")),
    ((LIF, "ignore_and_spike", 1), "TypeMismatch", ("ignore_and_spike = 1", "True or False")),
    ((LIF, "ignore_and_spike_interval", 0.0), "BadProperty", ("ignore_and_spike_interval = 0", "> 0")),
    ((LIF, "ignore_and_spike_offset", -1.0), "BadProperty", ("ignore_and_spike_offset = -1", "> 0")),
    ((ALIF, "adapt_beta", -1.0), "BadProperty", ("adapt_beta = -1", ">= 0")),
    ((ALIF, "adapt_tau", 0.0), "BadProperty", ("adapt_tau = 0", "> 0")),
    ((READOUT, "loss", "foo"), "BadProperty", ("loss", "'foo'", "cross_entropy, mean_squared_error")),
    ((READOUT, "error_signal", 1.0), "UnaccessedDictionaryEntry", ("error_signal = 1.0", "cannot be set")),
    (("parrot_neuron", "V_m", 1.0), "UnaccessedDictionaryEntry", ("parrot_neuron", "'V_m'")),
    (("spike_generator", "spike_times", [60.0, 55.0]), "BadProperty", ("spike_times[1] = 55", "60")),
    (("spike_generator", "spike_times", [-1.0]), "BadProperty", ("spike_times[0] = -1", "> 0")),
    (("spike_generator", "spike_times", [30.0]), "BadProperty", ("spike_times[0] = 30", "later than", "30")),
    (
        ("spike_generator", "spike_times", [60.5]),
        "BadProperty",
        ("spike_times[0] = 60.5", "multiple of the resolution"),
    ),
    (("spike_generator", "spike_times", [NAN]), "BadProperty", ("spike_times[0] = nan", "finite")),
    (("spike_generator", "spike_times", 60.0), "TypeMismatch", ("spike_times = 60.0", "a list or array")),
    (("spike_generator", "spike_times", ["a"]), "TypeMismatch", ("spike_times[0] = 'a'", "a number")),
    (("spike_generator", "start", "a"), "TypeMismatch", ("start = 'a'", "a number")),
    (("poisson_generator", "rate", -1.0), "BadProperty", ("rate = -1", ">= 0 and <= 1e8")),
    (("poisson_generator", "rate", 1e12), "BadProperty", ("rate = 1e+12", "<= 1e8")),
    (
        ("inhomogeneous_poisson_generator", "rate_times", [60.0]),
        "BadProperty",
        ("rate_times and rate_values", "1 and 0"),
    ),
    (("inhomogeneous_poisson_generator", "rate_values", [-1.0]), "BadProperty", ("rate_values[0] = -1", ">= 0")),
    (("poisson_generator", "start", 1.5), "BadProperty", ("start = 1.5", "multiple of the resolution")),
    (("step_rate_generator", "amplitude_times", [60.0, 70.0]), "BadProperty", ("amplitude_times", "amplitude_values")),
    (("multimeter", "interval", 0.0), "BadProperty", ("interval = 0", "> 0")),
    (("multimeter", "interval", 1.5), "BadProperty", ("interval = 1.5", "multiple of the resolution")),
    (("multimeter", "record_from", "V_m"), "TypeMismatch", ("record_from = 'V_m'", "a list of strings")),
    (("multimeter", "record_from", [1]), "TypeMismatch", ("record_from = [1]", "a list of strings")),
    (("multimeter", "n_events", 3), "BadProperty", ("n_events = 3", "0, which clears")),
    (("spike_recorder", "n_events", 0.0), "TypeMismatch", ("n_events = 0.0", "an integer")),
    (("spike_recorder", "events", {}), "UnaccessedDictionaryEntry", ("events = {}", "cannot be set")),
    (("spike_recorder", "record_to", "sionlib"), "BadProperty", ("'sionlib'", "accepted: ascii, memory, screen")),
    (("spike_recorder", "record_to", 3), "TypeMismatch", ("record_to = 3", "a string")),
    (("spike_recorder", "label", 3), "TypeMismatch", ("label = 3", "a string")),
    (("spike_recorder", "time_in_steps", 1), "TypeMismatch", ("time_in_steps = 1", "True or False")),
    (("spike_recorder", "precision", 4), "UnaccessedDictionaryEntry", ("precision = 4", "ascii or screen")),
    (("spike_recorder", "filenames", []), "UnaccessedDictionaryEntry", ("no parameter 'filenames'",)),
    (("spike_recorder", "start", 1.5), "BadProperty", ("start = 1.5", "multiple of the resolution")),
    (("spike_recorder", "stop", -5.0), "BadProperty", ("stop = -5", "start = 0")),
    (("weight_recorder", "senders", 1), "TypeMismatch", ("senders = 1", "NodeCollection")),
    (("weight_recorder", "targets", [99]), "UnknownNode", ("99",)),
    (("weight_recorder", "targets", [1.5]), "TypeMismatch", ("targets = [1.5]", "node ids")),
]


@pytest.mark.parametrize(("what", "kind", "words"), NODE_VALUES, ids=ids_of(NODE_VALUES))
def test_node_parameters(net, refused, what, kind, words):
    model, name, value = what
    existing = eprop.NodeCollection([i + 1 for i in range(int(eprop.network_size)) if _model(i + 1) == model])
    for call in (
        lambda: eprop.Create(model, 2, {name: value}),
        lambda: eprop.Create(model, 2, [{}, {name: value}]),
        lambda: existing.set({name: value}),
        lambda: eprop.SetStatus(existing, name, value),
        lambda: eprop.SetDefaults(model, {name: value}),
    ):
        with refused(getattr(NESTErrors, kind), *words):
            call()


def test_flush_events_come_no_more_often_than_updates(net):
    """At the time of the call, as in NEST, and of the interval models alone."""
    net["lif"].flush_event_send_interval = 10.0
    assert eprop.Create("eprop_iaf", {"flush_event_send_interval": 1.0}).flush_event_send_interval == 1.0


def test_cutoffs_of_targets_of_one_call(refused):
    eprop.resolution = 1.0
    source, targets = eprop.Create("parrot_neuron"), eprop.Create("eprop_iaf", 2)
    targets.eprop_isi_trace_cutoff = [5.0, 20.0]
    eprop.Connect(source, targets, syn_spec="eprop_synapse")
    eprop.Simulate(10.0)
    targets.eprop_isi_trace_cutoff = [20.0, 5.0]
    eprop.Simulate(10.0)
    readouts = eprop.Create("eprop_readout", 2)
    eprop.Connect(source, readouts, syn_spec="eprop_synapse")
    readouts[1].eprop_isi_trace_cutoff = 3.0
    with refused(NESTErrors.BadProperty, "= 3 ms of node 5 must be that of node 4, inf ms", "before Connect"):
        eprop.Simulate(10.0)
    readouts[0].eprop_isi_trace_cutoff = 3.0
    eprop.Simulate(10.0)


def _model(node):
    return eprop.NodeCollection([node]).model


def calls(*cases):
    """Parametrise a test by what is called, the exception, and words of its message."""
    return pytest.mark.parametrize(
        ("call", "kind", "words"), cases, ids=[f"{i}-{case[1]}" for i, case in enumerate(cases)]
    )


@calls(
    (lambda n: eprop.Create("eprop_iaf_bsshslm_2021"), "UnknownModelName", (f"did you mean '{LIF}'", "accepted")),
    (lambda n: eprop.Create("static_synapse"), "UnknownModelName", ("'static_synapse'",)),
    (lambda n: eprop.Create(1), "UnknownModelName", ("1",)),
    (lambda n: eprop.Create(LIF, 0), "BadParameterValue", ("n = 0", ">= 1")),
    (lambda n: eprop.Create(LIF, -1), "BadProperty", ("n = -1", ">= 1")),
    (lambda n: eprop.Create(LIF, 1.5), "TypeMismatch", ("n = 1.5", "an integer")),
    (lambda n: eprop.Create(LIF, "a"), "TypeMismatch", ("n = 'a'", "an integer")),
    (lambda n: eprop.Create(LIF, 2, 3.0), "TypeMismatch", ("params = 3.0", "a dictionary")),
    (lambda n: eprop.Create(LIF, 2, [{"V_m": 1.0}]), "BadParameter", ("holds 1", "must hold 2")),
    (lambda n: eprop.Create(LIF, 2, [{"V_m": 1.0}, 3]), "TypeMismatch", ("params = 3", "a dictionary")),
    (lambda n: eprop.Create(LIF, 3, {"V_m": [1.0, 2.0]}), "DimensionMismatch", ("V_m", "(2,)", "3, one for each")),
    (lambda n: n["lif"].set([{"C_m": 2.0}, {"C_m": -2.0}, {"C_m": 2.0}]), "BadProperty", ("C_m = -2", "> 0")),
    (lambda n: n["lif"].set(C_m=[2.0, 2.0, -2.0]), "BadProperty", ("C_m = -2", "> 0")),
    (lambda n: n["lif"].set(C_m=2.0, tau_m=-1.0), "BadProperty", ("tau_m = -1", "> 0")),
    (lambda n: n["lif"].set({"V_m": -60.0}, C_m=2.0), "TypeMismatch", ("either",)),
    (lambda n: n["lif"].set(), "TypeMismatch", ("either",)),
    (lambda n: n["lif"].set("V_m"), "TypeMismatch", ("params = 'V_m'", "a dictionary")),
    (lambda n: n["lif"].get(1), "TypeMismatch", ("names = 1", "a string")),
    (lambda n: n["lif"].get("V_m", output="frame"), "BadProperty", ("output = 'frame'", "json", "pandas")),
    (lambda n: (n["lif"] + n["out"]).set([{"C_m": 2.0}] * 4 + [{"loss": "foo"}]), "BadProperty", ("'foo'",)),
    (lambda n: (n["gen"] + n["rate"]).set(spike_times=[70.0]), "UnaccessedDictionaryEntry", ("step_rate", "times'")),
    (
        lambda n: (n["gen"] + n["lif"]).set([{"spike_times": [70.0]}] * 2 + [{"V_m": NAN}] * 3),
        "BadProperty",
        ("V_m = nan", "finite"),
    ),
    (lambda n: n["mm"].set(interval=2.0), "BadProperty", ("interval",)),
    (lambda n: n["mm"].set(record_from=["V_m", "foo"]), "BadProperty", ("record_from",)),
    (lambda n: n["sr"].set(start=5.0, stop=3.0), "BadProperty", ("stop = 3", "start = 5")),
    (lambda n: eprop.NodeCollection([99]), "UnknownNode", ("99",)),
    (lambda n: eprop.NodeCollection([3, 1]), "BadProperty", ("[3, 1]", "ascending")),
    (lambda n: eprop.NodeCollection(1), "TypeMismatch", ("ids = 1",)),
    (lambda n: eprop.SetStatus([1, 2], {"V_m": 1.0}), "TypeMismatch", ("nodes = [1, 2]", "NodeCollection")),
    (lambda n: eprop.GetStatus([1, 2]), "TypeMismatch", ("nodes = [1, 2]", "NodeCollection")),
)
def test_nodes(net, refused, call, kind, words):
    with refused(getattr(NESTErrors, kind), *words):
        call(net)


def _connect(pre, post, conn_spec=None, **syn_spec):
    return lambda n: eprop.Connect(n[pre], n[post], conn_spec, {"synapse_model": "static_synapse", **syn_spec})


def _with(**syn_spec):
    return _connect("inp", "lif", **syn_spec)


def _draw(rule, **number):
    return _connect("inp", "lif", {"rule": rule, **number})


@calls(
    (_with(synapse_model="eprop_synapse_bsshslm"), "UnknownSynapseType", (f"did you mean '{SYNAPSE}'",)),
    (_with(weigth=1.0), "UnaccessedDictionaryEntry", ("'weigth'", "did you mean 'weight'", "accepted: delay")),
    (_with(tau_m_readout=1.0), "UnaccessedDictionaryEntry", ("static_synapse", "'tau_m_readout'")),
    (_with(**{"optimizer.m": 1.0}, synapse_model=SYNAPSE), "UnaccessedDictionaryEntry", ("'optimizer.m'",)),
    (_with(optimizer={"eta": 1.0}, synapse_model=SYNAPSE), "NotImplemented", ("optimizer", "SetDefaults")),
    (_with(average_gradient=True, synapse_model=SYNAPSE), "NotImplemented", ("average_gradient", "SetDefaults")),
    (_with(weight="a"), "BadProperty", ("weight = 'a'", "a number")),
    (_with(weight=True), "BadProperty", ("weight = True", "a number")),
    (_with(weight=None), "BadProperty", ("weight = None", "a number")),
    (_with(weight=NAN), "BadProperty", ("weight = nan", "finite")),
    (_with(weight=INF), "BadProperty", ("weight = inf", "finite")),
    (_with(weight=[[1.0, NAN]] * 3), "BadProperty", ("weight = nan", "finite")),
    (_with(weight=np.ones((2, 3))), "DimensionMismatch", ("weight", "(2, 3)", "(3, 2)", "(targets, sources)")),
    (_with(weight=np.ones(6)), "DimensionMismatch", ("weight", "(6,)", "(3, 2)")),
    (_with(weight=[[1.0, 2.0], [3.0]]), "DimensionMismatch", ("weight", "same length")),
    (_with(weight=[]), "DimensionMismatch", ("weight", "(0,)", "(3, 2)")),
    (_with(delay=np.ones((2, 3))), "DimensionMismatch", ("delay", "(2, 3)", "(3, 2)")),
    (_with(delay=0.0), "BadDelay", ("delay = 0", "> 0")),
    (_with(delay=-1.0), "BadDelay", ("delay = -1", "> 0")),
    (_with(delay=NAN), "BadDelay", ("delay = nan",)),
    (_with(delay=0.4), "BadDelay", ("delay = 0.4", "half a step", "1 ms")),
    (_with(delay="a"), "BadProperty", ("delay = 'a'", "a number")),
    (_with(delay=2.0, synapse_model=SYNAPSE), "IllegalConnection", ("delay = 2", "one step")),
    (_with(weight=101.0, synapse_model=SYNAPSE), "BadProperty", ("weight = 101", "Wmax = 100")),
    (_with(weight=[[1.0, -101.0]] * 3, synapse_model=SYNAPSE), "BadProperty", ("weight = -101", "Wmin = -100")),
    (_with(receptor_type=1), "UnknownReceptorType", ("static_synapse", "receptor_type = 1", "must be 0")),
    (_with(receptor_type=-1), "UnknownReceptorType", ("receptor_type = -1", "must be 0")),
    (_with(receptor_type=1.0), "BadProperty", ("receptor_type = 1.0", "an integer")),
    (_with(tau_m_readout=0.0, synapse_model=SYNAPSE), "BadProperty", ("tau_m_readout = 0", "> 0")),
    (_connect("inp", "inp", synapse_model=SYNAPSE), "NotImplemented", (SYNAPSE, "parrot_neuron")),
    (_connect("inp", "gen", synapse_model=SYNAPSE), "IllegalConnection", (SYNAPSE, "spike_generator")),
    (_connect("noise", "inp", synapse_model=SYNAPSE), "IllegalConnection", (SYNAPSE, "poisson_generator")),
    (_connect("rate", "out", synapse_model=RATE, receptor_type=1), "IllegalConnection", ("receptor_type", "2")),
    (_connect("rate", "lif", synapse_model=RATE), "IllegalConnection", (RATE, LIF)),
    (_connect("inp", "lif", synapse_model=FEEDBACK), "IllegalConnection", (FEEDBACK, "parrot_neuron")),
    (_connect("out", "lif"), "IllegalConnection", (READOUT,)),
    (_connect("lif", "mm"), "IllegalConnection", ("multimeter",)),
    (_connect("mm", "inp"), "IllegalConnection", ("parrot_neuron",)),
    (_connect("mm", "lif"), "IllegalConnection", ("once",)),
    (_connect("inp", "lif", "one_to_one"), "DimensionMismatch", ("one_to_one", "2 and 3")),
    (_connect("inp", "inp", "one_to_one", weight=[1.0]), "DimensionMismatch", ("weight", "(1,)", "(2,)")),
    (_connect("inp", "inp", "one_to_one", weight=np.ones((2, 2))), "DimensionMismatch", ("weight", "(2, 2)", "(2,)")),
    (_connect("inp", "lif", "all_to_al"), "BadProperty", ("'all_to_al'", "did you mean 'all_to_all'")),
    (_connect("inp", "lif", {"rule": "symmetric_pairwise_bernoulli"}), "BadProperty", ("accepted",)),
    (_connect("inp", "lif", {"allow_autapses": True}), "BadProperty", ("must hold a rule",)),
    (_connect("inp", "lif", "fixed_indegree"), "BadProperty", ("'fixed_indegree'", "must hold indegree")),
    (_draw("fixed_indegree", indegree=2.0), "TypeMismatch", ("indegree = 2.0", "an integer")),
    (_draw("fixed_indegree", indegree=-1), "BadProperty", ("indegree = -1", ">= 0")),
    (_draw("fixed_indegree", indegree=3, allow_multapses=False), "BadProperty", ("indegree = 3", "<= 2")),
    (_draw("fixed_indegree", outdegree=3), "UnaccessedDictionaryEntry", ("'outdegree'", "did you mean 'indegree'")),
    (_draw("fixed_total_number", N="a"), "TypeMismatch", ("N = 'a'", "an integer")),
    (_draw("pairwise_bernoulli", p=1.5), "BadProperty", ("p = 1.5", "<= 1")),
    (_draw("pairwise_bernoulli", p=NAN), "BadProperty", ("p = nan", "<= 1")),
    (
        _connect("inp", "lif", {"rule": "pairwise_bernoulli", "p": 0.5}, weight=np.ones((3, 2))),
        "NotImplemented",
        ("weight", "one value for all"),
    ),
    (_connect("inp", "lif", {"rule": 1}), "BadProperty", ("rule 1", "accepted")),
    (
        _connect("inp", "lif", {"rule": "all_to_all", "allow_autapse": True}),
        "UnaccessedDictionaryEntry",
        ("'allow_autapse'", "did you mean 'allow_autapses'"),
    ),
    (
        _connect("inp", "lif", {"rule": "all_to_all", "allow_autapses": 1}),
        "TypeMismatch",
        ("allow_autapses = 1", "True or False"),
    ),
    (_connect("inp", "lif", 1), "TypeMismatch", ("conn_spec = 1", "a string or a dictionary")),
    (lambda n: eprop.Connect(n["inp"], n["lif"], None, [1]), "TypeMismatch", ("syn_spec = [1]", "a dictionary")),
    (lambda n: eprop.Connect(n["inp"], 4), "TypeMismatch", ("post = 4", "NodeCollection")),
    (lambda n: eprop.Connect("a", n["lif"]), "TypeMismatch", ("pre = 'a'", "NodeCollection")),
    (lambda n: eprop.Connect([1.5], n["lif"]), "TypeMismatch", ("pre = [1.5]", "node ids")),
    (lambda n: eprop.Connect([1, 99], n["lif"]), "UnknownNode", ("99",)),
    (lambda n: eprop.Connect([2, 1], n["lif"]), "BadProperty", ("ascending",)),
    (lambda n: eprop.Connect([], n["lif"]), "IllegalConnection", ("pre = []",)),
    (
        lambda n: eprop.Connect([3, 3], [5, 5], {"rule": "one_to_one", "allow_multapses": False}),
        "BadProperty",
        ("allow_multapses = False",),
    ),
    (lambda n: eprop.GetConnections([1, 2]), "TypeMismatch", ("source = [1, 2]", "NodeCollection")),
    (lambda n: eprop.GetConnections(synapse_model="foo"), "UnknownSynapseType", ("'foo'", "accepted")),
)
def test_connect(net, refused, call, kind, words):
    with refused(getattr(NESTErrors, kind), *words):
        call(net)


@pytest.mark.parametrize(
    ("record_from", "target"), [(["foo"], "lif"), (["adaptation"], "lif"), (["V_m", "V_th_adapt"], "out")]
)
def test_unknown_recordable(net, refused, record_from, target):
    meter = eprop.Create("multimeter", {"record_from": record_from})
    with refused(NESTErrors.IllegalConnection, record_from[-1], net[target].model[0]):
        eprop.Connect(meter, net[target])


@calls(
    (lambda c: c.set(foo=1.0), "UnaccessedDictionaryEntry", ("'foo'", "accepted: delay")),
    (lambda c: c.get("wieght"), "UnaccessedDictionaryEntry", ("'wieght'", "did you mean 'weight'")),
    (lambda c: c.set(weight="a"), "TypeMismatch", ("weight = 'a'", "a number")),
    (lambda c: c.set(weight=NAN), "BadProperty", ("weight = nan", "finite")),
    (lambda c: c.set(weight=200.0), "BadProperty", ("weight = 200", "Wmax = 100")),
    (lambda c: c.set(weight=[1.0, 2.0]), "DimensionMismatch", ("weight", "(2,)", "20, one for each")),
    (lambda c: c.set(tau_m_readout=0.0), "BadProperty", ("tau_m_readout = 0", "> 0")),
    (lambda c: c.set(delay=2.0), "BadProperty", ("delay = 2", "cannot change")),
    (lambda c: c.set(source=1), "UnaccessedDictionaryEntry", ("source = 1", "cannot be set")),
    (lambda c: c.set(optimizer={"eta": 1.0}), "NotImplemented", ("optimizer.eta", "SetDefaults")),
    (lambda c: c.set(optimizer={"foo": 1.0}), "UnaccessedDictionaryEntry", ("'optimizer.foo'",)),
    (lambda c: c.set(optimizer={"m": 1.0}), "UnaccessedDictionaryEntry", ("optimizer.m", "adam")),
    (lambda c: c.set(optimizer=1.0), "TypeMismatch", ("optimizer = 1.0", "a dictionary")),
    (lambda c: c.set([{"weight": 1.0}]), "BadParameter", ("holds 1", "must hold 20")),
    (lambda c: c[:2].set([{"weight": 1.0}, {"tau_m_readout": -1.0}]), "BadProperty", ("tau_m_readout = -1", "> 0")),
    (lambda c: c.set([1.0] * 20), "TypeMismatch", ("params", "a list of dictionaries")),
    (lambda c: c.set(), "TypeMismatch", ("either",)),
    (lambda c: c["a"], "TypeMismatch", ("index = 'a'",)),
)
def test_connections(net, refused, call, kind, words):
    connections = eprop.GetConnections(synapse_model=SYNAPSE)
    with refused(getattr(NESTErrors, kind), *words):
        call(connections)


def test_index_of_connections(net):
    with pytest.raises(IndexError, match="20"):
        eprop.GetConnections(synapse_model=SYNAPSE)[20]


def _optimizer(**values):
    return lambda n: eprop.SetDefaults(SYNAPSE, {"weight": 0.25, "optimizer": values})


@calls(
    (_optimizer(type="adam"), "BadParameter", ("type = adam", "synapses")),
    (_optimizer(type="foo"), "BadProperty", ("'foo'", "adam, gradient_descent")),
    (_optimizer(type=1), "TypeMismatch", ("optimizer.type = 1", "a string")),
    (_optimizer(foo=1), "UnaccessedDictionaryEntry", ("'optimizer.foo'", "accepted")),
    (_optimizer(eta=-1.0), "BadProperty", ("optimizer.eta = -1", ">= 0")),
    (_optimizer(eta=NAN), "BadProperty", ("optimizer.eta = nan", ">= 0")),
    (_optimizer(eta="a"), "TypeMismatch", ("optimizer.eta = 'a'", "a number")),
    (_optimizer(batch_size=0), "BadProperty", ("optimizer.batch_size = 0", ">= 1")),
    (_optimizer(batch_size=2.0), "TypeMismatch", ("optimizer.batch_size = 2.0", "an integer")),
    (_optimizer(batch_size=True), "TypeMismatch", ("optimizer.batch_size = True", "an integer")),
    (_optimizer(beta_1=1.0), "BadProperty", ("optimizer.beta_1 = 1", "< 1")),
    (_optimizer(beta_2=-0.1), "BadProperty", ("optimizer.beta_2 = -0.1", ">= 0")),
    (_optimizer(epsilon=-1.0), "BadProperty", ("optimizer.epsilon = -1", ">= 0")),
    (_optimizer(Wmin=3.0, Wmax=-3.0), "BadProperty", ("Wmin = 3", "Wmax = -3")),
    (_optimizer(optimize_each_step=1), "TypeMismatch", ("optimizer.optimize_each_step = 1", "True or False")),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"optimizer": "adam"}), "TypeMismatch", ("optimizer = 'adam'",)),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"average_gradient": 1}), "TypeMismatch", ("average_gradient = 1",)),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"weight": 200.0}), "BadProperty", ("weight = 200", "Wmax = 100")),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"weight": [1.0]}), "TypeMismatch", ("weight = [1.0]", "a number")),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"num_connections": 3}), "UnaccessedDictionaryEntry", ("num_connections",)),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"weight_recorder": 1}), "TypeMismatch", ("weight_recorder = 1",)),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"weight_recorder": n["lif"]}), "BadProperty", ("weight_recorder", "single")),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"weight_recorder": n["sr"]}), "BadProperty", ("weight_recorder",)),
    (lambda n: eprop.SetDefaults(SYNAPSE, {"foo": 1.0}), "UnaccessedDictionaryEntry", ("'foo'", "accepted")),
    (lambda n: eprop.SetDefaults("foo", {"V_m": 1.0}), "UnknownComponent", ("'foo'", "accepted")),
    (lambda n: eprop.GetDefaults("eprop_synaps"), "UnknownComponent", ("did you mean 'eprop_synapse'",)),
    (lambda n: eprop.GetDefaults(LIF, "foo"), "UnaccessedDictionaryEntry", ("'foo'", "accepted")),
    (lambda n: eprop.GetDefaults(LIF, 1), "TypeMismatch", ("keys = 1",)),
    (lambda n: eprop.SetDefaults(LIF, {"C_m": 2.0, "tau_m": -1.0}), "BadProperty", ("tau_m = -1", "> 0")),
    (lambda n: eprop.SetDefaults(LIF, {"V_m": [1.0, 2.0]}), "DimensionMismatch", ("V_m",)),
    (lambda n: eprop.SetDefaults(LIF, 3), "TypeMismatch", ("params = 3", "a dictionary")),
)
def test_defaults(net, refused, call, kind, words):
    with refused(getattr(NESTErrors, kind), *words):
        call(net)


@calls(
    (lambda: eprop.set(foo=1), "UnaccessedDictionaryEntry", ("'foo'", "accepted")),
    (lambda: eprop.get("resolutoin"), "UnaccessedDictionaryEntry", ("did you mean 'resolution'",)),
    (lambda: eprop.set(network_size=3), "UnaccessedDictionaryEntry", ("network_size = 3", "cannot be set")),
    (lambda: eprop.set(node_models=[]), "UnaccessedDictionaryEntry", ("node_models = []", "cannot be set")),
    (lambda: eprop.set(resolution=0.5), "KernelException", ("resolution = 0.5", "before the defaults")),
    (lambda: eprop.set(eprop_learning_window=11.0), "KernelException", ("eprop_learning_window = 11", "interval = 10")),
    (
        lambda: eprop.set(eprop_update_interval=20.0, eprop_learning_window=30.0),
        "KernelException",
        ("eprop_learning_window = 30", "eprop_update_interval = 20"),
    ),
    (lambda: eprop.set(rng_seed=5, eprop_learning_window=0.0), "BadProperty", ("eprop_learning_window = 0", "> 0")),
    (lambda: eprop.set(eprop_learning_window=2.5), "BadProperty", ("eprop_learning_window = 2.5", "multiple")),
    (lambda: eprop.set(eprop_learning_window=NAN), "BadProperty", ("eprop_learning_window = nan", "> 0")),
    (lambda: eprop.set(eprop_update_interval="a"), "TypeMismatch", ("eprop_update_interval = 'a'", "a number")),
    (lambda: eprop.set(eprop_reset_neurons_on_update=1), "TypeMismatch", ("on_update = 1", "True or False")),
    (lambda: eprop.set(rng_seed=0), "BadProperty", ("rng_seed = 0", ">= 1")),
    (lambda: eprop.set(rng_seed=1.5), "TypeMismatch", ("rng_seed = 1.5", "an integer")),
    (lambda: eprop.set(local_num_threads=0), "BadProperty", ("local_num_threads = 0", ">= 1")),
    (lambda: eprop.set(local_num_threads=2), "KernelException", ("local_num_threads = 2", "before nodes are created")),
    (lambda: eprop.set(total_num_virtual_procs=2), "KernelException", ("total_num_virtual_procs = 2", "before nodes")),
    (
        lambda: eprop.set(local_num_threads=1, total_num_virtual_procs=2),
        "BadProperty",
        ("total_num_virtual_procs = 2", "local_num_threads = 1"),
    ),
    (lambda: eprop.set(print_time=1), "TypeMismatch", ("print_time = 1", "True or False")),
    (lambda: eprop.set(rng_seed=5, verbosity=30.0), "TypeMismatch", ("verbosity = 30.0", "VerbosityLevel")),
    (lambda: eprop.set(rng_seed=5, verbosity=31), "BadProperty", ("31", "M_ERROR")),
    (lambda: eprop.Simulate(-1), "BadParameter", ("t = -1", ">= 0")),
    (lambda: eprop.Simulate(0.3), "BadParameter", ("t = 0.3", "multiple of the resolution")),
    (lambda: eprop.Simulate(NAN), "BadParameter", ("t = nan", "finite")),
    (lambda: eprop.Simulate(INF), "BadParameter", ("t = inf", "finite")),
    (lambda: eprop.Simulate(1e30), "BadParameter", ("t = 1e+30", "beyond T_max")),
    (lambda: eprop.Simulate("a"), "TypeMismatch", ("t = 'a'", "a number")),
    (lambda: eprop.Simulate(None), "TypeMismatch", ("t = None", "a number")),
)
def test_kernel(net, refused, call, kind, words):
    with refused(getattr(NESTErrors, kind), *words):
        call()


def test_hierarchy_is_that_of_nest():
    assert NESTError is NESTErrors.KernelException
    kinds = [kind for name, kind in vars(NESTErrors).items() if not name.startswith("_")]
    assert len(kinds) == 57
    for kind in kinds:
        assert issubclass(kind, NESTError)
        error = pickle.loads(pickle.dumps(kind("weight = 1 must be > 2")))
        assert (type(error), str(error)) == (kind, "weight = 1 must be > 2")
    for kind, builtin in (
        ("UnaccessedDictionaryEntry", KeyError),
        ("TypeMismatch", TypeError),
        ("DimensionMismatch", ValueError),
    ):
        assert issubclass(getattr(NESTErrors, kind), builtin)
