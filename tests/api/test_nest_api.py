"""docs/nest_api.md says of every public name of NEST what eprop does with it."""

import json
import runpy
import subprocess
import textwrap
from pathlib import Path

import pytest
from against_nest import NEST_PYTHON

import eprop
from eprop import NESTErrors, missing
from eprop.models import NODE_MODELS, SYNAPSE_MODELS

DOCS = Path(__file__).parents[2] / "docs"
LISTED = runpy.run_path(str(DOCS / "nest_api.py"))

SCRIPT = """
    import inspect, json, nest
    errors = {name: [base.__name__ for base in error.__mro__]
              for name, error in inspect.getmembers(nest.NESTErrors, inspect.isclass)}
    names = [name for name in dir(nest) if not name.startswith("_") or name == "__version__"]
    status = list(nest.GetKernelStatus())
    print("\\n" + json.dumps([names, status, errors, nest.node_models + nest.synapse_models]))
"""


@pytest.fixture(scope="module")
def nest_has():
    """Names of the module, keys of the kernel's status, bases of the exceptions, models."""
    if not NEST_PYTHON.exists():
        pytest.skip(f"no NEST: {NEST_PYTHON} does not exist; EPROP_NEST_PYTHON names a Python with nest-simulator")
    shown = subprocess.run([NEST_PYTHON, "-c", textwrap.dedent(SCRIPT)], capture_output=True, text=True, check=True)
    return json.loads(shown.stdout.splitlines()[-1])


def test_the_table_is_that_of_the_code():
    written = (DOCS / "nest_api.md").read_text(encoding="utf-8")
    assert written == LISTED["text"](), "run: python docs/nest_api.py"


def test_every_public_name_is_in_the_table():
    assert set(eprop.__all__) <= LISTED["NAMES"].keys() | LISTED["BEYOND"].keys()
    assert eprop.get().keys() - LISTED["BEYOND"].keys() == LISTED["PARAMETERS"].keys()
    assert LISTED["BEYOND"].keys() <= set(dir(eprop))


def test_every_name_of_nest_is_in_the_table(nest_has):
    names, status, _, _ = nest_has
    listed = LISTED["NAMES"].keys() | missing.NAMES.keys()
    parameters = LISTED["PARAMETERS"].keys() | missing.KERNEL_PARAMETERS.keys()
    assert set(names) | set(status) == listed | parameters
    assert set(status) <= parameters
    assert not LISTED["BEYOND"].keys() & set(names)


def test_every_model_of_eprop_in_nest_is_in_the_table(nest_has):
    *_, models = nest_has
    assert {*NODE_MODELS, *SYNAPSE_MODELS} <= set(models)
    eprop_models = {model for model in models if "eprop" in model}
    assert eprop_models == {m for m in (*NODE_MODELS, *SYNAPSE_MODELS) if "eprop" in m}


def test_every_exception_of_nest_is_here(nest_has):
    """With NEST's bases among its own."""
    _, _, errors, _ = nest_has
    assert len(errors) > 50
    for name, bases in errors.items():
        ours = [base.__name__ for base in getattr(NESTErrors, name).__mro__]
        assert [base for base in ours if base in bases] == bases, name


@pytest.mark.parametrize("name", [*missing.NAMES, *missing.KERNEL_PARAMETERS])
def test_what_is_not_here_says_what_to_use_instead(name):
    reason = missing.NAMES.get(name) or missing.KERNEL_PARAMETERS[name]
    with pytest.raises(NESTErrors.NotImplemented) as caught:
        getattr(eprop, name)
    assert str(caught.value).endswith(f"but not here: {reason}")
