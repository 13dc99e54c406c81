"""Everything that can happen to a case: the payloads of the ledger."""

from complaintkit.model import events as _events
from complaintkit.model.events import *  # noqa: F403  the list is kept in one place

__all__ = list(_events.__all__)  # noqa: PLE0605  the same list
