"""Lists and counts of cases: what is open by an index of what is open, else each unit's newest, or each person's, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Integer, Text, exists, false, func, or_, select, tuple_, type_coerce, union

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._filter import FOUND
from complaintkit_sqlmodel._listing import FEW, Shape
from complaintkit_sqlmodel._query import CASE, DUTY, OWNER, TOKEN, rows_of
from complaintkit_sqlmodel._statement import Query, given, several

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import ColumnElement, CompoundSelect, Select


_LAST: Final = CASE.alias()
_AFTER: Final = select(_LAST.c.received_at, _LAST.c.id).where(_LAST.c.id == given("after_0")).scalar_subquery()
_CATEGORY: Final = given("category_0", CASE.c.category.type)
_BELOW: Final = given("below_0", CASE.c.category.type)
_NONE: Final = "-"  # is asked for by it
_BESIDE: Final = given("beside_0", CASE.c.category.type)
_OTHERS: Final = type_coerce(CASE.c.other_categories, Text)
_STAFF: Final = given("visible_to_0", CASE.c.owner.type)
_LIMIT: Final = given("limit", Integer)
_NEWEST: Final = (CASE.c.received_at.desc(), CASE.c.id.desc())
_UNIT: Final = func.coalesce(CASE.c.unit, CASE.c.unit)  # of which no index knows: a list in order is not left for it

_CASE_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    **{
        name: CASE.c[name] == given(f"{name}_0")
        for name in ("owner", "kind", "channel", "external_id", "customer_reference", "person")
    },
    "open": CASE.c.open,  # said as the indexes say it that hold only what is open
    "closed": ~CASE.c.open,
    "category": func.coalesce(CASE.c.category, _NONE) == _CATEGORY,
    "below": func.substr(CASE.c.category, 1, func.length(_BELOW)) == _BELOW,
    "beside": func.replace(_OTHERS, _BESIDE, "") != _OTHERS,  # what stands in a text can be taken out of it
    "due_by": CASE.c.next_due <= given("due_by_0"),
    "received_from": CASE.c.received_at >= given("received_from_0"),
    "received_before": CASE.c.received_at < given("received_before_0"),
    "after": tuple_(CASE.c.received_at, CASE.c.id) < _AFTER,
}
_OF_CATEGORY: Final = frozenset({"category", "below", "beside"})
_OWN_BUSINESS: Final = (
    CASE.c.owner == _STAFF,
    CASE.c.first_receiver == _STAFF,
    exists().where(OWNER.c.case == CASE.c.id, OWNER.c.owner == _STAFF),  # who answered for it once may look back
    exists().where(DUTY.c.case == CASE.c.id, DUTY.c.staff == _STAFF),
)
# The same, each of them found by an index.
_OWN_WAYS: Final = (
    CASE.c.owner == _STAFF,
    CASE.c.first_receiver == _STAFF,
    CASE.c.id.in_(select(OWNER.c.case).where(OWNER.c.owner == _STAFF)),
    CASE.c.id.in_(select(DUTY.c.case).where(DUTY.c.staff == _STAFF)),
)


def case_list(shape: Shape) -> Query[port.CaseRow]:
    """Select cases, newest received first."""
    selection = rows_of(port.CaseRow)
    if ways := _ways(dict(shape)):
        newest = [_newest(way, shape).subquery() for way in ways]
        selection = selection.where(CASE.c.id.in_(union(*(select(one.c.id) for one in newest))))
    else:
        selection = selection.where(*case_conditions(shape))
    return Query(port.CaseRow, selection.order_by(*_NEWEST).limit(_LIMIT))


def case_count(shape: Shape) -> Select[Any]:
    """Count cases."""
    counts, counted = dict(shape), select(func.count()).select_from(CASE)
    if "visible_to" in counts and (ways := _ways(counts)):
        each = (_found(way, shape) for way in ways)
        return counted.where(CASE.c.id.in_(union(*each)))
    if ways := _ways(counts):
        return counted.where(or_(*ways), *_beside(shape))
    return counted.where(*case_conditions(shape))


def may_be_few(shape: Shape) -> bool:
    """Tell if the cases that somebody sees are found by ways of their own, so that a few of them are soon known."""
    counts = dict(shape)
    return "visible_to" in counts and bool(_ways(counts))


def some_cases(shape: Shape) -> CompoundSelect[Any]:
    """Select ids of cases, each way's first: of few, it is all of them."""
    each = (_found(way, shape).limit(_LIMIT).subquery() for way in _ways(dict(shape)))
    return union(*(select(one.c.id) for one in each)).limit(_LIMIT)


def case_conditions(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions under which a case is in the list."""
    counts = dict(shape)
    yield from _beside(shape)
    if "units" in counts:
        yield _within("units", counts["units"])
    if "visible_to" in counts:
        yield or_(_within("visible_units", counts["visible_units"]), *_OWN_BUSINESS)


def _ways(counts: dict[str, int]) -> tuple[ColumnElement[bool], ...]:
    """Return the ways by which a list is put together; none where all is gone through, newest first, or little is left.

    What is seen: the cases of some units, and one's own (R20). What is asked for: the cases of some units.
    """
    if counts.keys() & FOUND:
        return ()
    if counts.get("visible_units", FEW + 1) <= FEW:
        return (*(CASE.c.unit == one for one in several("visible_units", counts["visible_units"])), *_OWN_WAYS)
    if 0 < counts.get("units", 0) <= FEW and "owner" not in counts:
        return tuple(CASE.c.unit == one for one in several("units", counts["units"]))
    return ()


def _newest(way: ColumnElement[bool], shape: Shape) -> Select[Any]:
    """Select the newest cases that are found by one way: no more of them can be in the list."""
    return _found(way, shape).order_by(*_NEWEST).limit(_LIMIT)


def _found(way: ColumnElement[bool], shape: Shape) -> Select[Any]:
    """Select the cases that are found by one way."""
    counts = dict(shape)
    within = [_within("units", counts["units"])] if "units" in counts else []
    return select(CASE.c.id).where(way, *_beside(shape), *within)


def _beside(shape: Shape) -> Iterator[ColumnElement[bool]]:
    """Yield the conditions beside those of units and of what is seen."""
    counts = dict(shape)
    for name in sorted(counts.keys() & _CASE_SINGLE.keys() - _OF_CATEGORY):
        yield _CASE_SINGLE[name]
    if "category" in counts:
        yield or_(*(_CASE_SINGLE[name] for name in sorted(_OF_CATEGORY)))
    if "states" in counts:
        yield CASE.c.state.in_(several("states", counts["states"]))
    for name in (one for one in counts if one.startswith("duties_")):
        owed = DUTY.c.kind.in_(several(name, counts[name])) if counts[name] else false()
        yield CASE.c.id.in_(select(DUTY.c.case).where(owed))
    for token in several("tokens", counts.get("tokens", 0)):
        yield CASE.c.id.in_(select(TOKEN.c.case).where(TOKEN.c.token == token))


def _within(name: str, count: int) -> ColumnElement[bool]:
    """Let the cases of some units through."""
    return _UNIT.in_(several(name, count)) if count else false()
