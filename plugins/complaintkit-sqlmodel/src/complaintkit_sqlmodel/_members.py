"""Lists of members, newest joined first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Integer, Text, false, select, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._listing import Asked, Shape, padded, question
from complaintkit_sqlmodel._query import MEMBER, TOKEN, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

_LAST: Final = select(MEMBER.c.joined_at).where(MEMBER.c.id == given("after_0")).scalar_subquery()
_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    "token": MEMBER.c.token == given("token_0"),
    "person": MEMBER.c.person == given("person_0"),
    "tier": MEMBER.c.tier == given("tier_0"),
    "joined_from": MEMBER.c.joined_at >= given("joined_from_0", MEMBER.c.joined_at.type),
    "joined_before": MEMBER.c.joined_at < given("joined_before_0", MEMBER.c.joined_at.type),
    "after": tuple_(MEMBER.c.joined_at, MEMBER.c.id) < tuple_(_LAST, given("after_0", Text)),
}
_SEVERAL: Final = {"units": MEMBER.c.unit, "birthdays": MEMBER.c.birthday}
_ACTIVE: Final = {"active": MEMBER.c.left_at.is_(None), "left": MEMBER.c.left_at.is_not(None)}


def asked_members(where: port.MemberFilter, after: str | None) -> Asked:
    """Return what a list of members asks, as shape and values."""
    once = {name: getattr(where, name, None) for name in _SINGLE} | {"after": after}
    conditions: dict[str, Sequence[object]] = {name: (value,) for name, value in once.items() if value is not None}
    for name in _SEVERAL:
        if (values := getattr(where, name)) is not None:
            conditions[name] = padded(values)
    if where.tokens:
        conditions["tokens"] = tuple(sorted(where.tokens))
    if where.active is not None:
        conditions["active" if where.active else "left"] = (1,)
    return question(conditions)


def member_list(shape: Shape) -> Query[port.MemberRow]:
    """Select members."""
    selection = rows_of(port.MemberRow).where(*_conditions(dict(shape)))
    ordered = selection.order_by(MEMBER.c.joined_at.desc(), MEMBER.c.id.desc())
    return Query(port.MemberRow, ordered.limit(given("limit", Integer)))


def _conditions(counts: dict[str, int]) -> Iterator[ColumnElement[bool]]:
    for name in sorted(counts.keys() & _SINGLE.keys()):
        yield _SINGLE[name]
    for name, condition in _ACTIVE.items():
        if name in counts:
            yield condition
    for name, column in _SEVERAL.items():
        if name in counts:
            yield column.in_(several(name, counts[name])) if counts[name] else false()
    for index in range(counts.get("tokens", 0)):
        yield MEMBER.c.id.in_(select(TOKEN.c.case).where(TOKEN.c.token == given(f"tokens_{index}", Text)))
