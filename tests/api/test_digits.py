"""The digits: what the network is shown, that it learns, and that the held-out images stay out of it."""

import sys

import numpy as np
import pytest

import eprop
from eprop.tasks import Data, Digits, Training
from eprop.tasks.digits import load


@pytest.fixture(scope="module")
def images():
    pytest.importorskip("sklearn")
    return load()


def trained(task):
    training = Training(task, nest=eprop.Kernel())
    assert len(list(training)) == task.iterations
    return training


def shown(task, batch):
    """The pixels, shape (images, pixels), and digits of a batch."""
    pixels = np.array([np.bincount(steps // task.sequence, minlength=batch.sequences) for steps in batch.spikes]).T
    return [(tuple(row), label) for row, label in zip(pixels.tolist(), batch.targets.argmax(axis=0), strict=True)]


def test_every_image_is_shown_and_the_held_out_ones_only_in_the_test(images):
    task = Digits(batch_size=1348)
    data = task.data(np.random.RandomState(1))
    training, again, test = (shown(task, batch) for batch in (next(data.training), next(data.training), data.test))
    assert (len(training), len(test), data.test_every) == (1348, 449, 1)
    assert sorted(training) == sorted(again)
    assert training != again
    expected = [(tuple(row), label) for row, label in zip(images[0].astype(int).tolist(), images[1], strict=True)]
    assert sorted(training + test) == sorted(expected)


@pytest.mark.usefixtures("images")
def test_spikes_are_spread_over_the_sequence():
    task = Digits(batch_size=64)
    batch = next(task.data(np.random.RandomState(1)).training)
    for steps in batch.spikes:
        assert np.all(steps % task.sequence > 0)
        intervals = np.diff(steps)[np.diff(steps // task.sequence) == 0]
        assert np.all(intervals >= 2)
    late = np.concatenate(batch.spikes) % task.sequence >= task.sequence // 2
    assert 0.4 < np.mean(late) < 0.6


@pytest.mark.usefixtures("images")
def test_held_out_images_are_classified_after_a_short_training():
    scores = trained(Digits(iterations=60)).scores
    assert scores["test error"][0] > 0.8
    assert scores["test error"][-1] < 0.2
    assert np.mean(scores["error"][-10:]) < 0.2


@pytest.mark.usefixtures("images")
def test_testing_does_not_change_the_training():
    class Untested(Digits):
        scores = {"loss": "", "error": ""}  # noqa: RUF012

        def data(self, rng):
            return Data(super().data(rng).training)

    tested, untested = (trained(task(iterations=4, batch_size=8)).results() for task in (Digits, Untested))
    for name in ("loss", "error", "w_in_rec", "w_rec_rec", "w_rec_out"):
        np.testing.assert_array_equal(tested[name], untested[name])


@pytest.mark.usefixtures("images")
def test_the_last_test_is_one_of_the_final_weights():
    task = Digits(iterations=3, batch_size=8)
    results = trained(task).results()

    class Trained(Digits):
        def design(self, rng):
            design = super().design(rng)
            for name in ("in_rec", "rec_rec", "rec_out"):
                getattr(design.weights, name)[:] = results[f"w_{name}"]
            return design

    again = trained(Trained(iterations=1, batch_size=8, learning_rate=0.0)).results()
    assert again["test_error"][0] == results["test_error"][-1]


def test_scikit_learn_is_asked_for(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ModuleNotFoundError, match="pip install scikit-learn"):
        Training(Digits(), nest=eprop.Kernel())
