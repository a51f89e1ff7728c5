#!/usr/bin/env bash
# Sets up and runs the linters and all tests: tests/run.sh [PYTEST ARGUMENTS]
#   PYTHON=python3.12     the interpreter of the environments (python3)
#   EPROP_SKIP_NEST=1     leave out NEST, and with it the tests that compare with it
#   EPROP_NEST_PYTHON=…   use this Python that has NEST instead of making an environment for it
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

finds_doctest() { echo '#include <doctest/doctest.h>' | "${CXX:-c++}" -E -x c++ - &> /dev/null; }
if ! finds_doctest && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    apt-get update -qq && apt-get install -y -qq doctest-dev
fi

[ -x .venv-test/bin/python ] || "$python" -m venv .venv-test
rm -rf build  # files that are gone from the sources would be installed from there
.venv-test/bin/python -m pip install --quiet --disable-pip-version-check ".[test,lint]"

if [ -z "${EPROP_SKIP_NEST:-}" ] && [ -z "${EPROP_NEST_PYTHON:-}" ]; then
    [ -x .venv-nest/bin/python ] || "$python" -m venv .venv-nest
    .venv-nest/bin/python -m pip install --quiet --disable-pip-version-check nest-simulator==3.10.0 numpy
    export EPROP_NEST_PYTHON=$PWD/.venv-nest/bin/python
fi

PATH=$PWD/.venv-test/bin:$PATH
set -x
ruff check .
ruff format --check .
mypy
find eprop_core tests/core -name '*.[ch]pp' -o -name '*.inl' | xargs clang-format --dry-run -Werror
cython-lint eprop_core/binding
python -m pytest "$@"
