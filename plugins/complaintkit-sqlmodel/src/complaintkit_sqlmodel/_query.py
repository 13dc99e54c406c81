"""What can be asked: one statement for each question of the port's `Reader`."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from sqlalchemy import Integer, Select, Text, and_, exists, func, literal, or_, select, union

from complaintkit.ports import storage as port
from complaintkit_sqlmodel import _keyed, tables
from complaintkit_sqlmodel._mapping import columns_of, key_of, owner_of
from complaintkit_sqlmodel._question import TOGETHER
from complaintkit_sqlmodel._statement import Query, given, several

R = TypeVar("R")

META: Final = tables.table_of(tables.Meta)
KEY: Final = tables.table_of(tables.Key)
DOCUMENT: Final = tables.table_of(tables.Document)
CASE: Final = tables.table_of(tables.Case)
LEDGER: Final = tables.table_of(tables.Ledger)
VAULT: Final = tables.table_of(tables.Vault)
ATTACHMENT: Final = tables.table_of(tables.Attachment)
OWNER: Final = tables.table_of(tables.OwnerInterval)
DEADLINE: Final = tables.table_of(tables.Deadline)
DUTY: Final = tables.table_of(tables.Duty)
IDEMPOTENCY: Final = tables.table_of(tables.Idempotency)
MEMBER: Final = tables.table_of(tables.Member)
OUTBOX: Final = tables.table_of(tables.Outbox)
SUMMARY: Final = tables.table_of(tables.CaseSummary)
STATE: Final = tables.table_of(tables.CaseState)
ATTEMPT: Final = tables.table_of(tables.Attempt)
COUPON: Final = tables.table_of(tables.Coupon)
REDEMPTION: Final = tables.table_of(tables.Redemption)
GRANT: Final = tables.table_of(tables.Grant)
SURVEY_ANSWER: Final = tables.table_of(tables.SurveyAnswer)
TALLY: Final = tables.table_of(tables.Tally)
TASK: Final = tables.table_of(tables.Task)
TASK_CASE: Final = tables.table_of(tables.TaskCase)
REFUSED: Final = tables.table_of(tables.Refused)
TOKEN: Final = tables.table_of(tables.Token)

_NOTHING: Final = literal("", literal_execute=True)
_LIMIT: Final = given("limit", type_=Integer)


def is_named(column: Any, name: str) -> Any:  # noqa: ANN401  a column, and a condition
    """Ask for what a column names: said as the index says it that holds only rows in which it names something."""
    return and_(column == given(name), column != _NOTHING)


def rows_of(row: type[R]) -> Select[Any]:
    """Select all of a row's columns."""
    return select(*columns_of(row))


def _query(row: type[R], *where: Any, order: tuple[Any, ...] = ()) -> Query[R]:  # noqa: ANN401
    return Query(row, rows_of(row).where(*where).order_by(*order))


def every(row: type[R]) -> Query[R]:
    """Ask for all rows of a kind, by what they belong to, then by key."""
    owner = owner_of(row)
    named = key_of(row) if owner is None else (owner, *key_of(row))
    return _query(row, order=tuple(dict.fromkeys(named)))  # named twice, a column would be sorted by once more


META_VALUE: Final = select(META.c.value).where(META.c.key == given("key"))
METAS: Final = select(META.c.key, META.c.value).where(
    func.substr(META.c.key, 1, func.length(given("prefix", type_=Text))) == given("prefix", type_=Text)
)
DOCUMENT_CONTENT: Final = select(DOCUMENT.c.content).where(DOCUMENT.c.digest == given("digest"))

KEY_OF: Final = _query(port.KeyRow, KEY.c.owner == given("owner"))
KEYS: Final = Query(port.KeyRow, rows_of(port.KeyRow).order_by(KEY.c.owner).limit(_LIMIT))
KEYS_BY_OTHERS: Final = Query(
    port.KeyRow, rows_of(port.KeyRow).where(KEY.c.master != given("master")).order_by(KEY.c.owner).limit(_LIMIT)
)

_KEYED_CASE: Final = (
    select(*columns_of(port.CaseRow), *(one.label(f"key_{one.name}") for one in columns_of(port.KeyRow)))
    .select_from(CASE.outerjoin(KEY, KEY.c.owner == literal(_keyed.OWN_KEY, literal_execute=True) + CASE.c.id))
    .where(or_(CASE.c.id == given("ref"), CASE.c.number == given("ref")))
)
CASE_BY_REF: Final = Query(_keyed.Case, _KEYED_CASE)
CASE_LOCKED: Final = Query(_keyed.Case, _KEYED_CASE.with_for_update(of=CASE))
CASE_BY_EXTERNAL: Final = _query(
    port.CaseRow, CASE.c.channel == given("channel"), CASE.c.external_id == given("external_id")
)
OWNED_BY: Final = (
    select(CASE.c.id)
    .where(CASE.c.owner == given("staff"), CASE.c.open)
    .order_by(CASE.c.next_due.nulls_last(), CASE.c.received_at, CASE.c.id)
)

STATE_OF: Final = _query(port.StateRow, STATE.c.case == given("case"))
SUMMARIES_OF: Final = Query(
    port.SummaryRow,
    rows_of(port.SummaryRow)
    .join(CASE, (CASE.c.id == SUMMARY.c.case) & (CASE.c.head == SUMMARY.c.head))
    .where(SUMMARY.c.case.in_(several("case", TOGETHER)))
    .order_by(SUMMARY.c.case),
)
UNSUMMARISED: Final = (
    select(CASE.c.id)
    .where(
        ~CASE.c.open,
        CASE.c.id > given("after"),
        ~exists().where(
            SUMMARY.c.case == CASE.c.id,
            SUMMARY.c.head == CASE.c.head,
            SUMMARY.c.schema == given("schema", type_=Integer),
        ),
    )
    .order_by(CASE.c.id)
    .limit(_LIMIT)
)
EVENTS: Final = _query(port.EventRow, LEDGER.c.case == given("case"), order=(LEDGER.c.seq,))
EVENTS_AFTER: Final = _query(
    port.EventRow, LEDGER.c.case == given("case"), LEDGER.c.seq > given("after"), order=(LEDGER.c.seq,)
)
EVENTS_WITHOUT: Final = _query(
    port.EventRow,
    LEDGER.c.case == given("case"),
    LEDGER.c.seq > given("after"),
    LEDGER.c.name != given("without"),
    order=(LEDGER.c.seq,),
)
FEED: Final = Query(
    port.EventRow,
    select(
        *columns_of(port.EventRow),
        func.coalesce(CASE.c.number, _NOTHING).label("number"),
        func.coalesce(TASK.c.number, _NOTHING).label("task"),
    )
    .select_from(LEDGER.outerjoin(CASE, CASE.c.id == LEDGER.c.case).outerjoin(TASK, TASK.c.id == LEDGER.c.case))
    .where(LEDGER.c.position > given("after"))
    .order_by(LEDGER.c.position)
    .limit(_LIMIT),
)
# Each tells its own apart first: all the lines of a month sorted together would take half as long again.
LEDGERS_BETWEEN: Final = union(
    *(
        select(ledger.label("ledger")).where(at >= given("start", at.type), at < given("end", at.type)).distinct()
        for ledger, at in (
            (LEDGER.c.case, LEDGER.c.at),
            (DEADLINE.c.case, DEADLINE.c.due_at),
            (DEADLINE.c.case, DEADLINE.c.breached_at),
            (CASE.c.id, CASE.c.received_at),
        )
    )
).order_by("ledger")
WORDS: Final = _query(port.VaultRow, VAULT.c.case == given("case"), order=(VAULT.c.seq, VAULT.c.field))
WORDS_AFTER: Final = _query(
    port.VaultRow, VAULT.c.case == given("case"), VAULT.c.seq > given("after"), order=(VAULT.c.seq, VAULT.c.field)
)
ATTACHED: Final = _query(port.AttachmentRow, ATTACHMENT.c.id == given("id"))

OWNERS: Final = _query(port.OwnerRow, OWNER.c.case == given("case"), order=(OWNER.c.seq,))
DEADLINES: Final = _query(port.DeadlineRow, DEADLINE.c.case == given("case"), order=(DEADLINE.c.due_at, DEADLINE.c.id))
# Apart, so that grouping by case does not make SQLite walk all deadlines in the order of cases.
_DUE: Final = (
    select(DEADLINE.c.case, DEADLINE.c.next_at)
    .where(DEADLINE.c.next_at <= given("now"))
    .cte("due")
    .prefix_with("MATERIALIZED")
)
DUE_CASES: Final = (
    select(_DUE.c.case).group_by(_DUE.c.case).order_by(func.min(_DUE.c.next_at), _DUE.c.case).limit(_LIMIT)
)
_DUTY_ORDER: Final = (DUTY.c.since, DUTY.c.case, DUTY.c.kind, DUTY.c.ref, DUTY.c.staff)
CASE_DUTIES: Final = _query(port.DutyRow, DUTY.c.case == given("case"), order=_DUTY_ORDER)

COUPON_BY_CODE: Final = _query(port.CouponRow, COUPON.c.code == given("code"))
REDEMPTION_BY_ID: Final = _query(port.RedemptionRow, REDEMPTION.c.id == given("id"))
REDEMPTION_OF: Final = _query(
    port.RedemptionRow, REDEMPTION.c.code == given("code"), REDEMPTION.c.reversed_at.is_(None)
)
_REDEEMED: Final = (
    REDEMPTION.c.at >= given("start"),
    REDEMPTION.c.at < given("end"),
    REDEMPTION.c.reversed_at.is_(None),
)
_IN_ORDER: Final = (REDEMPTION.c.at, REDEMPTION.c.id)
REDEEMED: Final = _query(port.RedemptionRow, *_REDEEMED, order=_IN_ORDER)
REDEEMED_AT: Final = _query(port.RedemptionRow, *_REDEEMED, REDEMPTION.c.unit == given("unit"), order=_IN_ORDER)

_COUNTED: Final = (GRANT.c.at >= given("since"), GRANT.c.state != given("released"))
GRANTS_BY: Final = _query(port.GrantRow, GRANT.c.giver == given("who"), *_COUNTED, order=(GRANT.c.at, GRANT.c.id))
GRANTS_TO: Final = _query(port.GrantRow, GRANT.c.customer == given("who"), *_COUNTED, order=(GRANT.c.at, GRANT.c.id))

IDEMPOTENT: Final = _query(port.IdempotencyRow, IDEMPOTENCY.c.key == given("key"))
ENTRY: Final = _query(port.OutboxRow, OUTBOX.c.id == given("id"))
EXPIRED: Final = _query(
    port.OutboxRow,
    OUTBOX.c.state == given("state"),
    OUTBOX.c.kind == given("kind"),
    or_(OUTBOX.c.lease_until <= given("now"), OUTBOX.c.lease_until > given("void")),
    order=(OUTBOX.c.lease_until, OUTBOX.c.id),
)
ATTEMPTS: Final = _query(
    port.AttemptRow, ATTEMPT.c.outbox == given("outbox"), order=(ATTEMPT.c.number, ATTEMPT.c.epoch, ATTEMPT.c.id)
)
ATTEMPTS_BY_REFERENCE: Final = Query(
    port.AttemptRow,
    rows_of(port.AttemptRow)
    .where(ATTEMPT.c.reference == given("reference"), ATTEMPT.c.notifier == given("notifier"))
    .order_by(ATTEMPT.c.started_at.desc(), ATTEMPT.c.id.desc()),
)

TASK_BY_REF: Final = _query(port.TaskRow, or_(TASK.c.id == given("ref"), TASK.c.number == given("ref")))
DUE_TASKS: Final = (
    select(TASK.c.id).where(TASK.c.next_at <= given("now")).order_by(TASK.c.next_at, TASK.c.id).limit(_LIMIT)
)
MEMBER_BY_ID: Final = _query(port.MemberRow, MEMBER.c.id == given("id"))
