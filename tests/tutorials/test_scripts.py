"""Scripts in the way users of NEST write them, on NEST and unchanged on eprop: the same output, the same files."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from against_nest import nest_python

SCRIPTS = sorted((Path(__file__).parents[1] / "scripts").glob("*.py"))
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def assert_alike(ours, known):
    """The same words, and numbers that agree to 1e-9."""
    assert NUMBER.sub("#", ours) == NUMBER.sub("#", known)
    numbers = [[float(number) for number in NUMBER.findall(text)] for text in (ours, known)]
    assert numbers[0] == pytest.approx(numbers[1], rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("script", SCRIPTS, ids=[script.stem for script in SCRIPTS])
def test_script(script, tmp_path):
    folders = {name: tmp_path / name for name in ("nest", "eprop")}
    for folder in folders.values():
        folder.mkdir()
    known = run(nest_python(), "-W", "ignore", script, folders["nest"])
    ours = run(sys.executable, "-m", "eprop.nest", script, folders["eprop"])
    assert_alike(ours, known[known.index(ours.split()[0]) :])  # behind NEST's greeting
    files = {name: sorted(file.name for file in folder.iterdir()) for name, folder in folders.items()}
    assert files["eprop"] == files["nest"] != []
    for name in files["nest"]:
        texts = [(folder / name).read_text(encoding="utf-8").partition("\n")[2] for folder in folders.values()]
        assert_alike(texts[1], texts[0])
