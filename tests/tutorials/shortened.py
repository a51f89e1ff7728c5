"""NEST's tutorials of e-prop with fewer iterations: ``python shortened.py OUT.npz`` in the environment that has NEST.

It needs matplotlib too. OUT.npz holds the results as ``<script>/<key>``: the tests expect it as tutorials.npz beside
this file.
"""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any
from unittest import mock

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

FOLDER = "doc/examples/pynest/eprop_plasticity"  # where NEST is installed
BY_STEPS = {"n_iter": 3}
BY_SAMPLES = {"n_iter_train": 3, "n_iter_test": 1, "n_iter_validate_every": 2}
SCRIPTS: dict[str, dict[str, Any]] = {  # and what they assign to
    "eprop_supervised_classification_evidence-accumulation_bsshslm_2020": {**BY_SAMPLES, "batch_size": 2},
    "eprop_supervised_classification_neuromorphic_mnist": {**BY_SAMPLES, "group_size": 2},
    "eprop_supervised_regression_handwriting_bsshslm_2020": BY_STEPS,
    "eprop_supervised_regression_lemniscate_bsshslm_2020": BY_STEPS,
    "eprop_supervised_regression_sine-waves": BY_STEPS,
    "eprop_supervised_regression_sine-waves_bsshslm_2020": BY_STEPS,
}


def run(folder: Path, script: str, images: Path) -> dict[str, np.ndarray]:
    """Run a tutorial with what ``import nest`` means, as a user does in its folder.

    Parameters
    ----------
    folder
        Where the tutorials are.
    script
        A key of SCRIPTS.
    images
        Folder of the data set that `write_images` wrote.

    Returns
    -------
    dict
        What was learned, the number of figures, and what nest.random drew.
    """
    changes = SCRIPTS[script] | ({"save_path": f"{images}/"} if script.endswith("mnist") else {})
    mpl.use("Agg")
    here = Path.cwd()
    with mpl.rc_context(), mock.patch.object(plt, "show"):
        os.chdir(folder)
        try:
            found = _execute(folder / f"{script}.py", changes)
            assert all(axes.has_data() for n in plt.get_fignums() for axes in plt.figure(n).axes)
            return _results(found) | {"figures": np.array(len(plt.get_fignums()))}
        finally:
            os.chdir(here)
            plt.close("all")


def write_images(folder: Path) -> None:
    """Write a data set in the format of N-MNIST: two images of 3000 events a digit, the higher the further right.

    An event is 5 bytes: x, y, polarity in one bit, time in 23 (us).
    """
    random = np.random.default_rng(1)
    for digit in range(10):
        for file in (f"{part}/{digit}/{image:05}.bin" for part in ("Train", "Test") for image in (1, 2)):
            x = random.normal(6.0 + 2.4 * digit, 3.0, 3000).clip(0, 33).astype(int)
            y, polarity = random.integers(34, size=3000), random.integers(2, size=3000)
            time = np.sort(random.integers(300_000, size=3000))
            event = np.stack([x, y, polarity << 7 | time >> 16, time >> 8 & 255, time & 255], axis=1)
            path = folder / "468j46mzdv-1" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            event.astype(np.uint8).tofile(path)


def _execute(path: Path, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Run a script with other constants, each assigned to a name of its own; what is defined afterwards."""
    tree = ast.parse(path.read_text())
    assigned = {node.targets[0].id: node for node in tree.body if _is_assignment(node)}
    for name, value in changes.items():
        assigned[name].value = ast.copy_location(ast.Constant(value), assigned[name].value)
    found = {"__name__": "__main__", "__file__": str(path)}
    exec(compile(tree, path, "exec"), found)
    return found


def _is_assignment(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)


def _results(found: Mapping[str, Any]) -> dict[str, np.ndarray]:
    samples = found.get("results_dict", {})
    learned = {key: samples[key] for key in ("loss", "error") if key in samples} or {"loss": found["loss"]}
    drawn = {"tau_m": np.array(found["nrns_rec"].get("tau_m"))} if "tau_m_mean" in found else {}
    return learned | drawn | {"w_out": found["weights_post_train"]["rec_out"]["weight_matrix"]}


def provide(module: str, **content: Any) -> None:
    """Provide a module that tutorials import but do not need here, where it is not installed."""
    if importlib.util.find_spec(module.partition(".")[0]) is None:
        sys.modules[module] = ModuleType(module)
        vars(sys.modules[module]).update(content)


if __name__ == "__main__":
    import nest

    provide("IPython.display", Image=lambda filename: None)
    provide("requests")
    folder = Path(nest.__file__).parent / FOLDER
    results = {}
    with tempfile.TemporaryDirectory() as images:
        write_images(Path(images))
        for script in SCRIPTS:
            results |= {f"{script}/{key}": value for key, value in run(folder, script, Path(images)).items()}
    np.savez_compressed(sys.argv[1], **results)
