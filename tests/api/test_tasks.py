"""The evidence-accumulation task against NEST's numbers, and the training loop around it."""

from pathlib import Path

import numpy as np
import pytest

import eprop
from eprop.tasks import EvidenceAccumulation, Training
from eprop.tasks.evidence_accumulation import draw_below

GOLDEN = Path(__file__).parents[1] / "golden"
RELATIVE = 1e-10
SEQUENCE = 2250
SHORT = {"n_cues": 1, "cue": 20, "spacing": 10, "background": 20, "recall": 20, "n_regular": 6, "n_adaptive": 6}


def golden(name):
    with np.load(GOLDEN / f"{name}.npz") as file:
        return dict(file)


def trained(**options):
    training = Training(EvidenceAccumulation(**options), nest=eprop.Kernel(), record=True)
    assert len(list(training)) == training.task.iterations
    return training


@pytest.fixture(scope="module")
def tutorial():
    """The task with the parameters of the tutorial, trained and recorded in a kernel that other tests do not reset."""
    return trained(iterations=5, batch_size=1)


@pytest.mark.parametrize("batch_size", [1, 2])
def test_losses_and_weights_are_those_of_nest(batch_size):
    expected = golden(f"evidence_batch{batch_size}")
    results = trained(iterations=5, batch_size=batch_size).results()
    np.testing.assert_allclose(results["loss"], expected["loss"], rtol=RELATIVE)
    np.testing.assert_array_equal(results["w_out_rec"], expected["b"])
    for ours, theirs in (("in_rec", "in"), ("rec_rec", "rec"), ("rec_out", "out")):
        np.testing.assert_array_equal(results[f"w0_{ours}"], expected[f"w0_{theirs}"])
        np.testing.assert_allclose(results[f"w_{ours}"], expected[f"w_{theirs}"], rtol=RELATIVE, atol=1e-14)


@pytest.mark.parametrize("batch_size", [1, 2])
def test_drawn_data_are_those_of_the_tutorial(batch_size):
    expected = golden(f"evidence_batch{batch_size}")
    task, rng = EvidenceAccumulation(batch_size=batch_size), np.random.RandomState(1)
    task.design(rng)
    batches = task.data(rng).training
    spikes = np.zeros((5, batch_size * SEQUENCE, 40), dtype=bool)
    targets = []
    for iteration in spikes:
        batch = next(batches)
        targets.extend(batch.targets.argmax(axis=0))
        for i, steps in enumerate(batch.spikes):
            iteration[steps, i] = True
    np.testing.assert_array_equal(np.packbits(spikes.reshape(-1, 40), axis=0), expected["x"])
    np.testing.assert_array_equal(targets, expected["target"])


@pytest.mark.parametrize(("spent", "n"), [(0, 5), (1, 311), (3, 312), (622, 2000), (623, 2000), (624, 1), (5, 0)])
@pytest.mark.parametrize("repeat", [1, 3])
@pytest.mark.parametrize("largest", [0.0, 0.04, 1.0, 1.5])
def test_numbers_below_limits_are_those_of_numpy(spent, n, repeat, largest):
    limits = np.linspace(-0.01, largest, n)
    ours, theirs = np.random.RandomState(7), np.random.RandomState(7)
    for rng in (ours, theirs):
        rng.randn()  # leaves a normal number behind
        rng.randint(0, 2**32, spent, dtype=np.uint32)
    for _ in range(2):
        expected = np.flatnonzero(theirs.random_sample(n * repeat) < np.repeat(limits, repeat))
        np.testing.assert_array_equal(draw_below(ours, limits, repeat), expected)
    assert ours.randn() == theirs.randn()
    np.testing.assert_array_equal(ours.random_sample(9), theirs.random_sample(9))


def test_recall_errors_are_those_of_the_tutorial(tutorial):
    np.testing.assert_array_equal(tutorial.scores["recall error"], golden("seed_tutorial")["recall_errors"])


@pytest.mark.parametrize(("sequence", "rows"), [("first", slice(SEQUENCE)), ("last", slice(4 * SEQUENCE, None))])
@pytest.mark.parametrize(
    ("population", "prefix", "names"),
    [
        ("regular", "ev_reg", ["V_m", "surrogate_gradient", "learning_signal"]),
        ("adaptive", "ev_ad", ["V_m", "surrogate_gradient", "learning_signal", "V_th_adapt", "adaptation"]),
        ("readout", "ev_out", ["V_m", "readout_signal", "readout_signal_unnorm", "target_signal", "error_signal"]),
    ],
)
def test_recorded_sequences_are_the_first_and_the_last(tutorial, sequence, rows, population, prefix, names):
    expected = golden("seed_tutorial")
    senders = expected[f"{prefix}_senders"]
    for name in names:
        times, values = getattr(tutorial.recordings, sequence).variable(population, name)
        everything = np.array([expected[f"{prefix}_{name}"][senders == node] for node in np.unique(senders)])
        np.testing.assert_allclose(values, everything[:, rows], rtol=RELATIVE, atol=1e-12)
        assert np.all(np.diff(times) == 1.0)


def test_recorded_spikes_of_the_first_sequence(tutorial):
    expected, first_input = golden("evidence_batch1"), 41
    network = tutorial.network
    for nodes, offset in ((network.inputs, 0), (network.recurrent, 40)):
        ids = expected["spikes_i"] - first_input - offset
        chosen = (ids >= 0) & (ids < len(nodes)) & (expected["spikes_t"] > 2) & (expected["spikes_t"] <= SEQUENCE + 2)
        times, senders = tutorial.recordings.first.spikes(nodes)
        ours = sorted(zip(times, senders, strict=True))
        assert ours == sorted(zip(expected["spikes_t"][chosen], ids[chosen], strict=True))


def test_weight_trace_holds_every_change_and_little_else(tutorial):
    expected, network = golden("seed_tutorial"), tutorial.network
    senders, targets, weights = (expected[f"wr_{name}"] for name in ("senders", "targets", "weights"))
    compared = 0
    for sender in range(3):
        for target in range(3):
            course = tutorial.recordings.weights.courses(network.inputs[sender], network.recurrent[target])
            theirs = weights[(senders == 41 + sender) & (targets == 81 + target)]
            (_, ours), kept = course[0], np.append(True, np.diff(theirs) != 0)
            np.testing.assert_allclose(ours[: kept.sum()], theirs[kept], rtol=RELATIVE)
            assert len(ours) <= 2 * tutorial.task.iterations
            compared += 1
    assert compared == 9


def test_without_recording_the_numbers_are_the_same(tutorial):
    training = Training(EvidenceAccumulation(iterations=2, batch_size=1))
    assert [scores["loss"] for scores in training] == tutorial.scores["loss"][:2]
    assert training.recordings is None


def test_stopping_keeps_what_is_complete():
    training = Training(EvidenceAccumulation(iterations=5, batch_size=2, **SHORT), record=True)
    iterations = iter(training)
    first, second = next(iterations), next(iterations)
    results = training.results()
    assert results["loss"].tolist() == [first["loss"], second["loss"]]
    assert np.any(results["w_in_rec"] != results["w0_in_rec"])
    assert training.recordings.first.complete
    assert not training.recordings.last.complete


def test_memory_does_not_grow_with_the_task():
    training = Training(EvidenceAccumulation(iterations=20, batch_size=2, **SHORT))
    assert [sum(training.network.meters.n_events) for _ in training] == [0] * 20


def test_same_numbers_with_two_threads():
    results = []
    for threads in (1, 2):
        training = Training(EvidenceAccumulation(iterations=3, batch_size=2, **SHORT), threads=threads)
        results.append([scores["loss"] for scores in training])
    assert results[0] == results[1]


def test_a_network_without_adaptive_neurons():
    training = trained(iterations=2, batch_size=2, **{**SHORT, "n_adaptive": 0})
    assert list(training.network.populations) == ["regular"]
    assert np.isfinite(training.scores["loss"]).all()


@pytest.mark.parametrize("name", ["iterations", "batch_size"])
def test_nothing_to_train_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be 1 or more, not 0"):
        EvidenceAccumulation(**{name: 0})
