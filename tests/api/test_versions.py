"""The version of NEST that a script is written for, where it is chosen."""

import math

import pytest
from conftest import assert_same_state, state

import eprop
import eprop.nest
from eprop import NESTErrors
from eprop.versions import VERSIONS

LIF, ONLINE, SYNAPSE = "eprop_iaf_bsshslm_2020", "eprop_iaf", "eprop_synapse_bsshslm_2020"
HEIGHT, WIDTH, CUTOFF = "surrogate_gradient_height", "surrogate_gradient_width", "eprop_isi_trace_cutoff"
VARYING = {"gamma", "beta", HEIGHT, WIDTH, CUTOFF, "activation_interval", "flush_event_send_interval"}


@pytest.fixture(autouse=True)
def _any_version():
    yield
    eprop.ResetKernel()
    eprop.nest_version = None


def defaults(model):
    return {name: value for name, value in eprop.GetDefaults(model).items() if name in VARYING}


def in_core(nodes, name):
    """What the engine computes with."""
    return eprop.kernel.default.core.get_nodes(nodes.ids, name).tolist()


@pytest.mark.parametrize("version", ["3.7", "3.8"])
def test_names_and_defaults_of_3_8(version):
    eprop.nest_version = version
    assert defaults(LIF) == {"gamma": 0.3}
    nodes = eprop.Create(LIF, 2)
    assert nodes.gamma == (0.3, 0.3)
    assert in_core(nodes, HEIGHT) == [0.3 / 15.0] * 2
    assert in_core(nodes, WIDTH) == [15.0] * 2
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam"}, "average_gradient": True})
    assert eprop.GetDefaults(SYNAPSE, "optimizer")["epsilon"] == 1e-8


def test_epsilon_of_3_8_does_not_need_nodes():
    eprop.nest_version = "3.8"
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam"}})
    assert eprop.GetDefaults(SYNAPSE, "optimizer")["epsilon"] == 1e-8


def test_names_and_defaults_of_3_9():
    eprop.nest_version = "3.9"
    assert defaults(LIF) == {"gamma": 0.3, "beta": 1.0, "activation_interval": math.inf}
    assert defaults(ONLINE) == {"gamma": 0.3, "beta": 1.0, "activation_interval": math.inf, CUTOFF: 1000.0}
    assert defaults("eprop_readout") == {CUTOFF: 1000.0}
    node = eprop.Create(LIF, params={"gamma": 0.5, "activation_interval": 2000.0})
    assert (in_core(node, HEIGHT), in_core(node, WIDTH)) == ([0.5], [1.0])
    assert node.activation_interval == 2000.0
    eprop.SetDefaults(SYNAPSE, {"optimizer": {"type": "adam"}})
    assert eprop.GetDefaults(SYNAPSE, "optimizer")["epsilon"] == 1e-7


def test_names_and_defaults_of_3_10_are_the_present_ones():
    before = state()["defaults"]
    eprop.nest_version = "3.10"
    assert_same_state(state()["defaults"], before)
    assert defaults(ONLINE) == {HEIGHT: 0.3, WIDTH: 1.0, CUTOFF: math.inf, "flush_event_send_interval": math.inf}


@pytest.mark.parametrize(
    ("version", "params", "known"),
    [
        ("3.7", {"beta": 1.0}, "NEST 3.9"),
        ("3.8", {"beta": 1.0}, "NEST 3.9"),
        ("3.8", {HEIGHT: 1.0}, "NEST 3.10"),
        ("3.8", {"flush_event_send_interval": 9.0}, "NEST 3.10"),
        ("3.9", {WIDTH: 1.0}, "NEST 3.10"),
        ("3.10", {"gamma": 0.5}, "NEST 3.7 to 3.9"),
        ("3.10", {"activation_interval": 9.0}, "NEST 3.9"),
    ],
)
def test_names_of_other_versions_are_refused(refused, version, params, known):
    eprop.nest_version = version
    ((name, value),) = params.items()
    node = eprop.Create(LIF)
    words = (LIF, f"{name} = {value}", known, f"nest_version = '{version}'")
    for call in (node.set, lambda p: eprop.Create(LIF, 2, p), lambda p: eprop.SetDefaults(LIF, p)):
        with refused(NESTErrors.BadProperty, *words):
            call(params)


def test_models_of_later_versions_are_refused(refused):
    eprop.nest_version = "3.8"
    assert not {"eprop_iaf", "eprop_readout", "eprop_synapse"} & {*eprop.node_models, *eprop.synapse_models}
    assert {LIF, "parrot_neuron"} < {*eprop.node_models}
    node = eprop.Create("parrot_neuron")
    calls = {
        "UnknownModelName": ("eprop_iaf", eprop.Create),
        "UnknownComponent": ("eprop_synapse", eprop.GetDefaults),
        "UnknownSynapseType": ("eprop_synapse", lambda model: eprop.Connect(node, node, syn_spec=model)),
    }
    for kind, (model, call) in calls.items():
        with refused(getattr(NESTErrors, kind), f"{model} is newer than NEST 3.8"):
            call(model)


@pytest.mark.parametrize("version", VERSIONS)
def test_the_version_outlives_a_reset_and_can_be_given_up(version):
    before = state()
    eprop.set(nest_version=version, resolution=0.5)
    chosen = {model: defaults(model) for model in (LIF, SYNAPSE)}
    eprop.ResetKernel()
    assert eprop.nest_version == version
    assert {model: defaults(model) for model in (LIF, SYNAPSE)} == chosen
    eprop.nest_version = None
    assert_same_state(state(), before)


def test_a_version_is_chosen_first(refused):
    words = ("nest_version = '3.8'", "before nodes are created and defaults are changed")
    eprop.SetDefaults(LIF, {"tau_m": 5.0})
    with refused(NESTErrors.KernelException, *words):
        eprop.set(nest_version="3.8", rng_seed=5)
    eprop.ResetKernel()
    eprop.Create("parrot_neuron")
    with refused(NESTErrors.KernelException, *words):
        eprop.nest_version = "3.8"
    eprop.nest_version = None  # is what it was


def test_what_is_no_version(refused):
    with refused(NESTErrors.BadProperty, "nest_version cannot be '3.6'", "3.10"):
        eprop.nest_version = "3.6"
    with refused(NESTErrors.TypeMismatch, "nest_version = 3.8", "a string or None"):
        eprop.nest_version = 3.8


def test_the_runner_chooses_a_version(tmp_path, capsys):
    script = tmp_path / "script.py"
    script.write_text("import nest\nnest.ResetKernel()\nprint(nest.Create('eprop_iaf_bsshslm_2020').gamma)")
    eprop.nest.main(["--nest-version", "3.8", str(script)])
    assert capsys.readouterr().out == "0.3\n"
    with pytest.raises(SystemExit) as exit_:
        eprop.nest.main(["--nest-version", "4", str(script)])
    assert exit_.value.code == 2
    assert "nest_version cannot be '4'" in capsys.readouterr().err
