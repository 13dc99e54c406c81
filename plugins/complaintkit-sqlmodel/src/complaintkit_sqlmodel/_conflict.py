"""What somebody else was first at, by the constraint that says so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.errors import ConflictError, both
from complaintkit_sqlmodel.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Index, PrimaryKeyConstraint


_WORDS: Final = {
    "pk_case": both("there is a case with this id", "已有这个编号的投诉单"),
    "uq_case_number": both("this reference number is taken", "该单号已被占用"),
    "uq_case_channel_external_id": both(
        "the channel's external id stands for a case already", "该渠道的外部编号已有对应的投诉单"
    ),
    "pk_ledger": both("the case has gone on since it was read", "读取之后投诉单已有新进展"),
    "uq_ledger_position": both("this position of the ledger is taken", "台账的这个位置已被占用"),
    "pk_vault": both("these words are kept already", "这些内容已保存"),
    "pk_attachment": both("there is an attachment with this id", "已有这个编号的附件"),
    "pk_idempotency": both("this idempotency key is taken", "该幂等键已被占用"),
    "pk_owner_interval": both("the owner was changed by this event already", "负责人已由此变更"),
    "uq_owner_interval_case": both("somebody else became the owner", "已由他人负责"),
    "uq_redemption_code": both("the coupon was redeemed", "优惠券已核销"),
}


def conflict(constraint: str) -> ConflictError:
    """Return the error for a constraint of ours."""
    reason = _WORDS.get(
        constraint,
        both("there is such a row already ({constraint})", "已有这样的数据（{constraint}）", constraint=constraint),
    )
    return ConflictError(reason=reason, next_step=both("Read it again, then decide again.", "请刷新后再决定。"))


def by_columns() -> dict[str, str]:
    """Map the columns that SQLite names to our constraints: `case.channel, case.external_id`."""
    found = {}
    for table in metadata.tables.values():
        unique: list[PrimaryKeyConstraint | Index] = [index for index in table.indexes if index.unique]
        for each in (table.primary_key, *unique):
            found[", ".join(f"{table.name}.{column.name}" for column in each.columns)] = str(each.name)
    return found
