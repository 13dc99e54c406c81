"""The tables, one SQLModel class each, with metadata of their own (that of `SQLModel` is global).

Whatever is added here has a migration. Names of columns are those of the rows in
`complaintkit.ports.storage`. `table=True` models do not validate; the core's own values do.
"""

from complaintkit_sqlmodel.tables._metadata import Table, metadata, table_of
from complaintkit_sqlmodel.tables.case import Case, CaseState, CaseSummary, Counter, Token
from complaintkit_sqlmodel.tables.ledger import Attachment, Ledger, Vault
from complaintkit_sqlmodel.tables.member import Member
from complaintkit_sqlmodel.tables.outbox import Attempt, Outbox
from complaintkit_sqlmodel.tables.responsibility import Deadline, Duty, OwnerInterval
from complaintkit_sqlmodel.tables.setting import Document, Idempotency, Key, Meta, Refused
from complaintkit_sqlmodel.tables.survey import SurveyAnswer
from complaintkit_sqlmodel.tables.task import Tally, Task, TaskCase
from complaintkit_sqlmodel.tables.value import Budget, Coupon, Grant, Redemption

__all__ = [
    "Attachment",
    "Attempt",
    "Budget",
    "Case",
    "CaseState",
    "CaseSummary",
    "Counter",
    "Coupon",
    "Deadline",
    "Document",
    "Duty",
    "Grant",
    "Idempotency",
    "Key",
    "Ledger",
    "Member",
    "Meta",
    "Outbox",
    "OwnerInterval",
    "Redemption",
    "Refused",
    "SurveyAnswer",
    "Table",
    "Tally",
    "Task",
    "TaskCase",
    "Token",
    "Vault",
    "metadata",
    "table_of",
]
