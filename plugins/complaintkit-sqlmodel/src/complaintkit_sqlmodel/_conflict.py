"""What the errors of every database mean alike: what somebody else was first at, and what is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.errors import ConflictError, InvalidInput
from complaintkit_sqlmodel._catalogue import phrase

if TYPE_CHECKING:
    from sqlalchemy import Index, PrimaryKeyConstraint


_WORDS: Final = {
    "pk_case": phrase("there is a case with this id"),
    "uq_case_number": phrase("this reference number is taken"),
    "uq_case_channel_external_id": phrase("the channel's external id stands for a case already"),
    "pk_ledger": phrase("the case has gone on since it was read"),
    "uq_ledger_position": phrase("this position of the ledger is taken"),
    "pk_vault": phrase("these words are kept already"),
    "pk_attachment": phrase("there is an attachment with this id"),
    "pk_idempotency": phrase("this idempotency key is taken"),
    "pk_owner_interval": phrase("the owner was changed by this event already"),
    "uq_owner_interval_case": phrase("somebody else became the owner"),
    "uq_task_number": phrase("this task's number is taken"),
    "uq_task_turn": phrase("this turn of it was opened already"),
    "uq_member_token": phrase("there is a member of this number already"),
    "uq_redemption_code": phrase("the coupon was redeemed"),
}


def conflict(constraint: str) -> ConflictError:
    """Return the error for a constraint of ours."""
    reason = _WORDS.get(
        constraint,
        phrase("there is such a row already ({constraint})", constraint=constraint),
    )
    return ConflictError(reason=reason, next_step=phrase("Read it again, then decide again."))


def by_columns() -> dict[str, str]:
    """Map the columns that SQLite names to our constraints: `case.channel, case.external_id`."""
    from complaintkit_sqlmodel.tables import metadata

    found = {}
    for table in metadata.tables.values():
        unique: list[PrimaryKeyConstraint | Index] = [index for index in table.indexes if index.unique]
        for each in (table.primary_key, *unique):
            found[", ".join(f"{table.name}.{column.name}" for column in each.columns)] = str(each.name)
    return found


def not_text(fault: Exception) -> InvalidInput | None:
    """Return the error for a value that no driver can send; None where it is something else."""
    if isinstance(fault, UnicodeEncodeError):
        return InvalidInput(
            field="text",
            reason=phrase("holds half a character (a lone surrogate)"),
            next_step=phrase("Type it again."),
        )
    if isinstance(fault, OverflowError):
        return InvalidInput(
            field="number",
            reason=phrase("does not fit 64 bits"),
            next_step=phrase("Give a smaller one."),
        )
    return None
