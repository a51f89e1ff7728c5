"""The training loop: data stream in and scores stream out, in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

import eprop
from eprop.tasks.design import Weights
from eprop.tasks.network import Network
from eprop.tasks.recording import Recordings
from eprop.tasks.task import TEST, Batch, Task


class Training:
    """A task in training; iterate over it to train.

    Parameters
    ----------
    task
        What to train.
    nest
        Module that speaks NEST's API; its kernel is reset.
    threads
        Number of threads that simulate.
    record
        Whether to record what the figures show: the first and the last sequence, and a few weights.

    Attributes
    ----------
    scores
        Values of every score, one an iteration that is complete.
    weights_before
        Initial weights (pA) by projection, shape (targets, sources).
    network
        The network, to be read at any time.
    recordings
        What the figures show, None without `record`.
    steps
        Steps of an iteration.
    """

    def __init__(self, task: Task, *, nest: Any = eprop, threads: int = 1, record: bool = False) -> None:
        self.task = task
        self._nest = nest
        self._threads = threads
        rng = np.random.RandomState(task.seed)
        self.network = Network(nest, task.design(rng), threads=threads, record_weights=record)
        self._data = task.data(rng)
        self.weights_before = self.network.weights()
        self.scores: dict[str, list[float]] = {name: [] for name in task.scores}
        self.steps = task.batch_size * self.network.design.sequence
        self.recordings = Recordings(self.network, task.iterations * task.batch_size) if record else None

    def __iter__(self) -> Iterator[dict[str, float]]:
        """Train; yields the scores of each iteration once its last readout is known.

        The data of an iteration are set when the clock is at its start; the readouts lag a few steps behind.
        """
        settle = float(self.network.design.settle)
        batches = self._batches()
        batch = self._begin(0, next(batches))
        for iteration in range(1, self.task.iterations):
            self._nest.Simulate(self.steps - settle)
            following = self._begin(iteration, next(batches))
            yield self._finish(batch)
            batch = following
        self._nest.Simulate(self.steps - settle)
        self.network.force_update(self.task.iterations * self.steps)
        self._nest.Simulate(settle)
        yield self._finish(batch)

    def _batches(self) -> Iterator[Batch]:
        """Draw the data, those of the next iteration while the present one is simulated."""
        training = self._data.training
        with ThreadPoolExecutor(max_workers=1) as drawer:
            following = drawer.submit(next, training)
            for _ in range(1, self.task.iterations):
                batch = following.result()
                following = drawer.submit(next, training)
                yield batch
            yield following.result()

    def _begin(self, iteration: int, batch: Batch) -> Batch:
        self.network.present(batch, iteration * self.steps)
        self._nest.Simulate(float(self.network.design.settle))
        return batch

    def _finish(self, batch: Batch) -> dict[str, float]:
        signal = self.network.take_readout()
        if self.recordings:
            self.recordings.weights.drain()
        scores = {**self.task.score(signal, batch), **self._test()}
        for name, values in self.scores.items():
            values.append(scores[name])
        return {name: values[-1] for name, values in self.scores.items()}

    def _test(self) -> dict[str, float]:
        """Return the scores of held-out data, those of the last test if none is due."""
        test, done = self._data.test, len(next(iter(self.scores.values())))
        if not test:
            return {}
        if done % self._data.test_every and done + 1 < self.task.iterations:
            return {name: values[-1] for name, values in self.scores.items() if name.startswith(TEST)}
        return {TEST + name: value for name, value in self._apply(test).items()}

    def _apply(self, batch: Batch) -> dict[str, float]:
        """Score a batch in a network of its own that has the present weights and learns nothing.

        Synapses whose source did not spike since the last update have the weights of before, until the last iteration.
        """
        design, kernel = self.network.design, eprop.Kernel()
        frozen = {**design.synapses, "optimizer": {**design.synapses["optimizer"], "eta": 0.0}}
        weights = Weights(**self.network.weights(), out_rec=design.weights.out_rec)
        network = Network(kernel, replace(design, weights=weights, synapses=frozen), threads=self._threads)
        network.present(batch, 0)
        kernel.Simulate(float(batch.sequences * design.sequence + design.settle))
        return self.task.score(network.take_readout(), batch)

    def results(self) -> dict[str, Any]:
        """Return the task's parameters, its scores by iteration, and weights before (``w0_*``) and now (``w_*``)."""
        parameters = {name: np.asarray(value) for name, value in asdict(self.task).items()}
        scores = {name.replace(" ", "_"): np.array(values) for name, values in self.scores.items()}
        before = {f"w0_{name}": weights for name, weights in self.weights_before.items()}
        now = {f"w_{name}": weights for name, weights in self.network.weights().items()}
        return {**parameters, **scores, **before, **now, "w_out_rec": self.network.design.weights.out_rec}

    def save(self, path: Path) -> None:
        """Write `results` to a compressed .npz file."""
        with path.open("wb") as file:
            np.savez_compressed(file, **self.results())
