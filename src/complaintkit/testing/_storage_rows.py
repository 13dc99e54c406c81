"""Rows to keep: plain ones by name, and random ones of every kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final, TypeVar, get_type_hints

import attrs

from complaintkit.ports import storage as port

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

R = TypeVar("R")

NOON: Final = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)  # in Shanghai, on the last day of a month
_LARGEST: Final = 2**63 - 1


def later(**time: float) -> datetime:
    """Return some time after noon."""
    return NOON + timedelta(**time)


def case_row(case: str = "case-1") -> port.CaseRow:
    """Make the row of a case, just received."""
    return port.CaseRow(
        id=case,
        number=f"A12-{case}",
        unit="A12",
        kind="complaint",
        state="received",
        open=True,
        category="food/sensory",
        severity=None,
        owner="chen",
        first_receiver="chen",
        channel="hotline",
        external_id=None,
        person=f"person of {case}",
        customer_reference=None,
        received_at=NOON,
        recorded_at=NOON,
        version=1,
        cycle=1,
        next_due=None,
        playbook="sha256:0",
        head="sha256:1",
    )


def state_row(case: str = "case-1", seq: int = 16) -> port.StateRow:
    """Make the row that keeps a case's state up to a line."""
    return port.StateRow(case=case, seq=seq, schema=1, head=f"sha256:{seq}", content=f"{case} at {seq}".encode())


def summary_row(case: str = "case-1", seq: int = 1) -> port.SummaryRow:
    """Make the row that says what reports count of a case, up to a line."""
    return port.SummaryRow(case=case, seq=seq, schema=1, head=f"sha256:{seq}", content=f"{case}, {seq}".encode())


def task_row(task: str = "task-1") -> port.TaskRow:
    """Make the row of a task, just opened."""
    return port.TaskRow(
        id=task,
        number=f"A12-T-{task}",
        kind="action",
        unit="A12",
        subject="",
        period="",
        owner="chen",
        opener="chen",
        waits_for="chen",
        state="open",
        open=True,
        source=None,
        opened_at=NOON,
        due_at=None,
        next_at=None,
        closed_at=None,
        version=1,
        head="sha256:1",
    )


def event_row(case: str = "case-1", seq: int = 1) -> port.EventRow:
    """Make the row of an event of a case."""
    return port.EventRow(
        case=case,
        seq=seq,
        name="received",
        at=NOON,
        recorded_at=NOON,
        by="chen",
        recorded_by="chen",
        schema=1,
        data='{"unit":"A12"}',
        hash=f"sha256:{seq}",
    )


def vault_row(case: str = "case-1", seq: int = 1) -> port.VaultRow:
    """Make the row of what was said, with the zero bytes that encryption and salts bring."""
    words = "饭馊了 The rice smells sour\x00".encode()
    return port.VaultRow(case=case, seq=seq, field="text", person="person-1", salt=b"\x00s", content=words)


def deadline_row(case: str, name: str, next_at: datetime | None) -> port.DeadlineRow:
    """Make the row of a running deadline to look at then."""
    return port.DeadlineRow(
        case=case,
        id=name,
        name=name,
        state="running",
        due_at=later(hours=24),
        warn_at=None,
        next_at=next_at,
        breached_at=None,
        noticed_at=None,
    )


def outbox_row(entry: str = "entry-1", *, next_at: datetime | None = NOON) -> port.OutboxRow:
    """Make the row of a message that is ready."""
    return port.OutboxRow(
        id=entry,
        case="case-1",
        seq=1,
        kind=port.EntryKind.MESSAGE,
        name="receipt",
        recipient="customer",
        person="person-1",
        language="zh-CN",
        media=("sms", "mail"),
        medium=0,
        state=port.OutboxState.READY,
        epoch=0,
        attempts=0,
        next_at=next_at,
        lease_until=None,
        useless_after=None,
        urgent=False,
        created_at=NOON,
    )


def attempt_row(entry: str = "entry-1", number: int = 1) -> port.AttemptRow:
    """Make the row of a try that was begun."""
    return port.AttemptRow(
        id=f"{entry} {number}",
        outbox=entry,
        epoch=number,
        number=number,
        notifier="smtp",
        medium="mail",
        started_at=later(minutes=number),
    )


def key_row(key: str = "key-1") -> port.IdempotencyRow:
    """Make the row of a command's key."""
    return port.IdempotencyRow(key=key, digest="sha256:2", case="case-1", first_seq=1, last_seq=1, at=NOON)


def refused_row(name: str = "refused-1") -> port.RefusedRow:
    """Make the row of something that could not be taken."""
    return port.RefusedRow(
        id=name,
        source="import",
        at=NOON,
        by="chen",
        code="invalid-input",
        field="at",
        reason="no zone",
        content=b"\xff\x00",
    )


def any_row(row: type[R]) -> SearchStrategy[R]:
    """Draw random rows: text of every script, zero bytes, microseconds, large numbers, and nothing where that may be."""
    from hypothesis import strategies as st

    hints = get_type_hints(row)
    fields = {field.name: _any_value(hints[field.name]) for field in attrs.fields(row)}  # type: ignore[arg-type]  # an attrs class
    return st.builds(row, **fields)


def _any_value(kind: object) -> SearchStrategy[Any]:
    from hypothesis import strategies as st

    text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
    known: dict[object, SearchStrategy[Any]] = {
        str: text,
        int: st.integers(0, _LARGEST),
        bool: st.booleans(),
        bytes: st.binary(),
        datetime: st.datetimes(timezones=st.just(UTC)),
        tuple[str, ...]: st.lists(text, max_size=3).map(tuple),
    }
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(kind)
    return known[kind] if kind in known else st.none() | _any_value(_without_none(kind))


def _without_none(kind: object) -> object:
    (found,) = (each for each in getattr(kind, "__args__", ()) if each is not type(None))
    return found


def coupon_row(number: int, case: str) -> port.CouponRow:
    """Make the row of a coupon of a case, the number-th of them."""
    return port.CouponRow(
        code=f"C{number:02}",
        case=case,
        remedy="{}",
        kind="coupon",
        value=Decimal(10),
        currency="CNY",
        min_spend=None,
        valid_until=later(days=30),
        units=(),
        state="minted",
        issued_at=later(minutes=number // 3),
    )


def redemption_row(code: str) -> port.RedemptionRow:
    """Make the row of a coupon that was spent for a sale."""
    return port.RedemptionRow(id=f"{code}-1", code=code, sale="S-1", unit="a12", value=Decimal(10), at=NOON, by="chen")
