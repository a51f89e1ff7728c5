"""The command line."""

import importlib.util
import signal
import subprocess
import sys

import matplotlib.image
import numpy as np
import pytest
from click.testing import CliRunner

import eprop
from eprop import plotting
from eprop.cli import main

TASK = ["run", "evidence-accumulation"]
SMALL = ["--iterations", "3", "--batch-size", "2"]
needs_images = pytest.mark.skipif(importlib.util.find_spec("sklearn") is None, reason="the images are scikit-learn's")
FIGURES = {
    "training_error",
    "weight_time_courses",
    "weight_matrices",
    "dynamics_first_iteration",
    "dynamics_last_iteration",
}


def invoke(*arguments):
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_run_saves_and_sums_up(tmp_path):
    result = invoke(*TASK, *SMALL, "--seed", "2", "--learning-rate", "0.01", "--save", tmp_path / "result.npz")
    assert result.exit_code == 0, result.output
    assert "3 iterations of 2 sequences" in result.output
    with np.load(tmp_path / "result.npz") as saved:
        assert [saved[name].item() for name in ("iterations", "batch_size", "seed", "learning_rate")] == [3, 2, 2, 0.01]
        assert saved["loss"].shape == saved["recall_error"].shape == (3,)
        assert f"{saved['loss'][-1]:.4f}" in result.output
        assert saved["w_rec_rec"].shape == (100, 100)
        assert np.any(saved["w_in_rec"] != saved["w0_in_rec"])


@pytest.mark.parametrize(
    "task",
    [
        "evidence-accumulation",
        "sine-waves --online --model iaf_psc_delta_adapt",
        pytest.param("digits", marks=needs_images),
    ],
)
def test_plot_draws_every_figure(tmp_path, monkeypatch, task):
    for name, value in {"figure.constrained_layout.use": False, "savefig.dpi": 80}.items():  # only for speed
        monkeypatch.setitem(plotting.STYLE, name, value)
    result = invoke("run", *task.split(), *SMALL, "--plot", tmp_path / "new" / "figures")
    assert result.exit_code == 0, result.output
    images = {path.stem: matplotlib.image.imread(path) for path in (tmp_path / "new" / "figures").iterdir()}
    assert set(images) == FIGURES
    for name, image in images.items():
        assert min(image.shape[:2]) > 150, name
        assert 0.01 < np.mean(image[..., :3].min(axis=2) < 0.9) < 0.9, name


def test_a_model_is_chosen(tmp_path):
    options = ["--model", "iaf_adapt", "--online", "--iterations", "1", "--save", tmp_path / "result.npz"]
    result = invoke("run", "sine-waves", *options)
    assert result.exit_code == 0, result.output
    assert "1 iterations of 1 sequence in" in result.output
    with np.load(tmp_path / "result.npz") as saved:
        assert (saved["model"].item(), saved["online"].item()) == ("iaf_adapt", True)


@pytest.mark.parametrize(
    ("model", "message"),
    [("iaf_psc_delta", "model iaf_psc_delta exists only online"), ("alif", "'alif' is not one of 'iaf', 'iaf_adapt'")],
)
def test_a_bad_model_is_refused(model, message):
    result = invoke("run", "sine-waves", "--model", model)
    assert result.exit_code == 2
    assert message in result.output


@needs_images
def test_the_summary_ends_with_the_test_error(tmp_path):
    result = invoke("run", "digits", "--iterations", "2", "--batch-size", "4", "--save", tmp_path / "result.npz")
    assert result.exit_code == 0, result.output
    with np.load(tmp_path / "result.npz") as saved:
        first, last = saved["test_error"]
    assert f"test error     {first:.4f} -> {last:.4f}" in result.output


def test_missing_scikit_learn_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    result = invoke("run", "digits")
    assert result.exit_code == 1
    assert "Error: The images come with scikit-learn" in result.output
    assert "pip install scikit-learn" in result.output


def test_an_interrupt_keeps_what_is_complete(tmp_path, monkeypatch):
    simulate, calls = eprop.Simulate, []

    def interrupted(duration):
        calls.append(duration)
        if len(calls) == 6:
            signal.raise_signal(signal.SIGINT)
        simulate(duration)

    monkeypatch.setattr(eprop, "Simulate", interrupted)
    monkeypatch.setitem(plotting.STYLE, "savefig.dpi", 40)  # only for speed
    result = invoke("run", "sine-waves", "--iterations", "9", "--save", tmp_path / "r.npz", "--plot", tmp_path)
    assert result.exit_code == 130
    assert "Interrupted" in result.output
    with np.load(tmp_path / "r.npz") as saved:
        assert len(saved["loss"]) == 2
    assert {path.stem for path in tmp_path.glob("*.png")} == FIGURES - {"dynamics_last_iteration"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--iterations", "0"], "0 is not in the range x>=1"),
        (["--batch-size", "many"], "'many' is not a valid integer"),
        (["--seed", "-1"], "-1 is not in the range"),
        (["--learning-rate", "nan"], "nan is not a finite number"),
        (["--learning-rate", "inf"], "inf is not a finite number"),
        (["--learning-rate", "-0.1"], "-0.1 is not in the range x>=0.0"),
        (["--threads", "0"], "0 is not in the range x>=1"),
        (["--save", "nowhere/result.npz"], "Directory 'nowhere' does not exist"),
        (["--save", "."], "File '.' is a directory"),
        (["--plot", __file__], "is a file"),
        (["--plot", f"{__file__}/figures"], "cannot be made"),
        (["--speed", "9"], "No such option"),
    ],
)
def test_a_bad_option_is_refused(arguments, message):
    result = invoke(*TASK, *arguments)
    assert result.exit_code == 2
    assert message in result.output


def test_an_unknown_task_is_refused():
    result = invoke("run", "evidence")
    assert result.exit_code == 2
    assert "No such command 'evidence'" in result.output


def test_as_a_module():
    arguments = [sys.executable, "-m", "eprop", *TASK, "--iterations", "1", "--batch-size", "1"]
    result = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert "loss           0.7412 -> 0.7412" in result.stdout
    assert "1/1" in result.stderr
