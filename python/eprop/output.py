"""What ``get`` returns in other forms: a string in JSON, a table of pandas."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eprop.errors import NESTErrors
from eprop.extras import optional

if TYPE_CHECKING:
    from eprop._core import Ids

FORMS = ("", "json", "pandas")


def formatted(values: Any, names: Any, index: Ids, output: str) -> Any:
    """Bring values into the form that a user asked for.

    Parameters
    ----------
    values
        What ``get`` returns by itself: a value of one node or connection, a sequence of values of several, or a
        dictionary of these.
    names
        Which: a name, or several, by which the values stand in a dictionary.
    index
        Ids by which the rows of a table are named, shape (n,).
    output
        "" for the values, "json" for a string in JSON, "pandas" for a DataFrame.

    Raises
    ------
    NESTErrors.BadProperty
        If there is no such form.
    ModuleNotFoundError
        If pandas is needed and not installed.
    """
    if output not in FORMS:
        raise NESTErrors.BadProperty(f"get: output = {output!r} must be one of {', '.join(map(repr, FORMS))}")
    if output == "json":
        return json.dumps(values, default=lambda value: value.tolist())
    return _table(values, names, index) if output else values


def _table(values: Any, names: Any, index: Ids) -> Any:
    if isinstance(names, str) and names:
        columns = {names: values}
    elif isinstance(values, Mapping):
        columns = dict(values)
    else:  # a dictionary for each of several nodes
        columns = {name: [row[name] for row in values] for name in names}
    if len(index) == 1:
        columns = {name: [value] for name, value in columns.items()}
    pandas = optional("pandas", "DataFrames")
    return pandas.DataFrame({name: list(column) for name, column in columns.items()}, index if columns else None)
