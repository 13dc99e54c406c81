"""Everything that can happen to a case: the payloads of the ledger."""

from complaintkit.model.events._list import *  # noqa: F403  the list is kept in one place
from complaintkit.model.events._list import __all__ as __all__  # noqa: PLC0414  the same list
