"""The outbox: leasing entries to one worker at a time, fenced by epoch."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Integer, case, literal, or_, select, update

from complaintkit.ports.storage import OutboxRow, OutboxState
from complaintkit_sqlmodel._listing import several
from complaintkit_sqlmodel._mapping import columns_of
from complaintkit_sqlmodel._query import OUTBOX
from complaintkit_sqlmodel._statement import Query, given

_NOW: Final = given("now", type_=OUTBOX.c.next_at.type)
# One condition on the state and a rest that needs no other index: SQLite then reads the index alone, not the rows.
_OPEN: Final = OUTBOX.c.state.in_([OutboxState.READY.value, OutboxState.RETRY.value, OutboxState.LEASED.value])
_TIME: Final = case(
    (
        OUTBOX.c.state == OutboxState.LEASED.value,
        or_(OUTBOX.c.lease_until <= _NOW, OUTBOX.c.lease_until > given("void", type_=OUTBOX.c.lease_until.type)),
    ),
    else_=or_(OUTBOX.c.next_at.is_(None), OUTBOX.c.next_at <= _NOW),
)
_TURN: Final = (
    OUTBOX.c.urgent.desc(),
    (OUTBOX.c.recipient == literal("customer")).desc(),
    OUTBOX.c.next_at.nulls_first(),
    OUTBOX.c.created_at,
    OUTBOX.c.id,
)


def claim(shape: tuple[int, str]) -> Query[OutboxRow]:
    """Lease what may go now, to any recipient or to one of so many: urgent first, then customers, then staff.

    Args:
        shape: how many recipients, and the name of the dialect.
    """
    recipients, dialect = shape
    claimable = select(OUTBOX.c.id).where(_OPEN, _TIME)
    if recipients:
        claimable = claimable.where(OUTBOX.c.recipient.in_(several("recipient", recipients)))
    claimable = claimable.order_by(*_TURN).limit(given("limit", type_=Integer))
    if dialect == "postgresql":
        # What others are claiming is left to them. Materialised, or the planner could select more than once, and so more.
        claimed = claimable.with_for_update(skip_locked=True).cte("claimed").prefix_with("MATERIALIZED")
        claimable = select(claimed.c.id)
    return Query(
        OutboxRow,
        update(OUTBOX)
        .where(OUTBOX.c.id.in_(claimable))
        .values(
            state=OutboxState.LEASED.value,
            epoch=OUTBOX.c.epoch + 1,
            lease_until=given("until", type_=OUTBOX.c.lease_until.type),
        )
        .returning(*columns_of(OutboxRow)),
    )
