"""Summary: what reports count of a case, in short; kept beside the ledger of each that is filed, and good for one head of it."""

from complaintkit.model.events import Happened
from complaintkit.records.summary.clocks import CLOCKS
from complaintkit.records.summary.happened import HAPPENED, SCORED, summary_of
from complaintkit.records.summary.money import BUDGETS, PROMISES
from complaintkit.records.summary.subject import OF_SUBJECT, Subject, subject_of
from complaintkit.records.summary.value import Summary, instant_of, moment_of

__all__ = ["READ", "Subject", "Summary", "instant_of", "moment_of", "subject_of", "summary_of"]

_KINDS: tuple[type[Happened], ...] = (*OF_SUBJECT, *HAPPENED, *SCORED, *CLOCKS, *PROMISES, *BUDGETS)
READ = frozenset(kind.name for kind in _KINDS)
"""Names of the events that a summary is made of: the rest of a ledger need not be read."""
