"""What is installed: metadata, files, and a compiled core that holds nothing of the machine that built it."""

import importlib
import importlib.metadata
import json
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

DISTRIBUTION = importlib.metadata.distribution("eprop")


def installed_files() -> list[PurePosixPath]:
    url = json.loads(DISTRIBUTION.read_text("direct_url.json") or "{}")
    if url.get("dir_info", {}).get("editable"):
        pytest.skip("an editable installation lists no files")
    return [f for f in DISTRIBUTION.files or [] if "__pycache__" not in f.parts]


def test_metadata_name_license_command_and_dependencies() -> None:
    assert DISTRIBUTION.metadata["License-Expression"] == "BSD-3-Clause"
    assert DISTRIBUTION.metadata["Requires-Python"] == ">=3.10"
    assert {(e.name, e.value) for e in DISTRIBUTION.entry_points} == {("eprop", "eprop.cli:main")}
    needed = {re.match(r"[\w-]+", r)[0] for r in DISTRIBUTION.requires or [] if "extra ==" not in r}
    assert needed == {"numpy", "matplotlib", "click", "rich"}


def test_only_the_package_is_installed() -> None:
    files = installed_files()
    assert {f.parts[0] for f in files if f.parts[0] != ".."} == {"eprop", f"eprop-{DISTRIBUTION.version}.dist-info"}
    assert {f.suffix for f in files if f.parts[0] == "eprop"} == {".py", ".pyi", ".so", ".typed"}
    names = {f.name for f in files}
    assert {"py.typed", "_core.pyi", "LICENSE"} <= names


def test_compiled_core_holds_no_paths_of_the_build() -> None:
    core = Path(importlib.import_module("eprop._core").__file__).read_bytes()
    assert re.findall(rb"/(?:home|root|tmp|work|build|usr/include)/[^\0]*", core) == []


def test_import_needs_neither_matplotlib_nor_rich() -> None:
    code = "import eprop, sys; print(sorted({'matplotlib', 'rich', 'click'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_small_simulation_runs() -> None:
    import eprop

    eprop.ResetKernel()
    neurons = eprop.Create("eprop_iaf_bsshslm_2020", 3, {"I_e": 500.0})
    recorder = eprop.Create("spike_recorder")
    eprop.Connect(neurons, recorder)
    eprop.Simulate(100.0)
    assert set(recorder.events["senders"]) == set(neurons.tolist())
