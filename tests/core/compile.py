"""Builds the C++ unit tests and the core: ``python compile.py OUT_DIR [COMPILER FLAGS]`` prints the program's path."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TESTS = Path(__file__).parent
CORE = TESTS.parents[1] / "eprop_core"
COMPILER = shlex.split(os.environ.get("CXX", "c++"))


def sources() -> list[Path]:
    """List the tests and all of the core but its binding."""
    return [*sorted(TESTS.glob("*.cpp")), *sorted(f for f in CORE.glob("*/*.cpp") if f.parent.name != "binding")]


def build(out: Path, flags: list[str]) -> Path:
    """Compile all sources into `out`, as many at a time as there are processors, and link them."""
    out.mkdir(parents=True, exist_ok=True)
    program = out / "core_tests"
    compiler = [*COMPILER, *(CORE / "compile_flags.txt").read_text().split(), f"-I{CORE}", f"-I{TESTS}", "-pthread"]
    network = out / "network.hpp"  # what most files include, parsed once
    network.write_text('#include <algorithm>\n#include <cmath>\n#include <string>\n#include "engine/network.hpp"\n')
    subprocess.run([*compiler, "-O0", *flags, "-x", "c++-header", network, "-o", f"{network}.gch"], check=True)

    def compiled(source: Path) -> str:
        target = out / f"{source.parent.name}_{source.stem}.o"
        is_hot = source.parent.name == "simd"
        own = ["-O1"] if is_hot else ["-O0", "-include", network]
        subprocess.run([*compiler, *own, *flags, "-c", source, "-o", target], check=True)
        return str(target)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compiled, sources()))
    subprocess.run([*compiler, *flags, *objects, "-o", str(program)], check=True)
    return program


if __name__ == "__main__":
    print(build(Path(sys.argv[1]), sys.argv[2:]))
