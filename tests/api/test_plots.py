"""nest.raster_plot and nest.voltage_trace."""

import inspect
import json
import subprocess
import textwrap

import matplotlib.pyplot as plt
import numpy as np
import pytest
from against_nest import NEST_PYTHON
from matplotlib.colors import to_hex

import eprop
from eprop import NESTErrors, raster_plot, voltage_trace

DATA = np.array([[1, 10.0], [2, 11.0], [1, 20.0], [3, 25.0]])


@pytest.fixture(autouse=True)
def _figures():
    yield
    plt.close("all")


@pytest.fixture
def network(tmp_path):
    """Three neurons that spike, with recorders in memory and in files."""
    eprop.set(resolution=0.5, data_path=tmp_path)
    neurons = eprop.Create("eprop_iaf", 3, {"I_e": [400.0, 500.0, 600.0]})
    n = {"neurons": neurons}
    for record_to in ("memory", "ascii"):
        n[f"spikes {record_to}"] = eprop.Create("spike_recorder", params={"record_to": record_to})
        meter = {"record_from": ["surrogate_gradient", "V_m"], "record_to": record_to}
        n[f"meter {record_to}"] = eprop.Create("multimeter", params=meter)
        eprop.Connect(neurons, n[f"spikes {record_to}"])
        eprop.Connect(n[f"meter {record_to}"], neurons)
    eprop.Simulate(100.0)
    yield n
    eprop.data_path = ""


def test_signatures_are_those_of_nest():
    """The parameters of every function, by name and place; ours may take more options by name."""
    if not NEST_PYTHON.exists():
        pytest.skip(f"no NEST: {NEST_PYTHON} does not exist; EPROP_NEST_PYTHON names a Python with nest-simulator")
    script = """
        import inspect, json, nest.raster_plot, nest.voltage_trace
        public = {f"{module.__name__[5:]}.{name}": list(inspect.signature(f).parameters)
                  for module in (nest.raster_plot, nest.voltage_trace)
                  for name, f in inspect.getmembers(module, inspect.isfunction) if name[0] != "_"}
        print("\\n" + json.dumps(public))
    """
    shown = subprocess.run([NEST_PYTHON, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    signatures = json.loads(shown.stdout.splitlines()[-1])
    assert len(signatures) == 8
    for name, parameters in signatures.items():
        module, function = name.split(".")
        ours = inspect.signature(getattr(getattr(eprop, module), function)).parameters
        assert [p.replace("options", "kwargs") for p in ours] == parameters, name


@pytest.mark.parametrize(
    ("how", "rows"),
    [
        ({}, [0, 1, 2, 3]),
        ({"time": [10.0, 20.0]}, [0, 1]),
        ({"time": [11.0]}, [0]),
        ({"sel": [1, 3]}, [0, 2, 3]),
        ({"time": [11.0, 30.0], "sel": [1]}, [2]),
    ],
)
def test_extract_events(how, rows):
    assert raster_plot.extract_events(DATA, **how).tolist() == DATA[rows].tolist()


def test_extract_events_of_another_shape():
    with pytest.raises(ValueError, match=r"shape \(3,\), must have \(n, 2\)"):
        raster_plot.extract_events([1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="a start and an end"):
        raster_plot.extract_events(DATA, time=[1.0, 2.0, 3.0])


@pytest.mark.parametrize("record_to", ["memory", "ascii"])
def test_raster_of_a_device(network, record_to):
    recorder = network[f"spikes {record_to}"]
    (markers,) = raster_plot.from_device(recorder)
    events = network["spikes memory"].events
    assert markers.get_xdata().tolist() == events["times"].tolist()
    assert markers.get_ydata().tolist() == events["senders"].tolist()
    spikes, rate = plt.gcf().axes
    assert spikes.get_title() == f"Spikes of recorder {recorder.global_id}"
    assert (rate.get_xlabel(), rate.get_ylabel()) == ("time (ms)", "rate (spikes/s)")
    heights, edges, _ = rate.patches[0].get_data()
    assert set(np.diff(edges)) == {5.0}
    assert sum(heights) * 5.0 * 3 / 1000.0 == pytest.approx(recorder.n_events)


def test_raster_of_files(network):
    (markers,) = raster_plot.from_file(
        network["spikes ascii"].filenames, hist=False, grayscale=True, title="T", xlabel="x"
    )
    assert len(markers.get_xdata()) == network["spikes memory"].n_events
    (axes,) = plt.gcf().axes
    assert (axes.get_title(), axes.get_xlabel(), to_hex(markers.get_color())) == ("T", "x", "#000000")
    file = network["spikes ascii"].filenames[0]
    assert len(raster_plot.from_file_numpy(file)[0].get_xdata()) == network["spikes memory"].n_events


def test_copies_of_recorders():
    eprop.CopyModel("spike_recorder", "mine", {"record_to": "ascii", "label": "m"})
    recorder = eprop.Create("mine")
    assert recorder.filenames == ["m-1-0.dat"]
    recorder.label = ""
    assert recorder.filenames == ["mine-1-0.dat"]
    with pytest.raises(ValueError, match="the mine has recorded nothing"):
        raster_plot.from_device(recorder)


def test_raster_of_data():
    (markers,) = raster_plot.from_data(DATA.tolist(), sel=[1], hist_binwidth=10.0)
    assert markers.get_xdata().tolist() == [10.0, 20.0]
    assert plt.gcf().axes[1].patches[0].get_data().values.tolist() == [100.0, 100.0]
    with pytest.raises(ValueError, match="no events to plot"):
        raster_plot.from_data(DATA, sel=[7])


@pytest.mark.parametrize("record_to", ["memory", "ascii"])
def test_voltage_of_a_device(network, record_to):
    lines = voltage_trace.from_device(network[f"meter {record_to}"])
    events = network["meter memory"].events
    for neuron, (line,) in zip(network["neurons"].tolist(), lines, strict=True):
        chosen = events["senders"] == neuron
        assert line.get_xdata().tolist() == events["times"][chosen].tolist()
        np.testing.assert_allclose(line.get_ydata(), events["V_m"][chosen], rtol=0.0, atol=5e-4)
    assert plt.gca().get_xlabel() == "time (ms)"
    assert [text.get_text() for text in plt.gca().get_legend().get_texts()] == ["neuron 1", "neuron 2", "neuron 3"]


def test_voltage_of_some_neurons(network):
    chosen = network["neurons"][1:]
    lines = voltage_trace.from_device(network["meter memory"], neurons=chosen, title="T", grayscale=True, timeunit="s")
    assert [line.get_label() for (line,) in lines] == ["neuron 2", "neuron 3"]
    assert lines[0][0].get_xdata()[-1] == pytest.approx(0.099)
    assert (plt.gca().get_title(), plt.gca().get_xlabel()) == ("T", "time (s)")
    assert len(voltage_trace.from_file(network["meter ascii"].filenames[0])) == 3


def test_a_file_that_was_cut_off_is_read_up_to_the_last_whole_line(network, tmp_path):
    text = (tmp_path / "spike_recorder-6-0.dat").read_text()
    (tmp_path / "cut.dat").write_text(text[:-3])
    (markers,) = raster_plot.from_file(tmp_path / "cut.dat")
    assert len(markers.get_xdata()) == network["spikes memory"].n_events - 1


def test_times_in_steps():
    eprop.resolution = 0.5
    parrot = eprop.Create("parrot_neuron")
    recorder = eprop.Create("spike_recorder", params={"time_in_steps": True})
    eprop.Connect(eprop.Create("spike_generator", params={"spike_times": [1.0, 2.0]}), parrot)
    eprop.Connect(parrot, recorder)
    eprop.Simulate(5.0)
    (markers,) = raster_plot.from_device(recorder)
    assert markers.get_xdata().tolist() == [4, 6]
    assert [ax.get_ylabel() for ax in plt.gcf().axes] == ["neuron id", "spikes per step"]
    assert plt.gcf().axes[1].get_xlabel() == "time (steps)"


def test_what_cannot_be_plotted(network, tmp_path):
    silent, unused = eprop.Create("spike_recorder"), eprop.Create("multimeter", params={"record_from": ["V_m"]})
    for call, kind, words in (
        (lambda: raster_plot.from_device(network["meter memory"]), NESTErrors.TypeMismatch, "one spike_recorder"),
        (lambda: raster_plot.from_device(3), NESTErrors.TypeMismatch, "detec = 3"),
        (lambda: raster_plot.from_device(silent), ValueError, "recorded nothing"),
        (lambda: voltage_trace.from_device(unused), ValueError, "recorded nothing"),
        (
            lambda: voltage_trace.from_device(network["spikes memory"]),
            NESTErrors.TypeMismatch,
            "voltmeter or multimeter",
        ),
        (lambda: voltage_trace.from_device(network["meter memory"], timeunit="h"), ValueError, "timeunit = 'h'"),
        (
            lambda: voltage_trace.from_device(network["meter memory"], [9]),
            NESTErrors.UnknownNode,
            r"\[9\].*\[1, 2, 3\]",
        ),
        (
            lambda: voltage_trace.from_file(tmp_path / "spike_recorder-6-0.dat"),
            ValueError,
            "no column 'V_m'; .* time_ms",
        ),
    ):
        with pytest.raises(kind, match=words):
            call()
