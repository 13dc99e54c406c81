"""What somebody else was first at, by the constraint that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.errors import ConflictError
from complaintkit_sqlmodel.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Index, PrimaryKeyConstraint

__all__ = ["by_columns", "conflict"]

_WORDS: Final = {
    "pk_case": "there is a case with this id",
    "uq_case_number": "this reference number is taken",
    "uq_case_channel_external_id": "the channel's external id stands for a case already",
    "pk_ledger": "the case has gone on since it was read",
    "uq_ledger_position": "this position of the ledger is taken",
    "pk_vault": "these words are kept already",
    "pk_attachment": "there is an attachment with this id",
    "pk_idempotency": "this idempotency key is taken",
    "pk_owner_interval": "the owner was changed by this event already",
    "uq_owner_interval_case": "somebody else became the owner",
    "uq_redemption_code": "the coupon was redeemed",
}


def conflict(constraint: str) -> ConflictError:
    """The error for a constraint of ours."""
    reason = _WORDS.get(constraint, f"there is such a row already ({constraint})")
    return ConflictError(reason=reason, next_step="Read it again, then decide again.")


def by_columns() -> dict[str, str]:
    """Names of our constraints by the columns SQLite names instead: `case.channel, case.external_id`."""
    found = {}
    for table in metadata.tables.values():
        unique: list[PrimaryKeyConstraint | Index] = [index for index in table.indexes if index.unique]
        for each in (table.primary_key, *unique):
            found[", ".join(f"{table.name}.{column.name}" for column in each.columns)] = str(each.name)
    return found
