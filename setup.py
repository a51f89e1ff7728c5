"""Builds the compiled core: every C++ file of eprop_core/ and its Cython binding as one extension module."""

from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

core = Path("eprop_core")
extension = Extension(
    "eprop._core",
    [str(core / "binding/_core.pyx"), *sorted(str(f) for f in core.glob("*/*.cpp") if f.stem != "_core")],
    include_dirs=[str(core)],
    depends=sorted(str(f) for pattern in ("*/*.hpp", "*/*.inl", "*/*.pxd") for f in core.glob(pattern)),
    language="c++",
    # No fast-math and no contraction: the same bytes on every CPU. GCC vectorises comparisons only without trapping maths.
    extra_compile_args=["-std=c++20", "-O3", "-fno-trapping-math", "-fno-math-errno", "-ffp-contract=off", "-fvisibility=hidden"],
)
setup(ext_modules=cythonize([extension], build_dir="build", include_path=[str(core / "binding")]))
