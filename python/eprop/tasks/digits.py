"""Digits: which digit is it that somebody has drawn?

The data are the 1,797 images of 8 x 8 pixels that come with scikit-learn (Optical Recognition of Handwritten Digits,
UCI Machine Learning Repository). A pixel is an input that spikes the more often the darker it is. A quarter of the
images is held out and never trained on.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from eprop.extras import optional
from eprop.tasks.classification import READOUT, RECURRENT, judge, synapses
from eprop.tasks.design import Design, Population, draw_weights, glorot_readout
from eprop.tasks.task import Batch, Data, Task

N_IN = 64
N_OUT = 10
HELD_OUT = 4  # one image in so many is for the test


@dataclass(frozen=True, kw_only=True)
class Digits(Task):
    """Classify handwritten digits.

    Parameters
    ----------
    sequence
        Steps of an image.
    window
        Steps at the end of an image in which the readouts answer.
    n_rec
        Recurrent neurons.
    """

    iterations: int = 300
    learning_rate: float = 1e-2
    sequence: int = 40
    window: int = 20
    n_rec: int = 100

    scores: ClassVar[Mapping[str, str]] = {
        "loss": r"$E = -\langle\sum_k \pi_k^{*,t} \log \pi_k^t\rangle$",
        "error": "error",
        "test error": "error, held-out images",
    }

    def design(self, rng: np.random.RandomState) -> Design:
        """Describe the network; draws its weights."""
        neuron = {**RECURRENT, "f_target": 20.0, "c_reg": 1.0 * self.window}
        return Design(
            sequence=self.sequence,
            window=self.window,
            recurrent={"regular": Population("iaf", self.n_rec, neuron)},
            readouts=READOUT,
            weights=draw_weights(rng, N_IN, self.n_rec, N_OUT, glorot_readout),
            synapses=synapses(self),
        )

    def data(self, rng: np.random.RandomState) -> Data:
        """Load the images and hold out some.

        Raises
        ------
        ModuleNotFoundError
            If scikit-learn is not installed.
        """
        images, labels = load()
        order = rng.permutation(len(labels))
        test, training = np.split(order, [len(order) // HELD_OUT])
        return Data(
            training=(self._present(images[some], labels[some]) for some in self._draw(rng, training)),
            test=self._present(images[test], labels[test]),
            test_every=-(-len(training) // self.batch_size),
        )

    def _draw(self, rng: np.random.RandomState, images: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
        """Draw batches of images, all of them before one comes again."""
        waiting = images[:0]
        while True:
            while len(waiting) < self.batch_size:
                waiting = np.concatenate([waiting, rng.permutation(images)])
            batch, waiting = np.split(waiting, [self.batch_size])
            yield batch

    def _present(self, images: NDArray[np.float64], labels: NDArray[np.int64]) -> Batch:
        """Turn images, shape (images, pixels), into spikes: as many as a pixel's value, 0 to 16, evenly spaced."""
        phases = images[:, np.newaxis] * np.linspace(0.0, 1.0, self.sequence)[:, np.newaxis]
        counts = np.floor(phases + 0.5)  # up to each step, shape (images, steps, pixels)
        spikes = np.diff(counts, axis=1, prepend=0.0).reshape(-1, N_IN)
        return Batch(
            sequences=len(labels),
            spikes=[np.flatnonzero(steps) for steps in spikes.T],
            changes=np.arange(len(labels)) * self.sequence,
            targets=np.eye(N_OUT)[labels].T,
        )

    def score(self, signal: NDArray[np.float64], batch: Batch) -> dict[str, float]:
        """Mean cross-entropy in the window, and the fraction of images for which the wrong readout won it."""
        loss, error = judge(signal[:, :, -self.window :], batch.targets)
        return {"loss": loss, "error": error}


def load() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Load the images, shape (images, pixels), and the digits that they show."""
    images, labels = optional("sklearn.datasets", "The images", "scikit-learn").load_digits(return_X_y=True)
    return images, labels
