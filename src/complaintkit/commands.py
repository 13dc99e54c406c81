"""One frozen class per verb: what `desk.do` performs."""

from complaintkit.model import commands as _commands
from complaintkit.model.commands import *  # noqa: F403  the list is kept in one place

__all__ = list(_commands.__all__)  # noqa: PLE0605  the same list
