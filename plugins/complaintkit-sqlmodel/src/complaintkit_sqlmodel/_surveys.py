"""Lists of answers to standing surveys, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Integer, Text, false, select, tuple_, union

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._listing import EVER, FEW, Asked, Shape, nameless, padded, question
from complaintkit_sqlmodel._query import SURVEY_ANSWER as ANSWER
from complaintkit_sqlmodel._query import is_named, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

_LAST: Final = select(ANSWER.c.at).where(ANSWER.c.id == given("after_0")).scalar_subquery()
_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    "id": ANSWER.c.id == given("id_0"),
    "survey": ANSWER.c.survey == given("survey_0"),
    "case": is_named(ANSWER.c.case, "case_0"),
    "person": is_named(ANSWER.c.person, "person_0"),
    "no_case": ANSWER.c.case == given("no_case_0"),
    "no_person": ANSWER.c.person == given("no_person_0"),
    "start": ANSWER.c.at >= given("start_0", ANSWER.c.at.type),
    "end": ANSWER.c.at < given("end_0", ANSWER.c.at.type),
    "after": tuple_(ANSWER.c.at, ANSWER.c.id) < tuple_(_LAST, given("after_0", Text)),
}
_NEWEST: Final = (ANSWER.c.at.desc(), ANSWER.c.id.desc())
_LIMIT: Final = given("limit", Integer)
_FOUND: Final = frozenset({"id", "case", "person"})
"""Conditions that leave few answers, each found by an index."""


def asked_answers(where: port.SurveyFilter, after: str | None) -> Asked:
    """Return what a list of answers asks, as shape and values."""
    once = {name: getattr(where, name, None) for name in _SINGLE} | {"after": after}
    conditions: dict[str, Sequence[object]] = {name: (value,) for name, value in once.items() if value is not None}
    if where.units is not None:
        conditions["units"] = padded(where.units)
    if where.units is not None and not conditions.keys() & _FOUND:
        conditions.setdefault("start", (EVER,))
    return question(nameless(conditions, "case", "person"))


def answer_list(shape: Shape) -> Query[port.SurveyAnswerRow]:
    """Select answers: of a few units, each unit's newest, put together."""
    counts, selection = dict(shape), rows_of(port.SurveyAnswerRow)
    beside = [_SINGLE[name] for name in sorted(counts.keys() & _SINGLE.keys())]
    units = several("units", counts.get("units", 0))
    if 1 < len(units) <= FEW and not counts.keys() & _FOUND:
        each = (select(ANSWER.c.id).where(ANSWER.c.unit == one, *beside) for one in units)
        newest = [one.order_by(*_NEWEST).limit(_LIMIT).subquery() for one in each]
        selection = selection.where(ANSWER.c.id.in_(union(*(select(one.c.id) for one in newest))))
    else:
        there = [ANSWER.c.unit.in_(units) if units else false()] if "units" in counts else []
        selection = selection.where(*beside, *there)
    return Query(port.SurveyAnswerRow, selection.order_by(*_NEWEST).limit(_LIMIT))
