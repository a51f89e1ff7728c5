"""Kernel parameters, Simulate, and kernels side by side."""

import subprocess
import sys

import numpy as np
import pytest

import eprop
from eprop import Kernel, NESTErrors, VerbosityLevel

LIF = "eprop_iaf_bsshslm_2020"


def test_parameters_as_attributes_and_by_set():
    eprop.resolution = 0.5
    eprop.set(eprop_update_interval=100.0, eprop_learning_window=50, rng_seed=3, print_time=False)
    assert (eprop.resolution, eprop.get("eprop_learning_window"), eprop.rng_seed) == (0.5, 50.0, 3)
    assert eprop.get(["resolution", "rng_seed"]) == eprop.get("resolution", "rng_seed") == (0.5, 3)
    assert eprop.get()["eprop_update_interval"] == 100.0
    assert eprop.GetKernelStatus("rng_seed") == 3
    eprop.SetKernelStatus({"eprop_reset_neurons_on_update": False})
    assert eprop.eprop_reset_neurons_on_update is False


def test_reset_restores_parameters():
    before = eprop.get()
    eprop.set(resolution=0.5, eprop_update_interval=100.0, eprop_learning_window=50.0, rng_seed=3, print_time=True)
    eprop.Create(LIF, 3)
    eprop.ResetKernel()
    assert eprop.get() == before


def test_counts_and_models():
    eprop.Connect(eprop.Create("parrot_neuron", 2), eprop.Create(LIF, 3))
    assert (eprop.network_size, eprop.num_connections) == (5, 6)
    assert isinstance(eprop.network_size, int)
    assert isinstance(eprop.num_connections, int)
    assert LIF in eprop.node_models
    assert "static_synapse" in eprop.synapse_models
    assert eprop.node_models == sorted(eprop.node_models)


def test_threads_by_either_name():
    eprop.local_num_threads = 2
    assert eprop.total_num_virtual_procs == 2
    eprop.total_num_virtual_procs = 1
    assert eprop.local_num_threads == 1


def test_verbosity():
    eprop.verbosity = VerbosityLevel.QUIET
    assert eprop.get_verbosity() == VerbosityLevel.QUIET == 100
    eprop.set_verbosity("M_ERROR")
    assert eprop.get("verbosity") is VerbosityLevel.ERROR
    with pytest.raises(NESTErrors.BadProperty, match="M_WARNING"):
        eprop.set_verbosity("M_WARN")


@pytest.mark.parametrize("t", [0, 5, 5.0, np.float32(5.0), np.int64(5)])
def test_simulate_advances_the_clock(t):
    eprop.set(resolution=0.5)
    eprop.Simulate(t)
    assert eprop.biological_time == float(t)


def test_late_times_stay_on_the_grid():
    eprop.set(resolution=0.1)
    for _ in range(10):
        eprop.Simulate(0.3)
    assert eprop.biological_time == pytest.approx(3.0, abs=1e-12)


def test_progress_bar_changes_nothing(capsys):
    def voltage(print_time):
        eprop.ResetKernel()
        eprop.set(resolution=1.0, print_time=print_time)
        neuron = eprop.Create(LIF, params={"I_e": 300.0})
        eprop.Simulate(457.0)
        return neuron.V_m

    silent = voltage(False)
    assert capsys.readouterr().out == ""
    assert voltage(True) == silent
    assert "457.0 ms" in capsys.readouterr().out


def test_kernels_side_by_side():
    first, second = Kernel(), Kernel()
    first.resolution = 0.5
    a, b = first.Create(LIF, 2), second.Create(LIF, 3)
    first.Connect(a, a)
    first.Simulate(10.0)
    assert (first.resolution, first.biological_time, first.num_connections) == (0.5, 10.0, 4)
    assert (second.biological_time, second.num_connections, eprop.network_size) == (0.0, 0, 0)
    assert a != b[:2]
    for use in (lambda: a + b, lambda: second.Connect(a, b), lambda: second.GetConnections(a)):
        with pytest.raises(NESTErrors.UnknownNode, match="another network"):
            use()


def test_misspelled_attribute():
    with pytest.raises(AttributeError, match="did you mean 'resolution'"):
        eprop.resoluton = 0.1
    with pytest.raises(AttributeError, match="did you mean 'resolution'"):
        eprop.resoluton  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean 'resolution'"):
        Kernel().resoluton  # noqa: B018
    assert "resolution" in dir(eprop)


def test_import_is_light():
    code = "import eprop, sys; print(sorted({'matplotlib', 'rich', 'click'} & set(sys.modules)))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "[]"
