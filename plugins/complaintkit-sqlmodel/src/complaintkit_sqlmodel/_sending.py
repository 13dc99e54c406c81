"""The outbox: leasing entries to one worker at a time, fenced by epoch."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Integer, Select, literal, or_, select, text, union_all, update

from complaintkit.ports.storage import OutboxRow, OutboxState
from complaintkit_sqlmodel._mapping import columns_of
from complaintkit_sqlmodel._query import OUTBOX
from complaintkit_sqlmodel._statement import Query, given, several
from complaintkit_sqlmodel.tables.outbox import WAITING

_NOW: Final = given("now", type_=OUTBOX.c.next_at.type)
_LIMIT: Final = given("limit", type_=Integer)
_TURN: Final = (
    OUTBOX.c.urgent.desc(),
    (OUTBOX.c.recipient == literal("customer")).desc(),
    OUTBOX.c.next_at.nulls_first(),
    OUTBOX.c.created_at,
    OUTBOX.c.id,
)
# Within a queue, where all have a time or none has.
_IN_QUEUE: Final = (OUTBOX.c.next_at, OUTBOX.c.created_at, OUTBOX.c.id)
# Said as the indexes say it that hold only what waits. A queue each: read from its head, however long it is.
_QUEUES: Final = tuple(
    (text(WAITING), text(whose), OUTBOX.c.urgent if urgent else ~OUTBOX.c.urgent, due)
    for urgent in (True, False)
    for whose in ("recipient = 'customer'", "recipient <> 'customer'")
    for due in (OUTBOX.c.next_at.is_(None), OUTBOX.c.next_at <= _NOW)
)
_LEFT: Final = (
    OUTBOX.c.state == OutboxState.LEASED.value,
    or_(OUTBOX.c.lease_until <= _NOW, OUTBOX.c.lease_until > given("void", type_=OUTBOX.c.lease_until.type)),
)


def claim(shape: tuple[int, str]) -> Query[OutboxRow]:
    """Lease what may go now, to any recipient or to one of so many: urgent first, then customers, then staff.

    Args:
        shape: how many recipients, and the name of the dialect.
    """
    recipients, dialect = shape
    claimable = _locked(recipients) if dialect == "postgresql" else _claimable(recipients)
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


def _claimable(recipients: int) -> Select[Any]:
    """Select the ids of those whose turn it is: of each queue's first, and of the leases that ran out, the first of all."""
    whose = [OUTBOX.c.recipient.in_(several("recipient", recipients))] if recipients else []
    heads = [select(OUTBOX.c.id).where(*one, *whose).order_by(*_IN_QUEUE).limit(_LIMIT).subquery() for one in _QUEUES]
    ids = union_all(*(select(one.c.id) for one in heads), select(OUTBOX.c.id).where(*_LEFT, *whose))
    return select(OUTBOX.c.id).where(OUTBOX.c.id.in_(ids)).order_by(*_TURN).limit(_LIMIT)


def _locked(recipients: int) -> Select[Any]:
    """Select the same ids, but what others hold.

    Materialised, or the planner could select more than once, and so more.
    """
    claimed = _claimable(recipients).with_for_update(skip_locked=True).cte("claimed").prefix_with("MATERIALIZED")
    return select(claimed.c.id)
