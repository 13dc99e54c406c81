"""What lists of cases, of the outbox, of tasks and of duties ask: which conditions there are, and their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from complaintkit.ports import storage as port
from complaintkit_sqlmodel._conversion import beginning_of
from complaintkit_sqlmodel._listing import EVER, Asked, nameless, padded, question

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime


FOUND: Final = frozenset({"open", "tokens", "person", "customer_reference", "external_id", "duties_0"})
"""Conditions that leave few cases, each found by an index."""
_SINGLE: Final = (
    "owner kind channel external_id customer_reference person category due_by received_from received_before".split()
)
_OF_TASK: Final = "owner subject period source case opened_from opened_before".split()
REST: Final = ("since", "case", "kind", "ref", "staff")
"""By what duties of one date are listed."""
_NO_UNIT: Final = ("",)
"""What somebody sees who sees no unit: no row has it, and the text is that of one unit."""


def asked_cases(where: port.CaseFilter, after: str | None = None) -> Asked:
    """Return what a filter of cases asks, as shape and values."""
    conditions: dict[str, Sequence[object]] = {
        name: (value,) for name in _SINGLE if (value := getattr(where, name)) is not None
    }
    if where.open is not None:
        conditions["open" if where.open else "closed"] = (where.open,)
    if where.category is not None:
        conditions["below"] = (f"{where.category}/",)
        conditions["beside"] = (beginning_of(where.category),)
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
        conditions["visible_units"] = padded(where.visible_units or _NO_UNIT)
    return question(conditions)


def asked_page(where: port.CaseFilter, after: str | None) -> Asked:
    """Return what a page of cases asks: where nothing else finds few of them, it is read in the order of the list."""
    asked = asked_cases(where, after)
    if dict(asked.shape).keys() & (FOUND | {"received_from"}):
        return asked
    return Asked((*asked.shape, ("received_from", 1)), {**asked.values, "received_from_0": EVER})


def asked_of(cases: Collection[str]) -> Asked:
    """Return what a list asks that shows what belongs to a few cases, all known."""
    return question({"of_cases": padded(cases)})


def asked_outbox(single: Mapping[str, object], states: frozenset[str], of: Asked) -> Asked:
    """Return what a list of the outbox asks, as shape and values: of the entries themselves (`entry_`), and of their cases."""
    own: dict[str, Sequence[object]] = {
        f"entry_{name}": (value,) for name, value in single.items() if value is not None
    }
    if states:
        own["entry_states"] = padded(states)
    asked = question(own)
    return Asked((*asked.shape, *of.shape), {**asked.values, **of.values})


def asked_tasks(where: port.TaskFilter, after: str | None) -> Asked:
    """Return what a list of tasks asks, as shape and values."""
    once = {name: getattr(where, name) for name in _OF_TASK} | {"after": after}
    conditions: dict[str, Sequence[object]] = {name: (value,) for name, value in once.items() if value is not None}
    if where.open is not None:
        conditions["open" if where.open else "closed"] = (where.open,)
    if where.kinds:
        conditions["kinds"] = padded(where.kinds)
    if where.states:
        conditions["states"] = padded(where.states)
    if where.units is not None:
        conditions["units"] = padded(where.units)
    if where.waits_for is not None:
        conditions["waits_for"] = padded(where.waits_for)
    if where.visible_to is not None:
        conditions["visible_to"] = (where.visible_to,)
        conditions["visible_units"] = padded(where.visible_units or _NO_UNIT)
    return question(nameless(conditions, "subject"))


def asked_duties(
    staff: Collection[str], kinds: frozenset[str], due_by: datetime | None, after: port.DutyRow | None
) -> Asked:
    """Return what a list of duties asks, as shape and values."""
    conditions: dict[str, Sequence[object]] = {"staff": padded(staff)}
    if kinds:
        conditions["kinds"] = padded(kinds)
    if due_by is not None:
        conditions["due_by"] = (due_by,)
    if after is not None:
        conditions["no_date"] = (after.due_at is None,)
        conditions["when"] = (after.due_at or after.since,)
        conditions.update({f"after_{name}": (getattr(after, name),) for name in REST})
    return question(conditions)
