"""Packages that only some calls need."""

from __future__ import annotations

import importlib
from typing import Any


def optional(module: str, subject: str, package: str = "") -> Any:
    """Import a module that may be missing.

    Parameters
    ----------
    module
        Name of the module, such as "scipy.sparse".
    subject
        What comes with the package, the beginning of the sentence: "The images".
    package
        Name under which the package is installed, if it is not that of the module.

    Returns
    -------
    module

    Raises
    ------
    ModuleNotFoundError
        If it is not installed; the message says how to install it.
    """
    package = package or module.partition(".")[0]
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise ModuleNotFoundError(
            f"{subject} come with {package}, which is not installed. Install it with: pip install {package}",
            name=error.name,
        ) from error
