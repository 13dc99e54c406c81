"""Check what a till says of a sale, before a coupon is looked at: a till is a stranger's program, and its cashier waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.decision.refusal import stranger
from complaintkit.model.actor import By, actor_name
from complaintkit.model.check import LONGEST_WORD
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.ports.storage import Reader
    from complaintkit.records.door import Door


def check_word(value: object, *, field: str) -> None:
    """Refuse what is no id in one line."""
    if isinstance(value, str) and value.strip() and value.isprintable() and len(value) <= LONGEST_WORD:
        return
    empty = not isinstance(value, str) or not value.strip()
    reason = phrase("is empty") if empty else phrase("is no id in one line")
    raise InvalidInput(field=field, reason=reason, next_step=phrase("Give its number."))


def check_spend(spend: object) -> None:
    """Refuse what is not above zero: a coupon that is spent on nothing is lost to the customer."""
    if not isinstance(spend, Money):
        reason = phrase("{kind} is no money", kind=type(spend).__name__)
    elif spend.amount <= 0:
        reason = phrase("{spend} buys nothing", spend=spend)
    else:
        return
    raise InvalidInput(field="spend", reason=reason, next_step=phrase("Give what is paid."))


def check_place(door: Door, tx: Reader, by: By, unit: str) -> None:
    """Refuse a sale that somebody says was rung up where they don't work: a coupon is good where it says. R20

    A till's program names its own unit; one that the organisation does not know is of no unit that a coupon names.

    Raises:
        InvalidInput: it is another unit's.
    """
    organisation = door.rules.in_force(tx).organisation
    if not isinstance(by, str) or unit not in organisation.units:
        return
    theirs = organisation.staff[actor_name(by)].units
    if any(one in organisation.unit_path(unit) or unit in organisation.unit_path(one) for one in theirs):
        return
    raise InvalidInput(
        field="unit",
        reason=phrase("{staff} does not work at {unit}", staff=actor_name(by), unit=unit),
        next_step=phrase("Give the unit of the till."),
    )


def check_cashier(door: Door, tx: Reader, by: By) -> None:
    """Refuse who neither works here nor is a program."""
    actor = actor_name(by)
    staff = door.rules.in_force(tx).organisation.staff
    if isinstance(by, str) and actor not in staff:
        raise stranger(actor, staff, field="by")
