"""Lists of answers to standing surveys, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Integer, Text, false, select, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._listing import Asked, Shape, padded, question
from complaintkit_sqlmodel._query import SURVEY_ANSWER as ANSWER
from complaintkit_sqlmodel._query import rows_of
from complaintkit_sqlmodel._statement import Query, given, several

_LAST: Final = select(ANSWER.c.at).where(ANSWER.c.id == given("after_0")).scalar_subquery()
_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    "id": ANSWER.c.id == given("id_0"),
    "survey": ANSWER.c.survey == given("survey_0"),
    "case": ANSWER.c.case == given("case_0"),
    "person": ANSWER.c.person == given("person_0"),
    "start": ANSWER.c.at >= given("start_0", ANSWER.c.at.type),
    "end": ANSWER.c.at < given("end_0", ANSWER.c.at.type),
    "after": tuple_(ANSWER.c.at, ANSWER.c.id) < tuple_(_LAST, given("after_0", Text)),
}


def asked_answers(where: port.SurveyFilter, after: str | None) -> Asked:
    """Return what a list of answers asks, as shape and values."""
    once = {name: getattr(where, name, None) for name in _SINGLE} | {"after": after}
    conditions: dict[str, Sequence[object]] = {name: (value,) for name, value in once.items() if value is not None}
    if where.units is not None:
        conditions["units"] = padded(where.units)
    return question(conditions)


def answer_list(shape: Shape) -> Query[port.SurveyAnswerRow]:
    """Select answers."""
    counts = dict(shape)
    selection = rows_of(port.SurveyAnswerRow).where(*(_SINGLE[name] for name in sorted(counts.keys() & _SINGLE.keys())))
    if "units" in counts:
        there = ANSWER.c.unit.in_(several("units", counts["units"])) if counts["units"] else false()
        selection = selection.where(there)
    ordered = selection.order_by(ANSWER.c.at.desc(), ANSWER.c.id.desc())
    return Query(port.SurveyAnswerRow, ordered.limit(given("limit", Integer)))
