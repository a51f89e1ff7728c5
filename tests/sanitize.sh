#!/usr/bin/env bash
# Runs the C++ unit tests, then the tests in Python given as arguments (tests/golden), with a core built under sanitizers.
# Needs the environment that tests/run.sh makes.
#   SANITIZERS=thread   instead of address,undefined
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv-test/bin/python
sanitizers=${SANITIZERS:-address,undefined}
flags="-fsanitize=$sanitizers -fno-sanitize-recover=all -fno-omit-frame-pointer -g1 -O0"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# shellcheck disable=SC2086
"$($python tests/core/compile.py "$scratch/core" $flags)"

$python -m pip install --quiet --disable-pip-version-check "setuptools>=77" "cython>=3.1"
CXXFLAGS=$flags LDFLAGS=$flags $python setup.py --quiet build --build-base "$scratch" --build-lib "$scratch/lib"
library() { "${CXX:-c++}" -print-file-name="$1"; }
runtime=$(library "lib${sanitizers:0:1}san.so")
# The interpreter itself leaks by design, and the C++ library must be there when the sanitizer looks for its functions.
LD_PRELOAD="$runtime $(library libstdc++.so)" ASAN_OPTIONS=detect_leaks=0 PYTHONPATH=$scratch/lib \
    $python -m pytest "${@:-tests/golden}"
