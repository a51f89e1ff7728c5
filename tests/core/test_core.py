"""Builds and runs the C++ unit tests, one file of them a test."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from compile import COMPILER, TESTS, build

FILES = sorted(f.name for f in TESTS.glob("*.cpp") if f.stem != "main")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if shutil.which(COMPILER[0]) is None:
        pytest.skip(f"there is no C++ compiler: {COMPILER[0]} (name another one with CXX)")
    header = subprocess.run(
        [*COMPILER, "-E", "-x", "c++", "-"], input=b"#include <doctest/doctest.h>", capture_output=True
    )
    if header.returncode != 0:
        pytest.skip("the compiler does not find doctest/doctest.h (Debian's package doctest-dev)")
    return build(tmp_path_factory.mktemp("core"), [])


@pytest.mark.parametrize("file", FILES)
def test_unit_tests_pass(program: Path, file: str) -> None:
    result = subprocess.run([program, f"--source-file=*/{file}"], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert re.search(r"test cases: +[1-9]", result.stdout), result.stdout
