"""Exceptions with NEST's names, and the sentence about a name that does not exist.

As in NEST, ``NESTError`` is ``NESTErrors.KernelException`` and every other exception derives from it directly. Some of
them are builtin exceptions too, the ones that Python programs expect for the same mistake.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class KernelException(Exception):
    """Base of everything that eprop refuses."""

    __str__ = Exception.__str__


NESTError = KernelException


class NESTErrors:
    """The exceptions, by NEST's names."""

    KernelException = NESTError

    class BadDelay(NESTError):
        """A delay of less than half a step."""

    class BadParameter(NESTError):
        """An argument of a call is not valid, or not at this time."""

    class BadParameterValue(NESTError):
        """Bounds of random numbers that hold none, or no node to create."""

    class BadProperty(NESTError):
        """A parameter has a value that its rule does not accept."""

    class DimensionMismatch(NESTError, ValueError):
        """An array does not have the length or shape that is needed."""

    class IllegalConnection(NESTError):
        """Two nodes cannot be connected in this way."""

    class InexistentConnection(NESTError):
        """A connection does not exist, or not any more."""

    class NewModelNameExists(NESTError):
        """A copy of a model cannot have the name of another model."""

    class IOError(NESTError, OSError):
        """A file exists already, or cannot be opened."""

    class NotImplemented(NESTError, AttributeError):
        """A combination that the models do not support, or a function of NEST that is not here.

        It is also what Python raises for unknown attributes, so that ``hasattr(eprop, name)`` works.
        """

    class TypeMismatch(NESTError, TypeError):
        """A value is of the wrong type."""

    class UnaccessedDictionaryEntry(NESTError, KeyError, AttributeError, ValueError):
        """A name of a parameter that does not exist or cannot be set.

        It is also what Python raises for unknown keys and attributes, so that ``hasattr(nodes, name)`` works.
        """

    class UndefinedName(NESTError):
        """A kind of Parameter does not exist."""

    class UnknownComponent(NESTError):
        """A model, asked for its defaults, does not exist."""

    class UnknownModelName(NESTError):
        """A node model, or a model that is to be copied, does not exist."""

    class UnknownNode(NESTError):
        """A node does not exist in the network."""

    class UnknownReceptorType(NESTError):
        """A node does not have this receptor."""

    class UnknownSynapseType(NESTError):
        """A synapse model does not exist."""


# Never raised here, but named in the except clauses of scripts.
_OTHERS = """
    BackendAlreadyRegistered BackendNotPrepared BackendPrepared DistributionError GSLSolverFailure
    DynamicModuleManagementError IncompatibleReceptorType InternalError
    InvalidDefaultResolution InvalidTimeInModel KeyError LayerExpected LayerNodeExpected LocalNodeExpected
    MPIErrorCode MPIPortsFileMissing MPIPortsFileUnknown MUSICChannelAlreadyMapped MUSICChannelUnknown
    MUSICPortAlreadyPublished MUSICPortHasNoWidth MUSICPortUnconnected MUSICPortUnknown MUSICSimulationHasRun
    ModelInUse NamingConflict NoThreadSiblingsAvailable NodeWithProxiesExpected
    NumericalInstability RangeCheck StepMultipleRequired TimeMultipleRequired UnexpectedEvent
    UnknownCompartment UnknownPort UnknownThread UnmatchedSteps UnsupportedEvent
"""
for _name in _OTHERS.split():
    _members = {"__module__": __name__, "__qualname__": f"NESTErrors.{_name}", "__doc__": "Never raised."}
    setattr(NESTErrors, _name, type(_name, (NESTError,), _members))


def unknown(subject: str, name: object, accepted: Iterable[str]) -> str:
    """Say that a name does not exist, which names are nearest and which are accepted.

    Parameters
    ----------
    subject
        What lacks the name, the beginning of the sentence: "multimeter has no parameter".
    name
        The name that was given.
    accepted
        The names that exist.

    Returns
    -------
    str
        The message.
    """
    names = sorted(accepted)
    lowered = {a.lower(): a for a in names}
    nearest = [repr(lowered[a]) for a in difflib.get_close_matches(str(name).lower(), lowered, n=3, cutoff=0.5)]
    hint = f" did you mean {' or '.join(nearest)}?" if nearest else ""
    return f"{subject} {name!r};{hint} accepted: {', '.join(names) or 'none'}"
