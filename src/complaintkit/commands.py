"""One frozen class per verb: what `desk.do` performs."""

from complaintkit.model.commands._list import *  # noqa: F403  the list is kept in one place
from complaintkit.model.commands._list import __all__ as __all__  # noqa: PLC0414  the same list
