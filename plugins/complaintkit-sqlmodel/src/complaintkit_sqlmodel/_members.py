"""Lists of members, newest joined first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import ColumnElement, Integer, Text, and_, false, literal, select, tuple_, union

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._listing import EVER, FEW, Asked, Shape, nameless, padded, question
from complaintkit_sqlmodel._query import MEMBER, TOKEN, is_named, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

_LAST: Final = select(MEMBER.c.joined_at).where(MEMBER.c.id == given("after_0")).scalar_subquery()
_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    "token": is_named(MEMBER.c.token, "token_0"),
    "no_token": MEMBER.c.token == given("no_token_0"),
    "person": MEMBER.c.person == given("person_0"),
    "tier": MEMBER.c.tier == given("tier_0"),
    "joined_from": MEMBER.c.joined_at >= given("joined_from_0", MEMBER.c.joined_at.type),
    "joined_before": MEMBER.c.joined_at < given("joined_before_0", MEMBER.c.joined_at.type),
    "after": tuple_(MEMBER.c.joined_at, MEMBER.c.id) < tuple_(_LAST, given("after_0", Text)),
}
_NEWEST: Final = (MEMBER.c.joined_at.desc(), MEMBER.c.id.desc())
_LIMIT: Final = given("limit", Integer)
_FOUND: Final = frozenset({"token", "person", "birthdays", "tokens"})
"""Conditions that leave few members, each found by an index."""
_ACTIVE: Final = {"active": MEMBER.c.left_at.is_(None), "left": MEMBER.c.left_at.is_not(None)}


def asked_members(where: port.MemberFilter, after: str | None) -> Asked:
    """Return what a list of members asks, as shape and values."""
    once = {name: getattr(where, name, None) for name in _SINGLE} | {"after": after}
    conditions: dict[str, Sequence[object]] = {name: (value,) for name, value in once.items() if value is not None}
    if where.units is not None:
        conditions["units"] = padded(where.units)
    if where.birthdays is not None:
        conditions["birthdays"] = padded(where.birthdays)
    if where.tokens:
        conditions["tokens"] = tuple(sorted(where.tokens))
    if where.active is not None:
        conditions["active" if where.active else "left"] = (1,)
    if where.units is not None and not conditions.keys() & _FOUND:
        conditions.setdefault("joined_from", (EVER,))
    return question(nameless(conditions, "token"))


def member_list(shape: Shape) -> Query[port.MemberRow]:
    """Select members: of a few units, each unit's newest, put together."""
    counts, selection = dict(shape), rows_of(port.MemberRow)
    units = counts.get("units", 0)
    if 1 < units <= FEW and not counts.keys() & _FOUND:
        each = (select(MEMBER.c.id).where(MEMBER.c.unit == one, *_beside(counts)) for one in several("units", units))
        newest = [one.order_by(*_NEWEST).limit(_LIMIT).subquery() for one in each]
        selection = selection.where(MEMBER.c.id.in_(union(*(select(one.c.id) for one in newest))))
    else:
        selection = selection.where(*_beside(counts), *_within(counts))
    return Query(port.MemberRow, selection.order_by(*_NEWEST).limit(_LIMIT))


def _within(counts: dict[str, int]) -> Iterator[ColumnElement[bool]]:
    """Yield the condition that lets the members of some units through."""
    if "units" in counts:
        yield MEMBER.c.unit.in_(several("units", counts["units"])) if counts["units"] else false()


def _beside(counts: dict[str, int]) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions beside that of units."""
    for name in sorted(counts.keys() & _SINGLE.keys()):
        yield _SINGLE[name]
    for name, condition in _ACTIVE.items():
        if name in counts:
            yield condition
    if "birthdays" in counts:
        days = several("birthdays", counts["birthdays"])
        yield (
            and_(MEMBER.c.birthday.in_(days), MEMBER.c.birthday != literal("", literal_execute=True))
            if days
            else false()
        )
    for index in range(counts.get("tokens", 0)):
        yield MEMBER.c.id.in_(select(TOKEN.c.case).where(TOKEN.c.token == given(f"tokens_{index}", Text)))
