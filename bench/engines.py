"""The engines that are compared, each run by a process of its own (worker.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).parent
WORKER = HERE / "worker.py"
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NPROC": "1",  # JAX
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
}


@dataclass(frozen=True)
class Spec:
    """An engine: a file of the task's folder, what of it, and how far its results may be from the first engine's."""

    file: str
    variant: str
    tolerance: float  # relative


ENGINES = {
    "nest": Spec("nest_engine", "nest", 1e-10),
    "eprop": Spec("nest_engine", "eprop", 1e-10),
    "jax-float64": Spec("jax_engine", "float64", 1e-10),
    "torch-float64": Spec("torch_engine", "float64", 1e-10),
    # in single precision rounding moves a spike now and then, and training spreads the difference
    "jax-float32": Spec("jax_engine", "float32", 2e-2),
    "torch-float32": Spec("torch_engine", "float32", 2e-2),
}


def engines_of(folder: str) -> list[str]:
    """Name the engines that a task has a file for."""
    return [name for name, spec in ENGINES.items() if (HERE / folder / f"{spec.file}.py").exists()]


class EngineError(Exception):
    """The engine's process ended where an answer was due."""


class MissingEngineError(EngineError):
    """The engine cannot be imported."""


class Worker:
    """The process of one engine; a context manager.

    Parameters
    ----------
    folder
        Folder of the task.
    name
        Key of ENGINES.
    python
        Interpreter that has the engine.
    threads
        How many it is to use; only eprop and NEST can do with more than one.

    Raises
    ------
    MissingEngineError
        If the interpreter or the engine's module is not there.
    """

    def __init__(self, folder: str, name: str, python: str = sys.executable, threads: int = 1) -> None:
        self.name, self.tolerance = name, ENGINES[name].tolerance
        self.threads: dict[str, int] = {"threads": threads} if threads > 1 else {}
        self.log = tempfile.TemporaryFile("w+")  # noqa: SIM115 (close() closes it)
        command = [python, str(WORKER), folder, ENGINES[name].file, ENGINES[name].variant]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": self.log, "text": True}
        try:
            self.process = subprocess.Popen(command, env={**os.environ, **ONE_THREAD}, **pipes)
        except OSError as error:
            self.log.close()
            raise MissingEngineError(str(error)) from error
        try:
            self.version = self._greeting(python)
        except BaseException:
            self.close()
            raise

    def _greeting(self, python: str) -> str:
        greeting = self._receive()
        if "missing" in greeting:
            raise MissingEngineError(f"{greeting['missing']} (in {python}; bench/README.md says how to install it)")
        return str(greeting["version"])

    def call(self, name: str, **arguments: Any) -> Any:
        """Have the engine do something and return what it answers.

        Raises
        ------
        EngineError
            If the engine's process ends instead, with the end of what it printed.
        """
        self.ask(name, **arguments)
        return self.answer()

    def build(self, **arguments: Any) -> None:
        """Have the engine build its network for the threads it is to use."""
        self.call("build", **arguments, **self.threads)

    def ask(self, name: str, **arguments: Any) -> None:
        """Have the engine do something, without waiting for it."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(json.dumps({"call": name, **arguments}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise self._failure() from error

    def answer(self) -> Any:
        """Wait for what the engine answers to what it was asked."""
        return self._receive()["result"]

    def _receive(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise self._failure()
        reply: dict[str, Any] = json.loads(line)
        return reply

    def _failure(self) -> EngineError:
        self.process.wait()
        self.log.seek(0)
        return EngineError(f"{self.name} failed:\n{self.log.read()[-3000:]}")

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.communicate()
        self.log.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
