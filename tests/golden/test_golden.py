"""Results that NEST gave: the files beside this one."""

from __future__ import annotations

import runpy
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from golden import whole_tasks
from golden.cases import CASES, run_case
from golden.compare import FREED, compare
from tolerance import assert_close, assert_equal

import eprop
import eprop.nest

HERE = Path(__file__).parent
RECORDERS = {"wr_": "wr", "sr_": "sr", "ev_reg_": "mm_reg", "ev_ad_": "mm_ad", "ev_out_": "mm_out"}  # of the script


def golden(name: str) -> dict[str, np.ndarray]:
    with np.load(HERE / f"{name}.npz") as file:
        return dict(file)


@pytest.mark.parametrize("name", CASES)
def test_case(name):
    c = CASES[name]
    compare(run_case(eprop, c), golden(name), without=() if c["family"] else FREED)


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("evidence_batch1", whole_tasks.evidence),
        ("evidence_batch2", whole_tasks.evidence),
        ("sine_batch1", whole_tasks.sine),
    ],
)
def test_whole_task(name, task):
    expected = golden(name)
    for key, value in task(eprop, expected).items():
        (assert_equal if key.startswith("spikes") else assert_close)(value, expected[key], key)


@pytest.fixture
def seed_script(monkeypatch):
    """What is defined after the seed tutorial has run, unmodified."""
    mpl.use("Agg")
    monkeypatch.setattr(plt, "show", lambda: None)
    eprop.nest.bind()
    with mpl.rc_context():
        yield runpy.run_path(str(HERE / "seed_tutorial.py"))
        assert len(plt.get_fignums()) == 5
    plt.close("all")


def test_seed_tutorial(seed_script):
    expected = golden("seed_tutorial")
    got = {"loss": seed_script["loss"], "recall_errors": seed_script["recall_errors"]}
    for prefix, weights in (("w0_", "weights_pre_train"), ("w_", "weights_post_train")):
        got |= {prefix + name: found["weight_matrix"] for name, found in seed_script[weights].items()}
    for prefix, recorder in RECORDERS.items():
        got |= in_order(prefix, {prefix + name: column for name, column in seed_script["events_" + recorder].items()})
        expected |= in_order(prefix, expected)
    del got["wr_ports"], expected["wr_ports"]  # where a synapse is kept; NEST's sorting is not stable
    assert expected.keys() == got.keys()
    for name in sorted(got, key=lambda name: (name in ("loss", "recall_errors"), not name.startswith(("w0_", "wr_")))):
        exact = name.endswith(("senders", "targets", "times", "receptors"))
        (assert_equal if exact else assert_close)(got[name], expected[name], name)


def in_order(prefix, columns):
    """Columns of one recorder's events by time, sender and target: NEST promises no order inside of a step."""
    events = {name: column for name, column in columns.items() if name.startswith(prefix)}
    keys = [events[prefix + name] for name in ("targets", "senders", "times") if prefix + name in events]
    order = np.lexsort(keys)
    return {name: column[order] for name, column in events.items()}
