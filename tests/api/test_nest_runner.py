"""Scripts for NEST run on eprop."""

import subprocess
import sys

import pytest

import eprop
import eprop.nest

SCRIPT = """
import sys
import matplotlib.pyplot as plt
import nest
import nest.errors
from IPython.display import Image
from beside import ANSWER

try:
    Image(filename="no such file")
except FileNotFoundError:
    pass
nest.ResetKernel()
parrots = nest.Create("parrot_neuron", 3)
plt.plot(parrots.tolist())
plt.show()
print(__name__, sys.argv, nest.__name__, nest.errors.NESTError is nest.NESTError, len(parrots), ANSWER)
sys.exit(7)
"""


def run(*arguments, **options):
    command = [sys.executable, "-m", "eprop.nest", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)


def test_a_script_runs_as_if_python_had_been_given_it(tmp_path, monkeypatch):
    monkeypatch.setenv("MPLBACKEND", "Agg")
    folder = tmp_path / "scripts"
    folder.mkdir()
    (folder / "script.py").write_text(SCRIPT)
    (folder / "beside.py").write_text("ANSWER = 42")
    result = run("scripts/script.py", "--flag", "x", cwd=tmp_path)
    assert result.returncode == 7, result.stderr
    assert result.stdout.splitlines()[-1] == "__main__ ['scripts/script.py', '--flag', 'x'] eprop True 3 42"


MODULES = """
import nest
import nest.raster_plot
import nest.voltage_trace as v
from nest import raster_plot
from nest.lib.hl_api_exceptions import NESTErrors
import eprop.raster_plot
import eprop.voltage_trace
print(nest.raster_plot is raster_plot is eprop.raster_plot, v is eprop.voltage_trace is nest.voltage_trace)
print(NESTErrors is nest.NESTErrors is nest.kernel.NESTErrors, nest.kernel.NESTError is nest.NESTError)
print(raster_plot.__spec__.name, raster_plot.__name__)
for name in ("spatial", "nothing"):
    try:
        __import__(f"nest.{name}")
    except ModuleNotFoundError as error:
        print(error)
"""


def test_modules_of_nest_are_those_of_eprop(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(MODULES)
    result = run(script)
    same, kernel, name, spatial, nothing = result.stdout.splitlines() or [result.stderr]
    assert same == kernel == "True True"
    assert name == "eprop.raster_plot eprop.raster_plot"
    assert spatial.startswith("nest.spatial is NEST's, but not here: nodes have no positions")
    assert nothing == "No module named 'eprop.nothing'"


def test_an_error_in_the_script_is_shown(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import nest\nnest.Create('no_such_model')\n")
    result = run(script)
    assert result.returncode == 1
    assert "no_such_model" in result.stderr
    assert f'File "{script}", line 2' in result.stderr


def test_without_a_script_it_says_how_to_use_it():
    result = run()
    assert result.returncode == 2
    assert result.stderr == eprop.nest.USAGE


def test_help(capsys):
    with pytest.raises(SystemExit) as exit_:
        eprop.nest.main(["--help"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == eprop.nest.USAGE


def test_a_missing_script_is_refused(capsys):
    with pytest.raises(SystemExit) as exit_:
        eprop.nest.main(["nowhere.py"])
    assert exit_.value.code == 2
    assert "there is no script 'nowhere.py'" in capsys.readouterr().err


@pytest.fixture
def _restored_modules():
    before = dict(sys.modules)
    yield
    for name in [name for name in sys.modules if name.partition(".")[0] in ("nest", "IPython")]:
        del sys.modules[name]
    sys.modules.update(before)


@pytest.mark.usefixtures("_restored_modules")
def test_tutorials_do_not_need_ipython():
    for name in [name for name in sys.modules if name.startswith("IPython.")]:
        del sys.modules[name]
    sys.modules["IPython"] = None  # makes its import fail
    eprop.nest.bind()
    from IPython.display import Image

    assert Image(filename="schematic.png").filename == "schematic.png"


SHOW = "import sys, nest; print(__name__, sys.argv, sys.path[0] in ('', sys.argv[-1]), nest.__name__, ANSWER)"


def test_code_runs_as_if_python_had_been_given_it(tmp_path):
    (tmp_path / "beside.py").write_text("ANSWER = 42")
    result = run("-c", f"from beside import ANSWER; {SHOW}", "-m", tmp_path, cwd=tmp_path)
    assert result.stdout == f"__main__ ['-c', '-m', '{tmp_path}'] True eprop 42\n", result.stderr


def test_a_module_runs_as_if_python_had_been_given_it(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "beside.py").write_text("ANSWER = 42")
    (folder / "module.py").write_text(f"from package.beside import ANSWER; {SHOW}")
    result = run("-m", "package.module", "-c", tmp_path, cwd=tmp_path)
    shown = f"__main__ ['{folder / 'module.py'}', '-c', '{tmp_path}'] True eprop 42\n"
    assert result.stdout == shown, result.stderr


@pytest.mark.parametrize("name", ["nowhere", "nowhere.at_all"])
def test_a_missing_module_is_refused(capsys, name):
    with pytest.raises(SystemExit) as exit_:
        eprop.nest.main(["-m", name])
    assert exit_.value.code == 2
    assert f"there is no module '{name}'" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["-m", "-c"])
def test_an_option_without_its_value_says_how_to_use_it(capsys, option):
    with pytest.raises(SystemExit) as exit_:
        eprop.nest.main([option])
    assert exit_.value.code == 2
    assert capsys.readouterr().err == eprop.nest.USAGE
