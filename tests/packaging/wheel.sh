#!/usr/bin/env bash
# Builds the sdist, from it the wheel, and runs the wheel in an empty environment elsewhere.
set -euo pipefail
cd "$(dirname "$0")/../.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

"${PYTHON:-python3}" -m venv "$scratch/build"
"$scratch/build/bin/pip" install --quiet --disable-pip-version-check build
"$scratch/build/bin/python" -m build --outdir "$scratch/dist" . &> "$scratch/build.log" || { cat "$scratch/build.log"; exit 1; }
ls -l "$scratch/dist"
tar tf "$scratch"/dist/*.tar.gz | cut -d/ -f2- > "$scratch/files"
for file in README.md LICENSE CHANGELOG.md eprop_core/README.md tests/run.sh tests/core/exp.cpp tests/golden/cases.py bench/README.md docs/api.md; do
    grep --quiet --line-regexp --fixed-strings "$file" "$scratch/files" || { echo "the sdist lacks $file"; exit 1; }
done

"${PYTHON:-python3}" -m venv "$scratch/empty"
"$scratch/empty/bin/pip" install --quiet --disable-pip-version-check "$scratch"/dist/*.whl pytest
cp tests/packaging/test_*.py "$scratch"
cd "$scratch"
empty/bin/python -m pytest -q -p no:cacheprovider test_*.py
empty/bin/eprop run evidence-accumulation --iterations 2 --batch-size 2
