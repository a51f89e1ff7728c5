"""Fixtures of all tests."""

import signal
from contextlib import contextmanager

import numpy as np
import pytest

import eprop


@pytest.fixture(autouse=True, scope="session")
def _interrupts():
    """Ctrl-C acts, here and in processes that tests start, where a shell started the tests in the background too."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def _reset():
    """Every test starts with an empty network."""
    eprop.ResetKernel()


def state():
    """Everything that a script can read of the network."""
    nodes = [eprop.NodeCollection([i + 1]).get() for i in range(int(eprop.network_size))]
    models = eprop.node_models + eprop.synapse_models
    defaults = {model: eprop.GetDefaults(model) for model in models}
    kernel = {name: value for name, value in eprop.get().items() if not name.startswith(("time_", "memory_size"))}
    return {"kernel": kernel, "nodes": nodes, "connections": eprop.GetConnections().get(), "defaults": defaults}


def assert_same_state(after, before, where="state"):
    """Compare two states, name by name; NaN equals NaN."""
    if isinstance(before, (np.ndarray, eprop.NodeCollection)):
        after, before = after.tolist(), before.tolist()
    assert type(after) is type(before), where
    if isinstance(before, dict):
        assert after.keys() == before.keys(), where
        for name in before:
            assert_same_state(after[name], before[name], f"{where}[{name!r}]")
    elif isinstance(before, (list, tuple)):
        assert len(after) == len(before), where
        for i, pair in enumerate(zip(after, before, strict=True)):
            assert_same_state(*pair, f"{where}[{i}]")
    else:
        assert after == before or (after != after and before != before), where


@pytest.fixture
def refused():
    """A context in which one call is refused: with this exception, these words, and the network unchanged."""

    @contextmanager
    def context(kind, *words):
        before = state()
        with pytest.raises(kind) as caught:
            yield
        assert caught.type is kind
        for word in words:
            assert str(word) in str(caught.value)
        assert_same_state(state(), before)

    return context


@pytest.fixture
def pre():
    """Sources of the tests of connections."""
    eprop.set(resolution=1.0)
    return eprop.Create("parrot_neuron", 3)


@pytest.fixture
def post(pre):
    """Targets of the tests of connections, later than the sources."""
    return eprop.Create("eprop_iaf_bsshslm_2020", 2)
