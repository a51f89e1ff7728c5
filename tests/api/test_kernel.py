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
    def parameters():
        return {name: value for name, value in eprop.get().items() if name != "memory_size"}  # that of the process

    before = parameters()
    eprop.set(resolution=0.5, eprop_update_interval=100.0, eprop_learning_window=50.0, rng_seed=3, print_time=True)
    eprop.Create(LIF, 3)
    eprop.ResetKernel()
    assert parameters() == before


def test_a_window_that_is_not_set_may_be_longer_than_the_interval():
    eprop.set(resolution=1.0, eprop_update_interval=7.0)
    target = eprop.Create("step_rate_generator", params={"amplitude_times": [1.0], "amplitude_values": [2.0]})
    readout = eprop.Create("eprop_readout_bsshslm_2020")
    meter = eprop.Create("multimeter", {"record_from": ["error_signal"]})
    eprop.Connect(target, readout, syn_spec={"synapse_model": "rate_connection_delayed", "receptor_type": 2})
    eprop.Connect(meter, readout)
    eprop.Simulate(30.0)
    assert eprop.eprop_learning_window == 1000.0
    assert meter.events["error_signal"].tolist() == [0.0] + [-2.0] * 28


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


def test_time_passes_between_prepare_and_cleanup():
    with pytest.raises(NESTErrors.KernelException, match="Run needs Prepare"):
        eprop.Run(1.0)
    eprop.Prepare()
    for call in (eprop.Prepare, lambda: eprop.Simulate(1.0)):
        with pytest.raises(NESTErrors.KernelException, match="Prepare was called already"):
            call()
    eprop.Run(1.0)
    eprop.Run(2.0)
    assert (eprop.prepared, eprop.biological_time) == (True, 3.0)
    eprop.Cleanup()
    assert not eprop.prepared
    with pytest.raises(NESTErrors.KernelException, match="Cleanup needs Prepare"):
        eprop.Cleanup()


def test_run_manager_cleans_up_after_an_error():
    with eprop.RunManager():
        eprop.Run(1.0)
    with pytest.raises(NESTErrors.BadParameter, match="Run: t = -1"), eprop.RunManager():
        eprop.Run(-1.0)
    assert not eprop.prepared
    eprop.Simulate(1.0)
    assert eprop.biological_time == 2.0


def test_reset_ends_a_run():
    eprop.Prepare()
    eprop.ResetKernel()
    assert not eprop.prepared
    eprop.Prepare()


def test_clocks():
    def clocks():
        return eprop.get("time_construction_create", "time_construction_connect", "time_simulate")

    assert clocks() == (0.0, 0.0, 0.0)
    eprop.set(resolution=1.0)
    neurons = eprop.Create(LIF, 200)
    eprop.Connect(neurons, neurons)
    eprop.Simulate(100.0)
    before = clocks()
    assert all(seconds > 0.0 for seconds in before)
    assert eprop.time_simulate_cpu > 0.0
    eprop.Simulate(100.0)
    assert clocks()[:2] == before[:2]
    assert clocks()[2] > before[2]


def test_spikes_are_counted_anew_in_every_run():
    eprop.set(resolution=1.0)
    parrots = eprop.Create("parrot_neuron", 3)
    generator = eprop.Create("spike_generator", params={"spike_times": [2.0, 3.0, 15.0]})
    eprop.Connect(generator, parrots)
    eprop.Connect(generator, parrots[:1])  # twice, as in NEST
    counts = []
    for _ in range(3):
        eprop.Simulate(10.0)
        counts.append(eprop.local_spike_counter)
    assert counts == [8, 4, 0]


def test_delays():
    assert eprop.get("min_delay", "max_delay") == (0.1, 0.1)
    parrots = eprop.Create("parrot_neuron", 2)
    eprop.Connect(parrots, parrots, syn_spec={"delay": 2.0})
    eprop.Connect(parrots, parrots, syn_spec={"delay": 5.0})
    assert eprop.get("min_delay", "max_delay") == (2.0, 5.0)


def test_memory_size_grows_with_the_network():
    """In a process of its own: one that has freed memory before takes none from the system."""
    script = """if True:
        import eprop
        before = eprop.memory_size
        parrots = eprop.Create("parrot_neuron", 2000)
        eprop.Connect(parrots, parrots)
        print(eprop.memory_size - before)
    """
    grown = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True).stdout
    assert int(grown) > 4000 * 2000 * 8 // 2048


def test_units_of_time():
    eprop.resolution = 0.5
    assert eprop.get("ms_per_tic", "tics_per_ms", "tics_per_step") == (0.001, 1000.0, 500)
    assert -eprop.T_min == eprop.T_max > 1e15
    with pytest.raises(NESTErrors.BadParameter, match="beyond T_max"):
        eprop.Simulate(1.2e15)


@pytest.mark.parametrize(
    "before",
    [lambda: eprop.Create(LIF), lambda: eprop.Simulate(1.0), lambda: eprop.SetDefaults(LIF, {"tau_m": 20.0})],
)
def test_the_resolution_is_set_first(refused, before):
    eprop.resolution = 0.5
    before()
    eprop.resolution = 0.5
    with refused(NESTErrors.KernelException, "resolution = 0.2 must be set before"):
        eprop.resolution = 0.2


def test_what_is_read_can_be_set():
    eprop.set(**{name: value for name, value in eprop.get().items() if not name.startswith("memory")})
    eprop.dict_miss_is_error = True


def test_what_cannot_be_otherwise_is_refused(refused):
    with refused(NESTErrors.UnaccessedDictionaryEntry, "dict_miss_is_error = False", "always errors"):
        eprop.dict_miss_is_error = False
    with refused(NESTErrors.UnaccessedDictionaryEntry, "num_processes = 2", "there is one process"):
        eprop.num_processes = 2
    with refused(NESTErrors.UnaccessedDictionaryEntry, "'wfr_tol', unlike NEST's", "gap junctions"):
        eprop.SetKernelStatus({"wfr_tol": 0.1})


@pytest.mark.parametrize("level", ["M_WARNING", VerbosityLevel.WARNING, 20])
def test_verbosity_by_name_and_number(level):
    eprop.set_verbosity(level)
    assert eprop.verbosity is VerbosityLevel.WARNING


def test_one_process():
    assert (eprop.Rank(), eprop.NumProcesses(), eprop.num_processes) == (0, 1, 1)
    eprop.SyncProcesses()
    eprop.total_num_virtual_procs = 2
    assert eprop.GetLocalVPs() == range(2)


def test_models():
    assert eprop.Models() == tuple(sorted(eprop.node_models + eprop.synapse_models))
    assert eprop.Models("synapses", sel="learning_signal") == (
        "eprop_learning_signal_connection",
        "eprop_learning_signal_connection_bsshslm_2020",
    )
    assert eprop.Models(mtype="nodes", sel="nothing") == ()
    assert eprop.ConnectionRules() == tuple(eprop.connection_rules)
    with pytest.raises(NESTErrors.BadParameter, match="did you mean 'nodes'"):
        eprop.Models("node")


def test_help(capsys):
    assert eprop.help() is None
    assert "eprop.help(model)" in capsys.readouterr().out
    text = eprop.help("eprop_synapse", return_text=True)
    assert "delay (ms)" in text
    assert "optimizer.eta" in text
    assert "record_to" in eprop.help("spike_recorder", return_text=True)
    assert "Name of a node model" in eprop.help(eprop.Create, return_text=True)
    with pytest.raises(NESTErrors.UnknownComponent, match="did you mean 'eprop_synapse'"):
        eprop.help("eprop_synaps")


@pytest.mark.parametrize("name", ["TripartiteConnect", "Install", "spatial", "ll_api", "wfr_tol", "server"])
def test_what_nest_has_is_named(name):
    assert not hasattr(eprop, name)
    with pytest.raises(NESTErrors.NotImplemented, match=f"^{name} is .*NEST's.*, but not here: .{{20}}"):
        getattr(eprop, name)


def test_positions_are_refused(refused):
    with refused(NESTErrors.NotImplemented, "positions = [[0.0, 0.0]]", "draw connections by a rule"):
        eprop.Create(LIF, positions=[[0.0, 0.0]])
