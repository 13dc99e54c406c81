"""Lists whose conditions depend on what was asked. Texts are made once for each shape of a question, not for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
from sqlalchemy import Integer, exists, false, func, or_, select, tuple_

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._query import CASE, DUTY, OUTBOX, OWNER, REFUSED, TOKEN, rows_of
from complaintkit_sqlmodel._statement import Query, given

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select


# A shape says which conditions there are, and of how many values each; statements of one shape have one text.
Shape = tuple[tuple[str, int], ...]

_LAST: Final = CASE.alias()
_AFTER: Final = select(_LAST.c.received_at, _LAST.c.id).where(_LAST.c.id == given("after_0")).scalar_subquery()
_SENT: Final = OUTBOX.alias()
_AFTER_ENTRY: Final = (
    select(_SENT.c.created_at, _SENT.c.id).where(_SENT.c.id == given("entry_after_0")).scalar_subquery()
)
_ENTRY_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    "entry_kind": OUTBOX.c.kind == given("entry_kind_0"),
    "entry_case": OUTBOX.c.case == given("entry_case_0"),
    "entry_due_by": or_(OUTBOX.c.next_at.is_(None), OUTBOX.c.next_at <= given("entry_due_by_0")),
    "entry_after": tuple_(OUTBOX.c.created_at, OUTBOX.c.id) > _AFTER_ENTRY,
}
_KEPT: Final = REFUSED.alias()
_AFTER_REFUSAL: Final = select(_KEPT.c.at, _KEPT.c.id).where(_KEPT.c.id == given("after_0")).scalar_subquery()
_REFUSED_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    **{name: REFUSED.c[name] == given(f"{name}_0") for name in ("id", "code", "source")},
    "since": REFUSED.c.at >= given("since_0"),
    "unmended": REFUSED.c.repaired_at.is_(None),
    "after": tuple_(REFUSED.c.at, REFUSED.c.id) < _AFTER_REFUSAL,
}
_CATEGORY: Final = given("category_0", CASE.c.category.type)
_BELOW: Final = given("below_0", CASE.c.category.type)
_STAFF: Final = given("visible_to_0", CASE.c.owner.type)

_CASE_SINGLE: Final[dict[str, ColumnElement[bool]]] = {
    **{
        name: CASE.c[name] == given(f"{name}_0")
        for name in ("owner", "open", "kind", "channel", "external_id", "customer_reference", "person")
    },
    "category": CASE.c.category == _CATEGORY,
    "below": func.substr(CASE.c.category, 1, func.length(_BELOW)) == _BELOW,
    "due_by": CASE.c.next_due <= given("due_by_0"),
    "received_from": CASE.c.received_at >= given("received_from_0"),
    "received_before": CASE.c.received_at < given("received_before_0"),
    "after": tuple_(CASE.c.received_at, CASE.c.id) < _AFTER,
}
_OWN_BUSINESS: Final = (
    CASE.c.owner == _STAFF,
    CASE.c.first_receiver == _STAFF,
    exists().where(OWNER.c.case == CASE.c.id, OWNER.c.owner == _STAFF),  # who answered for it once may look back
    exists().where(DUTY.c.case == CASE.c.id, DUTY.c.staff == _STAFF),
)


@attrs.frozen
class Asked:
    """A question: its shape, and the values that belong to it by name."""

    shape: Shape
    values: dict[str, object]


def asked_cases(where: port.CaseFilter, after: str | None = None) -> Asked:
    """Return what a filter of cases asks, as shape and values."""
    conditions: dict[str, Sequence[object]] = {
        name: (value,) for name in _CASE_SINGLE if (value := getattr(where, name, None)) is not None
    }
    if where.category is not None:
        conditions["below"] = (f"{where.category}/",)
    if after is not None:
        conditions["after"] = (after,)
    if where.states:
        conditions["states"] = padded(where.states)
    for index, kinds in enumerate(where.duties):
        conditions[f"duties_{index}"] = padded(kinds)
    if where.tokens:
        conditions["tokens"] = sorted(where.tokens)
    if where.units is not None:
        conditions["units"] = padded(where.units)
    if where.visible_to is not None:
        conditions["visible_to"] = (where.visible_to,)
        conditions["visible_units"] = padded(where.visible_units or frozenset())
    return question(conditions)


def asked_outbox(single: Mapping[str, object], states: frozenset[str], of: port.CaseFilter | None) -> Asked:
    """Return what a list of the outbox asks, as shape and values: of the entries themselves (`entry_`), and of their cases."""
    own: dict[str, Sequence[object]] = {
        f"entry_{name}": (value,) for name, value in single.items() if value is not None
    }
    if states:
        own["entry_states"] = padded(states)
    asked, cases = question(own), asked_cases(of or port.CaseFilter())
    return Asked((*asked.shape, *cases.shape), {**asked.values, **cases.values})


def asked_refusals(single: Mapping[str, object], by: frozenset[str] | None, *, unmended: bool) -> Asked:
    """Return what a list of refused requests asks, as shape and values."""
    conditions: dict[str, Sequence[object]] = {name: (value,) for name, value in single.items() if value is not None}
    if unmended:
        conditions["unmended"] = (True,)
    if by is not None:
        conditions["by"] = padded(by)
    return question(conditions)


def case_list(shape: Shape) -> Query[port.CaseRow]:
    """Select cases, newest received first."""
    selection = rows_of(port.CaseRow).where(*case_conditions(shape))
    ordered = selection.order_by(CASE.c.received_at.desc(), CASE.c.id.desc())
    return Query(port.CaseRow, ordered.limit(given("limit", Integer)))


def case_count(shape: Shape) -> Select[Any]:
    """Count cases."""
    return select(func.count()).select_from(CASE).where(*case_conditions(shape))


def outbox_list(shape: Shape) -> Query[port.OutboxRow]:
    """Select outbox entries, oldest first."""
    counts = dict(shape)
    selection = rows_of(port.OutboxRow).order_by(OUTBOX.c.created_at, OUTBOX.c.id).limit(given("limit", Integer))
    if "entry_states" in counts:
        selection = selection.where(OUTBOX.c.state.in_(several("entry_states", counts["entry_states"])))
    selection = selection.where(*(_ENTRY_SINGLE[name] for name in sorted(counts.keys() & _ENTRY_SINGLE.keys())))
    if conditions := list(case_conditions(shape)):
        selection = selection.where(OUTBOX.c.case.in_(select(CASE.c.id).where(*conditions)))
    return Query(port.OutboxRow, selection)


def refused_list(shape: Shape) -> Query[port.RefusedRow]:
    """Select refused requests, newest first."""
    counts = dict(shape)
    selection = rows_of(port.RefusedRow).order_by(REFUSED.c.at.desc(), REFUSED.c.id.desc())
    selection = selection.where(*(_REFUSED_SINGLE[name] for name in sorted(counts.keys() & _REFUSED_SINGLE.keys())))
    if "by" in counts:
        selection = selection.where(REFUSED.c.by.in_(several("by", counts["by"])) if counts["by"] else false())
    return Query(port.RefusedRow, selection.limit(given("limit", Integer)))


def case_conditions(shape: Shape) -> Iterator[ColumnElement[bool]]:
    counts = dict(shape)
    for name in sorted(counts.keys() & _CASE_SINGLE.keys() - {"category", "below"}):
        yield _CASE_SINGLE[name]
    if "category" in counts:
        yield or_(_CASE_SINGLE["category"], _CASE_SINGLE["below"])
    if "states" in counts:
        yield CASE.c.state.in_(several("states", counts["states"]))
    for name in (one for one in counts if one.startswith("duties_")):
        owed = DUTY.c.kind.in_(several(name, counts[name])) if counts[name] else false()
        yield CASE.c.id.in_(select(DUTY.c.case).where(owed))
    for token in several("tokens", counts.get("tokens", 0)):
        yield CASE.c.id.in_(select(TOKEN.c.case).where(TOKEN.c.token == token))
    if "units" in counts:
        yield CASE.c.unit.in_(several("units", counts["units"])) if counts["units"] else false()
    if "visible_to" in counts:
        yield _visible(counts["visible_units"])


def _visible(units: int) -> ColumnElement[bool]:
    """Let cases of units through that somebody sees, and those that are their own business. R20"""
    there = CASE.c.unit.in_(several("visible_units", units)) if units else false()
    return or_(there, *_OWN_BUSINESS)


def several(name: str, count: int) -> list[Any]:
    """Make the parameters of a condition that takes several values."""
    return [given(f"{name}_{index}") for index in range(count)]


def question(conditions: dict[str, Sequence[object]]) -> Asked:
    """Return conditions as the shape of a question and its values."""
    return Asked(
        tuple((name, len(values)) for name, values in conditions.items()),
        {f"{name}_{index}": value for name, values in conditions.items() for index, value in enumerate(values)},
    )


def padded(values: Iterable[str]) -> Sequence[str]:
    """Lengthen a list to a power of two, by repeating one: so that a few texts serve lists of every length."""
    found = sorted(values)
    wanted = 1 << (len(found) - 1).bit_length() if found else 0
    return found + found[-1:] * (wanted - len(found))
