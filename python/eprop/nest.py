"""Run what was written for NEST: ``python -m eprop.nest SCRIPT [ARGS]``, ``-m MODULE [ARGS]`` or ``-c CODE [ARGS]``.

``import nest`` means eprop there; everything else is as if Python had been given the same.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
from pathlib import Path
from types import ModuleType
from typing import NoReturn

from eprop import aliases
from eprop.errors import NESTError
from eprop.kernel import default

USAGE = """Usage: python -m eprop.nest [--nest-version VERSION] (SCRIPT | -m MODULE | -c CODE) [ARGS]...

Run a script, module or code that was written for NEST, with `import nest` bound to eprop. ARGS become its sys.argv[1:].
VERSION is that of NEST which it was written for; without, the names that it uses decide.
"""


def bind() -> None:
    """Make ``import nest``, and ``import nest.x`` for every module ``eprop.x``, mean eprop."""
    for name, module in list(sys.modules.items()):
        if name == "eprop" or name.startswith("eprop."):
            sys.modules["nest" + name.removeprefix("eprop")] = module
    aliases.install()
    if importlib.util.find_spec("IPython") is None:
        _provide_image()


def _provide_image() -> None:
    """Provide ``IPython.display.Image``, with which NEST's tutorials show a schematic if they run in a notebook.

    There is no module ``IPython`` around it, which matplotlib and others would take for the real one.
    """

    class Image:
        def __init__(self, data: object = None, filename: str | None = None, **options: object) -> None:
            self.data, self.filename = data, filename

    display = ModuleType("IPython.display")
    vars(display)["Image"] = Image
    sys.modules["IPython.display"] = display


def run(script: str, arguments: list[str]) -> None:
    """Run a script with its own ``sys.argv`` and, as the first place to import from, its own folder.

    Parameters
    ----------
    script
        Path of the script.
    arguments
        What follows the script in ``sys.argv``.

    Raises
    ------
    SystemExit
        If the script exits.
    """
    bind()
    sys.argv = [script, *arguments]
    sys.path[0] = str(Path(script).resolve().parent)
    runpy.run_path(script, run_name="__main__")


def run_module(module: str, arguments: list[str]) -> None:
    """Run a module, such as pytest; the first place to import from is the working directory."""
    bind()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def run_code(code: str, arguments: list[str]) -> None:
    """Run code; the first place to import from is the working directory."""
    bind()
    sys.argv = ["-c", *arguments]
    sys.modules["__main__"] = main = ModuleType("__main__")
    exec(compile(code, "<string>", "exec"), vars(main))


def main(arguments: list[str]) -> None:
    """Run what the command line names, or say how to use it."""
    first, *rest = arguments or [""]
    if first == "--nest-version" and len(rest) > 1:
        _choose(rest[0])
        first, *rest = rest[1:]
    if first in ("-h", "--help"):
        sys.stdout.write(USAGE)
        sys.exit(0)
    if not first or (first in ("-m", "-c", "--nest-version") and not rest):
        sys.stderr.write(USAGE)
        sys.exit(2)
    if first == "-c":
        run_code(rest[0], rest[1:])
    elif first == "-m":
        if not _is_module(rest[0]):
            _stop(f"there is no module {rest[0]!r}")
        run_module(rest[0], rest[1:])
    else:
        if not Path(first).is_file():
            _stop(f"there is no script {first!r}")
        run(first, rest)


def _choose(version: str) -> None:
    try:
        default.set(nest_version=version)
    except NESTError as error:
        _stop(str(error))


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # of a package around it
        return False


def _stop(message: str) -> NoReturn:
    sys.stderr.write(f"python -m eprop.nest: {message}\n")
    sys.exit(2)


if __name__ == "__main__":
    main(sys.argv[1:])
