"""What can be changed: the statements of the port's `Writer` beside those that take a whole row."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import LargeBinary, delete, func, select, update
from sqlalchemy.dialects.postgresql import insert

from complaintkit_sqlmodel import tables
from complaintkit_sqlmodel._mapping import TABLES, key_of
from complaintkit_sqlmodel._query import (
    ATTACHMENT,
    CASE,
    DOCUMENT,
    DUTY,
    KEY,
    LEDGER,
    MEMBER,
    META,
    OWNER,
    REFUSED,
    STATE,
    TALLY,
    TASK,
    TASK_CASE,
    TOKEN,
    VAULT,
)
from complaintkit_sqlmodel._statement import given
from complaintkit_sqlmodel._types import Exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Delete

BUDGET: Final = tables.table_of(tables.Budget)
_COUNTER: Final = tables.table_of(tables.Counter)

_NEW_META: Final = insert(META).values(key=given("key"), value=given("value"))
SET_META: Final = _NEW_META.on_conflict_do_update(index_elements=[META.c.key], set_={"value": _NEW_META.excluded.value})
ADD_META: Final = _NEW_META.on_conflict_do_nothing()
DROP_META: Final = delete(META).where(META.c.key == given("key"))
CHANGE_KEY: Final = (
    update(KEY)
    .where(KEY.c.owner == given("whose"))
    .values(wrapped=given("new_wrapped", LargeBinary()), master=given("new_master"))
)
DROP_KEY: Final = delete(KEY).where(KEY.c.owner == given("whose"))
KEEP_DOCUMENT: Final = (
    insert(DOCUMENT)
    .values(digest=given("digest"), kind=given("kind"), content=given("content"))
    .on_conflict_do_nothing()
)
COUNT: Final = (
    insert(_COUNTER)
    .values(unit=given("unit"), day=given("day"), value=1)
    .on_conflict_do_update(index_elements=[_COUNTER.c.unit, _COUNTER.c.day], set_={"value": _COUNTER.c.value + 1})
    .returning(_COUNTER.c.value)
)

LAST_NUMBER: Final = select(_COUNTER.c.value).where(_COUNTER.c.unit == given("unit"), _COUNTER.c.day == given("day"))
LAST_POSITION: Final = select(func.coalesce(func.max(LEDGER.c.position), 0))
VERSION: Final = select(CASE.c.version).where(CASE.c.id == given("case"))
END_OWNERSHIP: Final = (
    update(OWNER).where(OWNER.c.case == given("of"), OWNER.c.until.is_(None)).values(until=given("at"))
)
_COUNTED: Final = insert(TALLY).values(
    subject=given("subject"), unit=given("unit"), day=given("day"), count=given("count")
)
ADD_TALLY: Final = _COUNTED.on_conflict_do_update(
    index_elements=[TALLY.c.subject, TALLY.c.unit, TALLY.c.day], set_={"count": TALLY.c.count + _COUNTED.excluded.count}
)
TASK_VERSION: Final = select(TASK.c.version).where(TASK.c.id == given("task"))
MEMBER_VERSION: Final = select(MEMBER.c.version).where(MEMBER.c.id == given("member"))
FORGET_TASK_CASES: Final = delete(TASK_CASE).where(TASK_CASE.c.task == given("task"))
FORGET_DUTIES: Final = delete(DUTY).where(DUTY.c.case == given("case"))

OPEN_BUDGET: Final = (
    insert(BUDGET)
    .values(budget=given("name"), period=given("span"), currency=given("money"), reserved=Decimal(0))
    .on_conflict_do_nothing()
)
_THIS_BUDGET: Final = (
    BUDGET.c.budget == given("name"),
    BUDGET.c.period == given("span"),
    BUDGET.c.currency == given("money"),
)
RESERVE: Final = (
    update(BUDGET)
    .where(*_THIS_BUDGET, BUDGET.c.reserved + given("amount", Exact) <= given("ceiling", Exact))
    .values(reserved=BUDGET.c.reserved + given("amount", Exact))
)
RELEASE: Final = (
    update(BUDGET)
    .where(*_THIS_BUDGET, BUDGET.c.reserved >= given("amount", Exact))
    .values(reserved=BUDGET.c.reserved - given("amount", Exact))
)
RESERVED: Final = select(BUDGET.c.reserved).where(*_THIS_BUDGET)
MEND_REFUSED: Final = (
    update(REFUSED)
    .where(REFUSED.c.id == given("which"), REFUSED.c.repaired_at.is_(None))
    .values(repaired_at=given("when"), case=given("became"))
)

# Repairing what is derived
FORGET_ROW: Final[Mapping[type[Any], Delete]] = {
    kind: delete(key_of(kind)[0].table).where(*(one == given(one.name, one.type) for one in key_of(kind)))
    for kind in TABLES
}

# Erasing a person. The trigger lets a vault row be emptied, and nothing else.
_NOTHING: Final = given("nothing", type_=LargeBinary())
EMPTY_VAULT: Final = (
    update(VAULT)
    .where(VAULT.c.person == given("whose"), VAULT.c.content.is_not(None))
    .values(content=None, salt=_NOTHING)
)
EMPTY_FILES: Final = (
    update(ATTACHMENT)
    .where(ATTACHMENT.c.person == given("whose"), ATTACHMENT.c.content.is_not(None))
    .values(content=None)
)
DROP_STATES: Final = delete(STATE).where(STATE.c.case.in_(select(CASE.c.id).where(CASE.c.person == given("whose"))))
EMPTY_REFUSED: Final = (
    update(REFUSED)
    .where(REFUSED.c.id == given("which"), REFUSED.c.content != _NOTHING)
    .values(content=_NOTHING, reason="")
)
TOKEN_KINDS: Final = select(TOKEN.c.kind).where(TOKEN.c.person == given("whose")).distinct()
DROP_TOKENS: Final = delete(TOKEN).where(TOKEN.c.person == given("whose"), TOKEN.c.kind == given("what"))
