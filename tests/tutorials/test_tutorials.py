"""NEST's tutorials of e-prop, run where NEST is installed, unmodified but for the number of iterations."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from against_nest import nest_folder
from tolerance import assert_close
from tutorials import shortened

import eprop
from eprop import nest
from eprop.parameter import Parameter


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    shortened.write_images(folder)
    return folder


@pytest.fixture
def bound(monkeypatch):
    """``import nest`` means eprop; what would download the data set does nothing."""
    monkeypatch.setitem(sys.modules, "requests", ModuleType("requests"))
    nest.bind()
    verbosity = eprop.verbosity
    yield
    eprop.verbosity = verbosity


@pytest.mark.parametrize("script", shortened.SCRIPTS)
def test_learns_as_in_nest(script, images, bound, monkeypatch):
    with np.load(Path(__file__).parent / "tutorials.npz") as file:
        expected = {key.removeprefix(f"{script}/"): file[key] for key in file if key.startswith(f"{script}/")}
    if "tau_m" in expected:  # drawn by NEST
        drawn = Parameter(lambda _, elements: expected["tau_m"][elements], "tau_m")
        monkeypatch.setattr(eprop.random, "normal", lambda mean, std: drawn)
    got = shortened.run(nest_folder() / shortened.FOLDER, script, images)
    assert got.keys() == expected.keys()
    for key in expected:
        assert_close(got[key], expected[key], key)


def test_none_is_missing():
    assert {path.stem for path in (nest_folder() / shortened.FOLDER).glob("*.py")} == set(shortened.SCRIPTS)
