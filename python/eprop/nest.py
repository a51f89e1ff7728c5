"""Run a script that was written for NEST: ``python -m eprop.nest SCRIPT [ARGS]``.

``import nest`` in the script means eprop; everything else is as if Python had been given the script.
"""

from __future__ import annotations

import importlib.util
import runpy
import sys
from pathlib import Path
from types import ModuleType

USAGE = """Usage: python -m eprop.nest SCRIPT [ARGS]...

Run SCRIPT, written for NEST, with `import nest` bound to eprop. ARGS become its sys.argv[1:].
"""


def bind() -> None:
    """Make ``import nest``, and ``import nest.x`` for every module ``eprop.x``, mean eprop."""
    for name, module in list(sys.modules.items()):
        if name == "eprop" or name.startswith("eprop."):
            sys.modules["nest" + name.removeprefix("eprop")] = module
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


def main(arguments: list[str]) -> None:
    """Run what the command line names, or say how to use it."""
    if not arguments:
        sys.stderr.write(USAGE)
        sys.exit(2)
    if arguments[0] in ("-h", "--help"):
        sys.stdout.write(USAGE)
        sys.exit(0)
    script = arguments[0]
    if not Path(script).is_file():
        sys.stderr.write(f"python -m eprop.nest: there is no script {script!r}\n")
        sys.exit(2)
    run(script, arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
