"""Looking around: models, nodes, processes and help."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from eprop import backends
from eprop.errors import NESTErrors, unknown
from eprop.models import Table, common_table, synapse_table
from eprop.rules import RULES

if TYPE_CHECKING:
    from eprop.kernel import Kernel

OVERVIEW = """\
eprop: an event-driven engine that trains spiking networks with e-prop, under NEST's API

eprop.__version__       version of the package
eprop.node_models       models of neurons and devices
eprop.synapse_models    models of synapses
eprop.help(model)       parameters of a model
eprop.help(function)    how a function is called
"""


class Inspection:
    """What there is; and the calls of NEST for several processes, of which there is one."""

    def Models(self, mtype: str = "all", sel: str | None = None) -> tuple[str, ...]:
        """Names of models, sorted.

        Parameters
        ----------
        mtype
            "all", "nodes" or "synapses".
        sel
            What the names must contain.

        Returns
        -------
        tuple of str

        Raises
        ------
        NESTErrors.BadParameter
            If there are no models of this kind.
        """
        kernel = cast("Kernel", self)
        kinds = {"all": ("node_models", "synapse_models"), "nodes": ("node_models",), "synapses": ("synapse_models",)}
        if mtype not in kinds:
            raise NESTErrors.BadParameter(unknown("Models: mtype cannot be", mtype, kinds))
        return tuple(sorted(name for kind in kinds[mtype] for name in kernel.get(kind) if (sel or "") in name))

    def ConnectionRules(self) -> tuple[str, ...]:
        """Names of the rules of Connect, sorted."""
        return tuple(sorted(RULES))

    def Rank(self) -> int:
        """Number of this process, 0: there is one."""
        return 0

    def NumProcesses(self) -> int:
        """Number of processes, 1."""
        return 1

    def SyncProcesses(self) -> None:
        """Wait for the other processes, of which there are none."""

    def GetLocalVPs(self) -> range:
        """Numbers of the virtual processes, which are the threads."""
        return range(cast("Kernel", self).total_num_virtual_procs)

    def help(self, obj: Any = None, return_text: bool = False) -> str | None:
        """Print help.

        Parameters
        ----------
        obj
            Name of a model, for its parameters; a function, for its docstring; nothing for an overview.
        return_text
            Whether to return the text instead.

        Returns
        -------
        str or None

        Raises
        ------
        NESTErrors.UnknownComponent
            If there is no such model.
        """
        text = (
            OVERVIEW
            if obj is None
            else _model(cast("Kernel", self), obj)
            if isinstance(obj, str)
            else _documentation(obj)
        )
        if return_text:
            return text
        print(text)
        return None


def _documentation(obj: object) -> str:
    import pydoc  # which imports a web server

    return pydoc.plain(pydoc.render_doc(obj))


def _model(kernel: Kernel, name: str) -> str:
    """Describe the parameters of a model."""
    model = kernel.models.any(name, NESTErrors.UnknownComponent)
    if model in kernel.models.nodes:
        return f"{name}\n\n" + _parameters(backends.table(model))
    own, common = _parameters(synapse_table(model)), _parameters(common_table(model))
    return f"{name}\n\nof each connection:\n{own}\nof all connections:\n{common}"


def _parameters(table: Table) -> str:
    lines = []
    for p in table.values():
        accepted = "computed" if p.access == "read" else ", ".join(p.choices) or p.rule
        unit = f" ({p.unit})" if p.unit else ""
        lines.append(f"  {p.name + unit:36} {p.doc}{f'; {accepted}' if accepted else ''}\n")
    return "".join(lines)
