"""Parameters as NEST 3.7 to 3.9 spelled them."""

import math
from pathlib import Path

import numpy as np
import pytest

import eprop
from eprop import NESTErrors
from eprop.settings import PARAMETERS

LIF, ALIF, SYNAPSE = "eprop_iaf_bsshslm_2020", "eprop_iaf_adapt_bsshslm_2020", "eprop_synapse_bsshslm_2020"
HEIGHT, WIDTH, FUNCTION = "surrogate_gradient_height", "surrogate_gradient_width", "surrogate_gradient_function"
OLD = {"E_L": -70.0, "V_th": -69.5, "gamma": 0.3, "c_reg": 2.0}


def in_core(nodes, name):
    """What the engine computes with."""
    return eprop.kernel.default.core.get_nodes(nodes.ids, name).tolist()


def test_gamma_alone_is_relative_to_the_threshold():
    nodes = eprop.Create(LIF, 2, {**OLD, "gamma": [0.3, 0.4]})
    assert in_core(nodes, HEIGHT) == [0.6, 0.8]
    assert in_core(nodes, WIDTH) == [0.5, 0.5]
    assert nodes.gamma == (0.3, 0.4)
    nodes.V_th = -68.0
    assert in_core(nodes, HEIGHT) == [0.15, 0.2]
    nodes[1].gamma = 1.0
    assert in_core(nodes, HEIGHT) == [0.15, 0.5]
    assert in_core(nodes, WIDTH) == [2.0, 2.0]


def test_get_shows_the_spelling_that_was_set():
    old, present = eprop.Create(LIF, params=OLD), eprop.Create(ALIF)
    assert old.get(["gamma", "c_reg"]) == {"gamma": 0.3, "c_reg": 2.0}
    assert not {HEIGHT, WIDTH, "beta"} & old.get().keys()
    assert {HEIGHT, WIDTH} <= present.get().keys()
    assert not {"gamma", "beta"} & present.get().keys()
    old.set(old.get())
    assert old.get(["gamma", "c_reg"]) == {"gamma": 0.3, "c_reg": 2.0}


@pytest.mark.parametrize("average_first", [True, False])
def test_c_reg_is_not_divided_by_the_window(average_first):
    eprop.set(resolution=1.0, eprop_update_interval=200.0, eprop_learning_window=150.0)
    if average_first:
        eprop.SetDefaults(SYNAPSE, {"average_gradient": True})
    old, present = eprop.Create(LIF, params=OLD), eprop.Create(ALIF, params={"c_reg": 2.0})
    eprop.SetDefaults(SYNAPSE, {"average_gradient": True})
    eprop.Simulate(1.0)
    assert in_core(old + present, "c_reg") == [300.0, 2.0]
    assert (old.c_reg, present.c_reg) == (2.0, 2.0)
    eprop.eprop_learning_window = 100.0
    old.c_reg = 3.0
    eprop.Simulate(1.0)
    assert in_core(old, "c_reg") == [300.0]
    eprop.SetDefaults(SYNAPSE, {"average_gradient": False})
    eprop.Simulate(1.0)
    assert in_core(old, "c_reg") == [old.c_reg] == [3.0]


def test_default_of_epsilon():
    adam = {"optimizer": {"type": "adam"}}
    eprop.SetDefaults(SYNAPSE, adam)
    assert eprop.GetDefaults(SYNAPSE, "optimizer")["epsilon"] == 1e-7
    eprop.Create(LIF, params=OLD)
    assert eprop.GetDefaults(SYNAPSE, "optimizer")["epsilon"] == 1e-8
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"epsilon": 1e-5}})
    eprop.Simulate(1.0)
    assert eprop.GetDefaults(SYNAPSE, "optimizer")["epsilon"] == 1e-5
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "gradient_descent"}})
    eprop.SetDefaults(SYNAPSE, adam)
    assert eprop.GetDefaults(SYNAPSE, "optimizer")["epsilon"] == 1e-8


@pytest.mark.parametrize("steps", [1, 2])
def test_gamma_and_beta(steps):
    params = {"gamma": 0.5, "beta": 4.0, "c_reg": 2.0, FUNCTION: "exponential"}
    nodes = eprop.Create(LIF, 2, params if steps == 1 else {"gamma": 0.5})
    if steps == 2:
        nodes.set({name: value for name, value in params.items() if name != "gamma"})
    assert in_core(nodes, HEIGHT) == [0.5] * 2
    assert in_core(nodes, WIDTH) == [0.25] * 2
    assert nodes[0].get([*params]) == params
    eprop.SetDefaults(SYNAPSE, {"average_gradient": True})
    eprop.Simulate(1.0)
    assert in_core(nodes, "c_reg") == [2.0] * 2


def test_arctan_of_nest_3_9():
    """gamma / π · 1 / (1 + (beta · π · x)²) is h / (1 + (x / b)²)."""
    node = eprop.Create(LIF, params={"gamma": 0.5, "beta": 4.0, FUNCTION: "arctan"})
    height, width = in_core(node, HEIGHT)[0], in_core(node, WIDTH)[0]
    x = np.linspace(-2.0, 2.0, 9)
    expected = 0.5 / math.pi / (1.0 + (4.0 * math.pi * x) ** 2)
    np.testing.assert_allclose(height / (1.0 + (x / width) ** 2), expected, rtol=1e-14)
    assert node.get(FUNCTION) == "arctan"
    node.beta = 2.0
    assert in_core(node, WIDTH) == [1.0 / (2.0 * math.pi)]
    node.set({FUNCTION: "piecewise_linear"})
    assert (in_core(node, HEIGHT), in_core(node, WIDTH)) == ([0.5], [0.5])


def test_beta_alone_takes_the_default_gamma():
    assert eprop.Create(LIF, params={"beta": 4.0}).get(["gamma", "beta"]) == {"gamma": 0.3, "beta": 4.0}


def test_models_newer_than_nest_3_8_have_a_default_beta():
    node = eprop.Create("eprop_iaf", params={"gamma": 0.5})
    assert node.get(["gamma", "beta"]) == {"gamma": 0.5, "beta": 1.0}
    assert (in_core(node, HEIGHT), in_core(node, WIDTH)) == ([0.5], [1.0])


def test_name_of_flush_events():
    node = eprop.Create(LIF, params={"activation_interval": 3000.0})
    assert node.flush_event_send_interval == node.activation_interval == 3000.0


def test_defaults_in_an_older_spelling():
    eprop.SetDefaults(LIF, OLD)
    assert eprop.GetDefaults(LIF, ["gamma", "c_reg"]) == [0.3, 2.0]
    nodes = eprop.Create(LIF, 2, {"V_th": -69.0})
    assert nodes.get(["gamma", "c_reg"]) == {"gamma": (0.3, 0.3), "c_reg": (2.0, 2.0)}
    assert in_core(nodes, HEIGHT) == [0.3, 0.3]
    eprop.set(resolution=eprop.resolution, eprop_learning_window=100.0)
    eprop.SetDefaults(SYNAPSE, {"average_gradient": True})
    eprop.Simulate(1.0)
    window = round(100.0 / eprop.resolution)
    assert in_core(nodes, "c_reg") == [2.0 * window] * 2


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (OLD, {HEIGHT: 0.5}),
        ({"beta": 1.0}, {WIDTH: 0.5}),
        ({HEIGHT: 0.5}, {"gamma": 0.5}),
        ({WIDTH: 0.5}, {"beta": 0.5}),
    ],
)
def test_mixtures_are_refused(refused, first, then):
    node = eprop.Create(LIF, params=first)
    ((name, value),) = then.items()
    words = (f"{name} = {value}", "mixes", "gamma and beta", HEIGHT)
    with refused(NESTErrors.BadProperty, *words):
        node.set(then)
    with refused(NESTErrors.BadProperty, *words):
        eprop.Create(LIF, 2, then)
    with refused(NESTErrors.BadProperty, "mixes"):
        eprop.Create(LIF, 2, {**first, **then})
    with refused(NESTErrors.BadProperty, *words):
        eprop.SetDefaults(LIF, then)
    eprop.Create(ALIF, params=then)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"gamma": 0.3, FUNCTION: "exponential"}, (FUNCTION, "'exponential'", "must be 'piecewise_linear'")),
        ({"gamma": 0.3, FUNCTION: "arctan"}, (FUNCTION, "'arctan'", "must be 'piecewise_linear'")),
        ({FUNCTION: "arctan"}, (FUNCTION, "'arctan'", "must be 'arctan_derivative'")),
        ({"beta": 1.0, FUNCTION: "arctan_derivative"}, (FUNCTION, "'arctan_derivative'", "must be 'arctan'")),
        ({"gamma": 0.3, "E_L": 0.0, "V_th": 0.0}, ("V_th - E_L = 0.0", "must be > 0")),
        ({"gamma": -0.3}, ("gamma = -0.3", "must be > 0")),
        ({"gamma": math.nan}, ("gamma = nan", "must be > 0")),
        ({"beta": 0.0}, ("beta = 0.0", "must be > 0")),
        ({"activation_interval": 2000.0, "flush_event_send_interval": 2000.0}, ("two spellings of the same",)),
    ],
)
def test_what_a_spelling_cannot_say(refused, params, words):
    node = eprop.Create(ALIF)
    with refused(NESTErrors.BadProperty, ALIF, *words):
        eprop.Create(ALIF, 2, params)
    with refused(NESTErrors.BadProperty, ALIF, *words):
        node.set(params)


def test_only_models_with_a_surrogate_gradient_have_gamma(refused):
    with refused(NESTErrors.UnaccessedDictionaryEntry, "parrot_neuron has no parameter 'gamma'"):
        eprop.Create("parrot_neuron", params={"gamma": 0.3})


def test_translation_stands_in_two_files():
    """No other module knows an older name."""
    package = Path(eprop.__file__).parent
    knowing = {f.name for f in package.glob("*.py") if '"gamma"' in f.read_text(encoding="utf-8")}
    assert knowing == {"spellings.py", "versions.py"}
    assert "gamma" not in PARAMETERS
