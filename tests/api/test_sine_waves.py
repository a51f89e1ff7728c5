"""The sine-wave task: with the suffix models against NEST's numbers, with every model it learns."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import eprop
from eprop.tasks import SineWaves, Training
from eprop.tasks.sine_waves import MODELS

RELATIVE = 1e-10
SMALL = {"sequence": 100, "n_in": 20, "n_rec": 20}


@pytest.fixture(scope="module")
def golden():
    with np.load(Path(__file__).parents[1] / "golden" / "sine_batch1.npz") as file:
        return dict(file)


def trained(task, **options):
    training = Training(task, nest=eprop.Kernel(), **options)
    assert len(list(training)) == task.iterations
    return training


def test_drawn_data_are_those_of_the_reference(golden):
    task, rng = SineWaves(batch_size=2), np.random.RandomState(1)
    weights = task.design(rng).weights
    for ours, theirs in (("in_rec", "w0_in"), ("rec_rec", "w0_rec"), ("rec_out", "w0_out"), ("out_rec", "b")):
        np.testing.assert_array_equal(getattr(weights, ours), golden[theirs])
    batches = task.data(rng).training
    assert next(batches) is next(batches)
    batch = next(batches)
    for steps, pattern in zip(batch.spikes, golden["x"].T, strict=True):
        np.testing.assert_array_equal(steps, np.flatnonzero(np.tile(pattern, 2)))
    np.testing.assert_allclose(batch.targets, np.tile(golden["target"], (1, 2)), atol=1e-14)


def test_losses_and_weights_are_those_of_nest(golden):
    results = trained(SineWaves(iterations=5, learning_rate=1e-4)).results()
    np.testing.assert_allclose(results["loss"], golden["loss"], rtol=RELATIVE)
    for ours, theirs in (("w_in_rec", "w_in"), ("w_rec_rec", "w_rec"), ("w_rec_out", "w_out")):
        np.testing.assert_allclose(results[ours], golden[theirs], rtol=RELATIVE, atol=1e-14)


@pytest.mark.parametrize(
    ("model", "online"), [*((model, True) for model in MODELS), ("iaf", False), ("iaf_adapt", False)]
)
def test_the_loss_falls(model, online):
    task = SineWaves(iterations=50, model=model, online=online, learning_rate=5e-3, sequence=500, n_rec=60)
    loss = trained(task).scores["loss"]
    assert np.mean(loss[-5:]) < 0.3 * loss[0]


@pytest.mark.parametrize("online", [False, True])
@pytest.mark.parametrize("window", [100, 30])
def test_readouts_see_the_target_of_every_step_of_the_window(online, window):
    class Windowed(SineWaves):
        def design(self, rng):
            return replace(super().design(rng), window=window)

    task = Windowed(iterations=3, batch_size=1, online=online, **SMALL)
    rng = np.random.RandomState(task.seed)
    task.design(rng)
    expected = next(task.data(rng).training).targets
    expected[:, : 100 - window] = 0.0
    recordings = trained(task, record=True).recordings
    for sequence in (recordings.first, recordings.last):
        times, target = sequence.variable("readout", "target_signal")
        np.testing.assert_array_equal(target, expected)
        assert len(times) == 100


@pytest.mark.parametrize("online", [False, True])
def test_without_a_learning_rate_no_weight_changes(online):
    results = trained(SineWaves(iterations=3, online=online, learning_rate=0.0, **SMALL)).results()
    for name in ("in_rec", "rec_rec", "rec_out"):
        np.testing.assert_array_equal(results[f"w_{name}"], results[f"w0_{name}"])


def test_online_weights_change_within_a_sequence():
    training = trained(SineWaves(iterations=2, online=True, **SMALL), record=True)
    network = training.network
    courses = training.recordings.weights.courses(network.inputs[:3], network.recurrent[:3])
    changes = max(np.sum((times > 10) & (times < 100)) for times, _ in courses)
    assert changes > 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"model": "iaf_psc_delta"}, "model iaf_psc_delta exists only online"),
        (
            {"model": "iaf_delta", "online": True},
            "model must be one of iaf, iaf_adapt, iaf_psc_delta, .* not iaf_delta",
        ),
    ],
)
def test_a_model_that_does_not_exist_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        SineWaves(**options)
