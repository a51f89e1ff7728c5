"""The learning signals of the models without suffix, which NEST's files do not tell, from errors that they do tell."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from golden.cases import CASES, draw, run_case
from tolerance import assert_close

import eprop

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", [name for name, c in CASES.items() if not c["family"]])
def test_learning_signal(name):
    """A row shows the errors of the row before, over the feedback weights."""
    feedback = draw(CASES[name])[3]
    with np.load(HERE / f"{name}.npz") as golden:
        expected = golden["out_error_signal"][:-1] @ feedback.T
    got = run_case(eprop, CASES[name])["rec_learning_signal"]
    assert not got[0].any()
    assert_close(got[1:], expected, "learning_signal")
