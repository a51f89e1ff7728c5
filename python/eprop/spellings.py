"""Parameters as older versions of NEST spelled them, translated here and nowhere else.

NEST 3.7 and 3.8: ``gamma`` alone. With the threshold relative to E_L the surrogate gradient has the height gamma / V_th
and the width V_th, piecewise_linear is the only function, c_reg is not divided by the learning window when
average_gradient is on, and Adam's epsilon is 1e-8 by default.

NEST 3.9: ``gamma`` and ``beta``. The height is gamma, the width 1 / beta, and the function ``arctan`` is
gamma / π · 1 / (1 + (beta · π · x)²).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from eprop._core import Network
from eprop.errors import NESTErrors
from eprop.models import SUFFIX, node_table, origin
from eprop.values import shown
from eprop.versions import ALIASES, FUNCTION, HEIGHT, KNOWN, OLD, WIDTH, known_as, knows, table

if TYPE_CHECKING:
    from eprop._core import Floats, Ids

PRESENT, NEST_3_8, NEST_3_9 = range(3)
GAMMA, BETA, C_REG = range(3)  # rows of what users wrote
EPROP_SYNAPSE, EPSILON = "eprop_synapse" + SUFFIX, "optimizer.epsilon"
TYPE = "optimizer.type"
EPSILON_3_8 = 1e-8
AVERAGE = "average_gradient"

Columns = dict[str, Any]  # values of a group of nodes by parameter, scalars as float64 arrays of shape (n,)


@dataclass
class Written:
    """What users wrote for nodes in an older spelling: rows GAMMA, BETA, C_REG, NaN where nothing, shape (3, n)."""

    model: str
    ids: Ids
    rows: Floats


class Spellings:
    """The older spellings in one network: translates them, and keeps what users wrote so that they read it back.

    Parameters
    ----------
    core
        The network.
    version
        The version of NEST that was chosen, one of VERSIONS; None: what users write decides.
    """

    def __init__(self, core: Network, version: str | None = None) -> None:
        self._core = core
        self.version = version
        self._rows = np.empty((3, 0))  # columns are node ids
        self._defaults: dict[str, Floats] = {}  # rows for nodes to come, shape (3,)
        self._is_old: dict[str, bool] = {}  # models whose surrogate gradient was set
        self._scale = math.nan  # factor of c_reg in the core, NaN if it has to be written
        self._eprop_synapses = [EPROP_SYNAPSE, f"{EPROP_SYNAPSE}_hpc"]  # and copies of them
        self._epsilon_given: set[str] = set()

    def style(self, ids: Ids) -> Ids:
        """Spelling of each node: PRESENT, NEST_3_8 or NEST_3_9, shape (n,)."""
        gamma, beta, _ = self._written(ids)
        return np.where(np.isnan(gamma), PRESENT, np.where(np.isnan(beta), NEST_3_8, NEST_3_9))

    def names(self, model: str, style: int) -> list[str]:
        """Parameters that nodes of a model show in one of the spellings."""
        shown = [name for name, p in node_table(model).items() if p.access != "record"]
        if style != PRESENT:
            shown = [name for name in shown if name not in (HEIGHT, WIDTH)] + list(OLD)[:style]
        return [known for name in shown if (known := known_as(self.version, name))]

    def read(self, model: str, style: int, ids: Ids, name: str) -> list[Any] | None:
        """Values of a parameter that these nodes spell differently, None if they do not."""
        rows = {"gamma": GAMMA, "beta": BETA} | ({"c_reg": C_REG} if style == NEST_3_8 else {})
        if style != PRESENT and name in rows:
            return list(self._rows[rows[name], ids].tolist())
        if style == NEST_3_9 and name == FUNCTION:
            functions = shown(node_table(model)[name], self._core.get_nodes(ids, name))
            return ["arctan" if function == "arctan_derivative" else function for function in functions]
        return None

    def translate(self, model: str, style: int, ids: Ids, columns: Columns) -> tuple[Columns, Written | None]:
        """Express what a user wrote for nodes of one model and spelling in the present spelling.

        Returns
        -------
        columns
            What the core has to be given.
        written
            What to keep, None if nothing is in an older spelling.

        Raises
        ------
        NESTErrors.BadProperty
            If spellings are mixed, or a value is not possible in its spelling.
        """
        self._refuse_other_versions(model, columns)
        columns = _without_aliases(model, columns)
        old = [name for name in OLD if name in columns]
        self._refuse_mixture(model, style, columns)
        if FUNCTION not in node_table(model) or (style == PRESENT and not old):
            _refuse_arctan(model, columns)
            return columns, None
        for name in old:
            _check_positive(model, name, columns[name])
        rows = self._written(ids)
        rows[GAMMA] = columns.pop("gamma", np.where(np.isnan(rows[GAMMA]), OLD["gamma"].default, rows[GAMMA]))
        rows[BETA] = columns.pop("beta", rows[BETA])
        if not origin(model).endswith(SUFFIX):  # newer than NEST 3.8
            rows[BETA] = np.where(np.isnan(rows[BETA]), OLD["beta"].default, rows[BETA])
        if np.isnan(rows[BETA]).all():
            columns |= self._from_3_8(model, style, ids, columns, rows)
        else:
            columns |= self._from_3_9(model, style, ids, columns, rows)
        return columns, Written(model, ids, rows)

    def keep(self, written: Written) -> None:
        """Keep what users wrote."""
        missing = int(written.ids.max()) + 1 - self._rows.shape[1]
        if missing > 0:
            self._rows = np.pad(self._rows, ((0, 0), (0, missing)), constant_values=math.nan)
        self._rows[:, written.ids] = written.rows
        self._is_old[written.model] = True
        self._scale = math.nan

    def note_present(self, model: str) -> None:
        """Remember that the surrogate gradient of a model was set in the present spelling."""
        self._is_old[model] = False

    def keep_default(self, written: Written) -> None:
        """Let nodes to come start with what was written for one node."""
        self._defaults[written.model] = written.rows[:, 0]

    def copy(self, existing: str, new: str) -> None:
        """Let a copy of a model start with the spelling of the one it is like."""
        if existing in self._defaults:
            self._defaults[new] = self._defaults[existing]
        if existing in self._is_old:
            self._is_old[new] = self._is_old[existing]
        if existing in self._eprop_synapses:
            self._eprop_synapses.append(new)
        if existing in self._epsilon_given:
            self._epsilon_given.add(new)

    def forget(self, model: str) -> None:
        """Forget the copy of a model that was made last."""
        self._defaults.pop(model, None)
        self._is_old.pop(model, None)
        self._eprop_synapses = [name for name in self._eprop_synapses if name != model]
        self._epsilon_given.discard(model)

    def extend(self, model: str, ids: Ids) -> None:
        """Give new nodes the spelling of their model's defaults."""
        if model in self._defaults:
            self.keep(Written(model, ids, np.repeat(self._defaults[model][:, None], len(ids), axis=1)))

    def truncate(self, nodes: int) -> None:
        """Forget nodes that were removed, ids above `nodes`."""
        self._rows = self._rows[:, : nodes + 1]

    @contextmanager
    def watch_epsilon(self, model: str, values: Mapping[str, float]) -> Iterator[None]:
        """While defaults of a synapse model are set, see whether a user chooses Adam's epsilon."""
        if model not in self._eprop_synapses:
            yield
            return
        kind = self._core.get_synapse_default(model, TYPE)
        yield
        if EPSILON in values:
            self._epsilon_given.add(model)
        elif values.get(TYPE, kind) != kind:  # another optimizer starts with its own defaults
            self._epsilon_given.discard(model)

    def settle(self) -> None:
        """Write what depends on more than the nodes into the core: c_reg and epsilon as in NEST 3.7 and 3.8."""
        every = np.arange(self._rows.shape[1])
        ids = every[self.style(every) == NEST_3_8] if len(every) else every
        if not len(ids) and self.version not in ("3.7", "3.8"):
            return
        scale = self._window() if self._averages() else 1.0
        if scale != self._scale:
            models = self._core.models_of(ids)
            for index in np.unique(models):
                group = ids[models == index]
                self._core.set_nodes(group, {"c_reg": self._rows[C_REG, group] * scale})
            self._scale = scale
        for model in self._eprop_synapses:
            if model not in self._epsilon_given and self._core.get_synapse_default(model, EPSILON) != EPSILON_3_8:
                self._core.set_synapse_defaults(model, {EPSILON: EPSILON_3_8})

    def _averages(self) -> bool:
        """Whether the synapses average their gradients; NEST 3.8 does not average c_reg, so they have to agree."""
        connected = [model for model in self._eprop_synapses if self._core.count_connections(model)] or [EPROP_SYNAPSE]
        averages = {model: bool(self._core.get_synapse_default(model, AVERAGE)) for model in connected}
        if len(set(averages.values())) > 1:
            raise NESTErrors.BadProperty(
                f"{AVERAGE} must be the same for {', '.join(averages)} where gamma is given without beta"
            )
        return any(averages.values())

    def _window(self) -> float:
        return round(self._core.get_kernel("eprop_learning_window") / self._core.get_kernel("resolution"))

    def _written(self, ids: Ids) -> Floats:
        rows = np.full((3, len(ids)), math.nan)
        stored = ids < self._rows.shape[1]
        rows[:, stored] = self._rows[:, ids[stored]]
        return rows

    def _refuse_other_versions(self, model: str, columns: Columns) -> None:
        for name, values in columns.items():
            if not knows(self.version, name):
                versions = " to ".join(dict.fromkeys(KNOWN[name]))
                raise NESTErrors.BadProperty(
                    f"{model}: {name} = {values[0]} is a name of NEST {versions}, but nest_version = {self.version!r}"
                )

    def _refuse_mixture(self, model: str, style: int, columns: Columns) -> None:
        old, new = ([name for name in names if name in columns] for names in (OLD, (HEIGHT, WIDTH)))
        is_old = style != PRESENT or self._is_old.get(model, False)
        wrong = (new if old or is_old else []) or (old if self._is_old.get(model) is False else [])
        if wrong:
            raise NESTErrors.BadProperty(
                f"{model}: {wrong[0]} = {columns[wrong[0]][0]} mixes two spellings of the surrogate gradient, a model "
                f"must keep to gamma (NEST 3.7, 3.8), to gamma and beta (NEST 3.9) or to {HEIGHT} and {WIDTH}"
            )

    def _from_3_8(self, model: str, style: int, ids: Ids, columns: Columns, rows: Floats) -> Columns:
        function = _last(self._core, ids, columns, FUNCTION)
        if function.any():
            name = shown(table(model)[FUNCTION], function[function > 0])[0]
            raise NESTErrors.BadProperty(
                f"{model}: {FUNCTION} = {name!r} must be 'piecewise_linear' where gamma is given without beta"
            )
        V_th = _last(self._core, ids, columns, "V_th") - _last(self._core, ids, columns, "E_L")
        if not (V_th > 0.0).all():
            raise NESTErrors.BadProperty(
                f"{model}: V_th - E_L = {V_th.min()} mV must be > 0 where gamma is given without beta"
            )
        if "c_reg" in columns:
            rows[C_REG] = columns["c_reg"]
        elif style != NEST_3_8:
            rows[C_REG] = self._core.get_nodes(ids, "c_reg")
        return {HEIGHT: rows[GAMMA] / V_th, WIDTH: V_th}

    def _from_3_9(self, model: str, style: int, ids: Ids, columns: Columns, rows: Floats) -> Columns:
        choices = table(model)[FUNCTION].choices
        arctan, derivative = choices.index("arctan"), choices.index("arctan_derivative")
        if (columns.get(FUNCTION, np.zeros(1)) == derivative).any():
            raise NESTErrors.BadProperty(
                f"{model}: {FUNCTION} = 'arctan_derivative' must be 'arctan' where beta is given"
            )
        function = _last(self._core, ids, columns, FUNCTION)
        function = np.where(function == arctan, derivative, function)
        factor = np.where(function == derivative, math.pi, 1.0)
        present = {HEIGHT: rows[GAMMA] / factor, WIDTH: 1.0 / (rows[BETA] * factor), FUNCTION: function.astype(float)}
        if style == NEST_3_8:
            present["c_reg"] = columns.get("c_reg", rows[C_REG].copy())
        rows[C_REG] = math.nan
        return present


def _last(core: Network, ids: Ids, columns: Columns, name: str) -> Floats:
    """What a parameter will be: what is being set, or else what it is."""
    values: Floats = columns[name] if name in columns else core.get_nodes(ids, name)
    return values


def _without_aliases(model: str, columns: Columns) -> Columns:
    present = {ALIASES.get(name, name): value for name, value in columns.items()}
    if len(present) < len(columns):
        both = [f"{old} and {name}" for old, name in ALIASES.items() if old in columns and name in columns]
        raise NESTErrors.BadProperty(f"{model}: {', '.join(both)} are two spellings of the same, give one of them")
    return present


def _refuse_arctan(model: str, columns: Columns) -> None:
    if FUNCTION in columns and (columns[FUNCTION] == len(node_table(model)[FUNCTION].choices)).any():
        raise NESTErrors.BadProperty(
            f"{model}: {FUNCTION} = 'arctan' must be 'arctan_derivative' where gamma and beta are not given"
        )


def _check_positive(model: str, name: str, values: Floats) -> None:
    wrong = values[~((values > 0.0) & (values < math.inf))]
    if len(wrong):
        raise NESTErrors.BadProperty(f"{model}: {name} = {wrong[0]} must be > 0")
