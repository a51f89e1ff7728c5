"""The training loop: data stream in and scores stream out, in memory that does not grow with their number."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

import eprop
from eprop.tasks.network import READOUT_START, Network
from eprop.tasks.recording import Recordings
from eprop.tasks.task import Batch, Task

SETTLE = READOUT_START + 1  # steps of an iteration after which the last row of the one before can be read


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
        self._rng = np.random.RandomState(task.seed)
        self.network = Network(nest, task.design(self._rng), threads=threads, record_weights=record)
        self.weights_before = self.network.weights()
        self.scores: dict[str, list[float]] = {name: [] for name in task.scores}
        self.steps = task.batch_size * self.network.design.sequence
        self.recordings = Recordings(self.network, task.iterations * task.batch_size) if record else None

    def __iter__(self) -> Iterator[dict[str, float]]:
        """Train; yields the scores of each iteration once its last readout is known.

        The data of an iteration are set when the clock is at its start; the readouts lag `SETTLE` steps behind.
        """
        batches = self._batches()
        rest = float(self.steps - SETTLE)
        batch = self._begin(0, next(batches))
        for iteration in range(1, self.task.iterations):
            self._nest.Simulate(rest)
            following = self._begin(iteration, next(batches))
            yield self._finish(batch)
            batch = following
        self._nest.Simulate(rest)
        self.network.force_update(self.task.iterations * self.steps)
        self._nest.Simulate(float(SETTLE))
        yield self._finish(batch)

    def _batches(self) -> Iterator[Batch]:
        """Draw the data, those of the next iteration while the present one is simulated."""
        with ThreadPoolExecutor(max_workers=1) as drawer:
            following = drawer.submit(self.task.draw, self._rng)
            for _ in range(1, self.task.iterations):
                batch = following.result()
                following = drawer.submit(self.task.draw, self._rng)
                yield batch
            yield following.result()

    def _begin(self, iteration: int, batch: Batch) -> Batch:
        self.network.present(batch, iteration * self.steps)
        self._nest.Simulate(float(SETTLE))
        return batch

    def _finish(self, batch: Batch) -> dict[str, float]:
        signal = self.network.take_readout()
        if self.recordings:
            self.recordings.weights.drain()
        scores = self.task.score(signal.reshape(len(signal), self.task.batch_size, -1), batch)
        for name, values in self.scores.items():
            values.append(scores[name])
        return scores

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
