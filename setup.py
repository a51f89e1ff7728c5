"""Builds the compiled core: every C++ file of eprop_core/ and its Cython binding as one extension module."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

core = Path("eprop_core")
# No fast-math and no contraction: the same bytes on every CPU. GCC vectorises comparisons only without trapping maths.
flags = (core / "compile_flags.txt").read_text().split()
extension = Extension(
    "_core",
    [str(core / "binding/_core.pyx"), *sorted(str(f) for f in core.glob("*/*.cpp") if f.stem != "_core")],
    include_dirs=[str(core)],
    depends=sorted(str(f) for pattern in ("*/*.hpp", "*/*.inl", "*/*.pxd") for f in core.glob(pattern)),
    language="c++",
    extra_compile_args=[*flags, "-g0", *os.environ.get("CXXFLAGS", "").split()],  # the user has the last word
)


class ParallelBuild(build_ext):
    """Compiles as many files at a time as there are processors; linking is left to setuptools."""

    def build_extension(self, ext: Extension) -> None:
        def compiled(source: str) -> list[str]:
            return self.compiler.compile(
                [source], self.build_temp, include_dirs=ext.include_dirs, extra_postargs=ext.extra_compile_args
            )

        with ThreadPoolExecutor(os.cpu_count()) as pool:
            ext.extra_objects = [name for names in pool.map(compiled, ext.sources) for name in names]
        ext.depends, ext.sources = [*ext.depends, *ext.sources], []
        super().build_extension(ext)


modules = cythonize([extension], build_dir="build", include_path=[str(core / "binding")])
modules[0].name = "eprop._core"  # not before: Cython looks for the .pxd of a module in the folder of its package
setup(ext_modules=modules, cmdclass={"build_ext": ParallelBuild})
