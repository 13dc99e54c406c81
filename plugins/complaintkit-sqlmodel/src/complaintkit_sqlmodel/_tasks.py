"""Lists of tasks beside the cases, newest opened first; and the daily counts from which some of them begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Integer, Text, false, literal, or_, select, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._listing import Asked, Shape, padded, question
from complaintkit_sqlmodel._query import TALLY, TASK, TASK_CASE, is_named, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

_SEVERAL: Final = {"kinds": TASK.c.kind, "states": TASK.c.state, "units": TASK.c.unit, "waits_for": TASK.c.waits_for}
_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    "owner": TASK.c.owner == given("owner_0"),
    "subject": is_named(TASK.c.subject, "subject_0"),
    "no_subject": TASK.c.subject == given("no_subject_0"),
    "period": TASK.c.period == given("period_0"),
    "source": TASK.c.source == given("source_0"),
    "case": TASK.c.id.in_(select(TASK_CASE.c.task).where(TASK_CASE.c.case == given("case_0", Text))),
    "opened_from": TASK.c.opened_at >= given("opened_from_0", TASK.c.opened_at.type),
    "opened_before": TASK.c.opened_at < given("opened_before_0", TASK.c.opened_at.type),
}
_LAST: Final = select(TASK.c.opened_at).where(TASK.c.id == given("after_0")).scalar_subquery()
_AFTER: Final = tuple_(TASK.c.opened_at, TASK.c.id) < tuple_(_LAST, given("after_0", Text))
_MINE: Final = given("visible_to_0", Text)
_OWN_BUSINESS: Final = [
    *(column == _MINE for column in (TASK.c.owner, TASK.c.opener, TASK.c.waits_for)),
    TASK.c.subject == literal("staff:").concat(_MINE),
]


def task_list(shape: Shape) -> Query[port.TaskRow]:
    """Select tasks."""
    selection = rows_of(port.TaskRow).where(*_conditions(dict(shape)))
    ordered = selection.order_by(TASK.c.opened_at.desc(), TASK.c.id.desc())
    return Query(port.TaskRow, ordered.limit(given("limit", Integer)))


def _conditions(counts: dict[str, int]) -> Iterator[ColumnElement[bool]]:
    for name in sorted(counts.keys() & _SINGLE.keys()):
        yield _SINGLE[name]
    if "open" in counts:
        yield TASK.c.open
    if "closed" in counts:
        yield ~TASK.c.open
    for name, column in _SEVERAL.items():
        if name in counts:
            yield _among(column, name, counts[name])
    if "after" in counts:
        yield _AFTER
    if "visible_to" in counts:
        yield or_(_among(TASK.c.unit, "visible_units", counts["visible_units"]), *_OWN_BUSINESS)


def _among(column: Any, name: str, count: int) -> ColumnElement[bool]:  # noqa: ANN401  a column of any type
    found: ColumnElement[bool] = column.in_(several(name, count)) if count else false()
    return found


def asked_tally(first: date, after: date, units: frozenset[str] | None, subject: str | None) -> Asked:
    """Return what a list of counts asks, as shape and values."""
    conditions: dict[str, Sequence[object]] = {"first": (first,), "after": (after,)}
    if subject is not None:
        conditions["subject"] = (subject,)
    if units is not None:
        conditions["units"] = padded(units)
    return question(conditions)


def tally_list(shape: Shape) -> Query[port.TallyRow]:
    """Select counts."""
    counts = dict(shape)
    day = TALLY.c.day
    selection = rows_of(port.TallyRow).where(day >= given("first_0", day.type), day < given("after_0", day.type))
    if "subject" in counts:
        selection = selection.where(TALLY.c.subject == given("subject_0"))
    if "units" in counts:
        selection = selection.where(_among(TALLY.c.unit, "units", counts["units"]))
    return Query(port.TallyRow, selection.order_by(TALLY.c.subject, TALLY.c.unit, day))
