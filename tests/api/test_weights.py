"""weight_matrix, and how long it takes to find, read and set the weights of a million connections."""

from time import perf_counter

import numpy as np
import pytest

import eprop
from eprop import NESTErrors

LIF, SYNAPSE = "eprop_iaf_bsshslm_2020", "eprop_synapse_bsshslm_2020"


def dense(matrix):
    return matrix.toarray() if hasattr(matrix, "toarray") else matrix


@pytest.fixture(params=[False, True], ids=["dense", "sparse"])
def sparse(request):
    if request.param:
        pytest.importorskip("scipy")
    return request.param


def test_matrix_is_what_connect_was_given(pre, post, sparse):
    weights = np.arange(1.0, 7.0).reshape(2, 3)
    eprop.Connect(pre, post, syn_spec={"weight": weights})
    matrix = eprop.weight_matrix(pre, post, sparse=sparse)
    assert matrix.shape == (2, 3)
    assert matrix.dtype == float
    assert (dense(matrix) == weights).all()
    part = eprop.weight_matrix(pre[::2], post[1], sparse=sparse)
    assert dense(part).tolist() == [[4.0, 6.0]]


def test_pairs_that_are_connected_never_once_or_twice(pre, post, sparse):
    eprop.Connect(pre[1], post[0], syn_spec={"weight": 2.0})
    eprop.Connect(pre[1], post[0], syn_spec={"synapse_model": SYNAPSE, "weight": 3.0})
    expected = np.zeros((2, 3))
    for model, weight in ((None, 5.0), ("static_synapse", 2.0), (SYNAPSE, 3.0)):
        expected[0, 1] = weight
        assert (dense(eprop.weight_matrix(pre, post, model, sparse=sparse)) == expected).all()
    assert not dense(eprop.weight_matrix(post, pre, sparse=sparse)).any()


def test_sparse_matrix_holds_what_is_connected(pre, post):
    scipy_sparse = pytest.importorskip("scipy.sparse")
    eprop.Connect(pre[:2], post, "one_to_one", {"weight": [0.0, 1.0]})
    matrix = eprop.weight_matrix(pre, post, sparse=True)
    assert scipy_sparse.issparse(matrix)
    assert matrix.nnz == 2


def test_missing_scipy_is_named(pre, post, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "scipy.sparse", None)
    with pytest.raises(ModuleNotFoundError, match="pip install scipy"):
        eprop.weight_matrix(pre, post, sparse=True)


def test_refused(pre, post, refused):
    with refused(NESTErrors.TypeMismatch, "[1]", "NodeCollection"):
        eprop.weight_matrix([1], post)
    with refused(NESTErrors.TypeMismatch, "weight_matrix", "post", "NodeCollection"):
        eprop.weight_matrix(pre, None)
    with refused(NESTErrors.UnknownSynapseType, "stdp"):
        eprop.weight_matrix(pre, post, "stdp")


@pytest.fixture
def million():
    pre, post = eprop.Create("parrot_neuron", 1000), eprop.Create(LIF, 1000)
    eprop.Connect(pre, post, syn_spec={"weight": 0.5})
    return pre, post, eprop.GetConnections(pre, post)


def fastest(call, repeats=5):
    times = []
    for _ in range(repeats):
        begin = perf_counter()
        call()
        times.append(perf_counter() - begin)
    return min(times)


@pytest.mark.parametrize(
    ("call", "ratio"),
    [
        (lambda pre, post, synapses, weights: eprop.GetConnections(pre, post), 1.5),
        (lambda pre, post, synapses, weights: eprop.weight_matrix(pre, post), 2.5),
        (lambda pre, post, synapses, weights: synapses.get("weight"), 4.0),
        (lambda pre, post, synapses, weights: synapses.get("source"), 4.0),
        (lambda pre, post, synapses, weights: synapses.set(weight=weights), 4.0),
        (lambda pre, post, synapses, weights: synapses.set(weight=0.25), 4.0),
        (lambda pre, post, synapses, weights: synapses.set(weight=weights.tolist()), 12.0),
    ],
    ids=["GetConnections", "weight_matrix", "get weight", "get source", "set array", "set number", "set list"],
)
def test_million_connections_take_no_loop(million, call, ratio):
    """Loops in Python would take hundreds of times as long as it takes to make a list of a million numbers."""
    weights = np.random.default_rng(1).random(1_000_000)
    yardstick = fastest(weights.tolist)
    assert fastest(lambda: call(*million, weights)) < 2.0 * ratio * yardstick
