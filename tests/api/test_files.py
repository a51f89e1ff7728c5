"""Recorders that write to files and on the screen."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from against_nest import NEST_PYTHON
from recorders import build

import eprop
from eprop import NESTErrors

FILES = ["run_meter-7-0.dat", "run_spike_recorder-8-0.dat", "run_weight_recorder-9-0.dat"]


@pytest.fixture(autouse=True)
def folder(tmp_path):
    """A folder for files; ResetKernel does not forget where they go."""
    yield tmp_path
    eprop.set(data_path="", data_prefix="")


def contents(folder):
    return {path.name: path.read_text() for path in sorted(folder.iterdir())}


def written(folder, run):
    """Files of the network, simulated in the way of run."""
    folder.mkdir(exist_ok=True)
    build(eprop, folder, record_to="ascii")
    run()
    return contents(folder)


def table(text):
    return np.loadtxt(text.splitlines()[3:], ndmin=2)


@pytest.mark.parametrize("options", [{}, {"precision": 7, "time_in_steps": True}, {"file_extension": "txt"}])
def test_files_are_those_of_nest(folder, options):
    """Up to the last spikes: NEST notes weights before spikes have arrived."""
    if not NEST_PYTHON.exists():
        pytest.skip(f"no NEST: {NEST_PYTHON} does not exist; EPROP_NEST_PYTHON names a Python with nest-simulator")
    theirs, ours = folder / "nest", folder / "eprop"
    theirs.mkdir()
    ours.mkdir()
    to = {"record_to": "ascii", **options}
    script = [NEST_PYTHON, Path(__file__).with_name("recorders.py"), "nest", theirs]
    subprocess.run([*script, *(f"{name}={json.dumps(value)}" for name, value in to.items())], check=True)
    build(eprop, ours, **to)
    eprop.Simulate(20.0)
    expected, found = contents(theirs), contents(ours)
    assert list(found) == list(expected)
    last = 36 if options.get("time_in_steps") else 18.0
    for name in expected:
        assert found[name].splitlines()[1:3] == expected[name].splitlines()[1:3]
        a, b = table(found[name]), table(expected[name])
        assert len(b) > 20
        np.testing.assert_array_equal(a[a[:, 1] <= last], b[b[:, 1] <= last])


def test_files_hold_what_memory_holds(folder):
    written(folder, lambda: eprop.Simulate(20.0))
    files = contents(folder)
    assert list(files) == FILES
    n = build(eprop, folder)
    eprop.Simulate(20.0)
    for name, recorder in zip(FILES, ("meter", "spikes", "weights"), strict=True):
        version, backend, header, *rows = files[name].splitlines()
        assert version == f"# eprop version: {eprop.__version__}"
        assert backend == "# RecordingBackendASCII version: 2"
        columns = {"sender": "senders", "time_ms": "times"}
        events = n[recorder].events
        expected = [events[columns.get(column, column)] for column in header.split("\t")]
        assert len(rows) == n[recorder].n_events > 20
        np.testing.assert_allclose(table(files[name]).T, expected, rtol=0.0, atol=5e-4)


def test_files_do_not_depend_on_pieces_or_progress(folder, capsys):
    def in_pieces():
        with eprop.RunManager():
            for t in (0.5, 3.0, 0.0, 12.5, 4.0):
                eprop.Run(t)

    def with_progress():
        eprop.print_time = True
        eprop.Simulate(20.0)

    whole = written(folder / "whole", lambda: eprop.Simulate(20.0))
    assert written(folder / "pieces", in_pieces) == whole
    assert written(folder / "progress", with_progress) == whole
    assert "20.0 ms" in capsys.readouterr().out


def test_rows_are_in_the_file_while_the_simulation_goes_on(folder):
    n = build(eprop, folder, record_to="ascii")
    with eprop.RunManager():
        eprop.Run(10.0)
        assert 5.0 < table((folder / FILES[1]).read_text())[-1, 1] <= 10.0
        before = n["spikes"].n_events
        eprop.Run(10.0)
    assert len(table((folder / FILES[1]).read_text())) == n["spikes"].n_events > before > 0


def test_existing_files_are_not_overwritten(folder, refused):
    build(eprop, folder, record_to="ascii")
    eprop.Simulate(5.0)
    before = contents(folder)
    eprop.overwrite_files = False
    with refused(NESTErrors.IOError, FILES[0], "overwrite_files"):
        eprop.Simulate(5.0)
    assert contents(folder) == before
    assert not eprop.prepared
    eprop.overwrite_files = True
    eprop.Simulate(5.0)
    assert table((folder / FILES[0]).read_text())[0, 1] == 5.0  # the row of the end of the first simulation


def test_a_file_that_cannot_be_opened(folder, refused):
    recorder = eprop.Create("spike_recorder", params={"record_to": "ascii", "label": "nowhere/spikes"})
    with refused(NESTErrors.IOError, "nowhere/spikes-1-0.dat", "No such file"):
        eprop.Simulate(1.0)
    recorder.label = "spikes"
    eprop.data_path = folder
    eprop.Simulate(1.0)
    assert list(contents(folder)) == ["spikes-1-0.dat"]


def test_names_of_files(folder):
    recorder = eprop.Create("spike_recorder", params={"record_to": "ascii"})
    assert recorder.filenames == ["spike_recorder-1-0.dat"]
    eprop.set(data_path=str(folder) + "/", data_prefix="a_")
    recorder.set(label="b", file_extension="c")
    assert recorder.filenames == [f"{folder}/a_b-1-0.c"]
    with pytest.raises(NESTErrors.UnaccessedDictionaryEntry, match="no parameter 'events'"):
        recorder.get("events")


def test_data_path_and_prefix_are_checked_and_survive(folder):
    with pytest.raises(NESTErrors.BadProperty, match="'nowhere' must be a folder that exists"):
        eprop.set(data_path="nowhere", data_prefix="a")
    with pytest.raises(NESTErrors.BadProperty, match="must not contain '/'"):
        eprop.data_prefix = "a/b"
    assert (eprop.data_path, eprop.data_prefix) == ("", "")
    eprop.set(data_path=folder, data_prefix="a", overwrite_files=True)
    eprop.ResetKernel()
    assert eprop.get("data_path", "data_prefix", "overwrite_files") == (str(folder), "a", False)


def test_n_events_counts_what_left_memory(folder):
    eprop.set(resolution=1.0, data_path=folder, overwrite_files=True)
    neuron = eprop.Create("parrot_neuron")
    generator = eprop.Create("spike_generator", params={"spike_times": [1.0, 2.0, 11.0, 21.0, 22.0, 23.0]})
    eprop.Connect(generator, neuron)
    recorder = eprop.Create("spike_recorder")
    eprop.Connect(neuron, recorder)
    eprop.Simulate(10.0)
    recorder.record_to = "ascii"
    assert recorder.n_events == 2
    eprop.Simulate(10.0)
    assert recorder.n_events == 3
    recorder.n_events = 0
    recorder.record_to = "memory"
    eprop.Simulate(10.0)
    assert (recorder.n_events, recorder.events["times"].tolist()) == (3, [22.0, 23.0, 24.0])


def test_screen(capsys):
    """Rows of all recorders by time, as in the files but for the headers."""
    n = build(eprop, "", record_to="screen", precision=1)
    eprop.Simulate(20.0)
    rows = [line.split("\t") for line in capsys.readouterr().out.splitlines()]
    assert len(rows) == sum(n[name].n_events for name in ("meter", "spikes", "weights"))
    times = [float(row[1]) for row in rows]
    assert times == sorted(times)
    assert rows[0] == ["4", "1.0", "-69.2", "0.0"]
    assert n["meter"].get(["record_to", "precision"]) == {"record_to": "screen", "precision": 1}


def test_time_in_steps():
    n = build(eprop, "", time_in_steps=True)
    eprop.Simulate(20.0)
    in_steps = n["spikes"].events
    n = build(eprop, "")
    eprop.Simulate(20.0)
    events = n["spikes"].events
    assert list(in_steps) == ["offsets", "senders", "times"]
    assert in_steps["times"].dtype == np.int64
    assert (in_steps["times"] * 0.5).tolist() == events["times"].tolist()
    assert in_steps["offsets"].tolist() == [0.0] * len(events["times"])
    with pytest.raises(NESTErrors.BadProperty, match="before events are recorded"):
        n["spikes"].time_in_steps = True
    n["spikes"].n_events = 0
    n["spikes"].time_in_steps = True


def test_defaults(folder):
    eprop.data_path = folder
    eprop.SetDefaults("spike_recorder", {"record_to": "ascii", "precision": 5, "label": "all"})
    assert eprop.GetDefaults("spike_recorder", ["record_to", "precision", "label"]) == ["ascii", 5, "all"]
    assert eprop.Create("spike_recorder").filenames == [f"{folder}/all-1-0.dat"]
    eprop.SetDefaults("spike_recorder", "record_to", "memory")
    assert eprop.Create("spike_recorder").get(["record_to", "label"]) == {"record_to": "memory", "label": "all"}


def test_parameters_of_several_recorders(refused):
    recorders = eprop.Create("spike_recorder", 2, {"record_to": ["ascii", "memory"], "label": ["a", "b"]})
    assert recorders.get(["label", "precision"]) == {"label": ("a", "b"), "precision": (3, None)}
    assert [row.keys() >= {"precision"} for row in eprop.GetStatus(recorders)] == [True, True]
    with refused(NESTErrors.UnaccessedDictionaryEntry, "precision = 4", "not memory"):
        recorders.precision = 4
    with refused(NESTErrors.BadProperty, "precision = -1", ">= 0"):
        recorders.set([{"precision": -1}, {"label": "c"}])
    with refused(NESTErrors.DimensionMismatch, "holds 3 strings"):
        recorders.label = ["a", "b", "c"]


def test_recorders_stay_as_they_are_while_files_are_open(refused):
    recorder = eprop.Create("spike_recorder")
    with eprop.RunManager():
        for change in ({"label": "a"}, {"n_events": 0}, {"start": 5.0}):
            with refused(NESTErrors.BadProperty, next(iter(change)), "between Prepare and Cleanup"):
                recorder.set(change)
    recorder.label = "a"


def test_a_recorder_created_while_files_are_open_gets_its_file(folder):
    eprop.set(data_path=folder)
    eprop.SetDefaults("spike_recorder", {"record_to": "ascii"})
    with eprop.RunManager():
        eprop.Create("spike_recorder")
        eprop.Run(1.0)
    assert list(contents(folder)) == ["spike_recorder-1-0.dat"]


@pytest.mark.parametrize("end", ["os.kill(os.getpid(), signal.SIGKILL)", "raise KeyboardInterrupt"])
def test_an_interrupted_run_leaves_readable_files(folder, end):
    """Killed, or stopped by Ctrl-C, while it simulates: all rows in the file are complete and in order."""
    script = f"""
        import os, signal
        import eprop
        def stop(*_):
            if os.path.getsize(recorder.filenames[0]) > 50000:
                signal.setitimer(signal.ITIMER_REAL, 0.0)
                {end}
        signal.signal(signal.SIGALRM, stop)
        eprop.set(resolution=1.0, data_path={str(folder)!r})
        neurons = eprop.Create("eprop_iaf", 20, {{"I_e": 400.0}})
        recorder = eprop.Create("spike_recorder", params={{"record_to": "ascii"}})
        eprop.Connect(neurons, recorder)
        signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
        try:
            eprop.Simulate(1e9)
        except KeyboardInterrupt:
            print(recorder.n_events, eprop.prepared)
    """
    command = [sys.executable, "-c", textwrap.dedent(script)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = table(next(iter(contents(folder).values())))
    assert len(rows) > 1000
    assert (np.diff(rows[:, 1]) >= 0.0).all()
    assert len(rows) % 20 == 0  # all neurons spike together
    assert done.stdout in ("", f"{len(rows)} False\n")
