"""Which row of the port lives in which table: total, by the names of fields and columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs

from complaintkit.ports import storage as port
from complaintkit_sqlmodel import tables

if TYPE_CHECKING:
    from sqlalchemy import Column


TABLES: Final[dict[type[Any], type[tables.Table]]] = {
    port.AttachmentRow: tables.Attachment,
    port.AttemptRow: tables.Attempt,
    port.BudgetRow: tables.Budget,
    port.CaseRow: tables.Case,
    port.CounterRow: tables.Counter,
    port.CouponRow: tables.Coupon,
    port.DeadlineRow: tables.Deadline,
    port.DocumentRow: tables.Document,
    port.DutyRow: tables.Duty,
    port.EventRow: tables.Ledger,
    port.GrantRow: tables.Grant,
    port.IdempotencyRow: tables.Idempotency,
    port.KeyRow: tables.Key,
    port.MetaRow: tables.Meta,
    port.MemberRow: tables.Member,
    port.OutboxRow: tables.Outbox,
    port.OwnerRow: tables.OwnerInterval,
    port.RedemptionRow: tables.Redemption,
    port.RefusedRow: tables.Refused,
    port.StateRow: tables.CaseState,
    port.SummaryRow: tables.CaseSummary,
    port.SurveyAnswerRow: tables.SurveyAnswer,
    port.TallyRow: tables.Tally,
    port.TaskCaseRow: tables.TaskCase,
    port.TaskRow: tables.Task,
    port.TokenRow: tables.Token,
    port.VaultRow: tables.Vault,
}

# The number of a case or a task stands in its own row; the feed fills it in.
_ELSEWHERE: Final = {port.EventRow: {"number", "task"}}


def columns_of(row: type[Any]) -> list[Column[Any]]:
    """Return the columns of a row's table, in the order of the row's fields; one without a column is an error here and now."""
    table = tables.table_of(TABLES[row])
    return [table.c[field.name] for field in attrs.fields(row) if field.name not in _ELSEWHERE.get(row, ())]


def key_of(row: type[Any]) -> list[Column[Any]]:
    """Return the columns that make a row unique."""
    return list(tables.table_of(TABLES[row]).primary_key.columns)


def owner_of(row: type[Any]) -> Column[Any] | None:
    """Return the column that says what a row belongs to; None where it belongs to nothing."""
    columns = tables.table_of(TABLES[row]).c
    return next((columns[name] for name in ("task", "outbox", "case") if name in columns), None)
