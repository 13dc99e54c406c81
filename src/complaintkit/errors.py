"""Every error of the kit, one class per "what should the caller do next"; and `both`, which says a reason in two languages."""

from complaintkit.model import errors as _errors
from complaintkit.model.bilingual import both
from complaintkit.model.errors import *  # noqa: F403  the list is kept in one place

__all__ = ["both"]
__all__ += _errors.__all__
