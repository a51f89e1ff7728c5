"""``import nest.x`` for every module ``eprop.x``, imported when a script asks for it."""

from __future__ import annotations

import importlib
import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from eprop.missing import NAMES as MISSING


class _Alias(MetaPathFinder, Loader):
    """Finds ``nest.x``: the module ``eprop.x`` itself, not a second one."""

    def find_spec(self, fullname: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        package, _, name = fullname.partition(".")
        if package != "nest" or not name:
            return None
        if name in MISSING:
            raise ModuleNotFoundError(f"{fullname} is NEST's, but not here: {MISSING[name]}", name=fullname)
        return ModuleSpec(fullname, self)

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        sys.modules[name] = importlib.import_module("eprop" + name.removeprefix("nest"))


def install() -> None:
    """Make the import system look here first."""
    if not any(isinstance(finder, _Alias) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Alias())
