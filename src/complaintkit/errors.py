"""Every error of the kit, one class per "what should the caller do next"."""

from complaintkit.model import errors as _errors
from complaintkit.model.errors import *  # noqa: F403  the list is kept in one place

__all__ = _errors.__all__
