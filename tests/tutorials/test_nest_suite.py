"""NEST's own tests, run where NEST is installed, with ``import nest`` bound to eprop."""

import subprocess
import sys

import pytest
from against_nest import nest_folder

SUITE = "share/nest/testsuite/pytests"
FILES = ["synapses/test_eprop_plasticity.py", "synapses/test_eprop_bsshslm_2020_plasticity.py"]


@pytest.mark.parametrize("file", FILES)
def test_passes(file, tmp_path):
    command = [sys.executable, "-m", "eprop.nest", "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    test = nest_folder() / SUITE / file
    done = subprocess.run([*command, test], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
