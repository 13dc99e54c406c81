"""Every error of the kit, one class per "what should the caller do next"."""

from complaintkit.model.errors import *  # noqa: F403  the list is kept in one place
from complaintkit.model.errors import __all__ as __all__  # noqa: PLC0414  the same list
