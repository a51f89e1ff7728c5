"""The exceptions, where NEST before 3.10 had them."""

from eprop.errors import NESTError, NESTErrors

__all__ = ["NESTError", "NESTErrors"]
