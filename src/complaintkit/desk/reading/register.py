"""Read the register of a period: the cases received in it, by each unit's own days, as far as one may see them. S3.12, R20"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import attrs

from complaintkit.decision import as_of_now
from complaintkit.decision.refusal import unknown_unit
from complaintkit.desk.reading.sight import known_reader
from complaintkit.insight.own_days import check_period, own_days
from complaintkit.paper import Register, RegisterRow, Titles, at_authorities, round_of_result
from complaintkit.records.case import load_all
from complaintkit.records.sight import cases_seen

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case
    from complaintkit.model.deadline import Deadline
    from complaintkit.model.period import Period
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import CaseFilter, CaseRow, Reader
    from complaintkit.records.door import Door

_PAGE: Final = 200
_SLACK: Final = timedelta(days=2)  # days that begin earlier, or end later, elsewhere


def register_of(door: Door, period: Period, *, unit: str | None, by: By) -> Register:
    """Return the register, the oldest case first.

    Raises:
        InvalidInput: there is no such unit, or `by` does not work here.
    """
    check_period(period)
    with door.storage.reading() as reader:
        facts = known_reader(door, reader, by)
        units = facts.structure.organisation.units
        if unit is not None and unit not in units:
            raise unknown_unit(unit, units)
        there = own_days(door, reader, facts)
        where = attrs.evolve(
            cases_seen(facts),
            units=frozenset({unit, *facts.structure.below(unit)}) if unit else None,
            received_from=period.start - _SLACK,
            received_before=period.end + _SLACK,
        )
        rows = []
        for page in _pages(reader, where):
            for one in load_all(reader, [row for row in page if row.received_at in there(period, row.unit)]):
                now = as_of_now(one.case, door.facts(reader, one.case, by=by)).masked()
                rows.append(_row(now, titles_of(facts, now.unit, door.rules.playbook(reader, one.row.playbook))))
    rows.sort(key=lambda one: (one.received_at, one.number))
    return Register(period=period, rows=tuple(rows), unit=units[unit].title if unit else {})


def _pages(reader: Reader, where: CaseFilter) -> Iterator[Sequence[CaseRow]]:
    after: str | None = None
    while page := reader.cases(where, after=after, limit=_PAGE):
        yield page
        after = page[-1].id


def titles_of(facts: Facts, unit: str, playbook: Playbook) -> Titles:
    """Return the titles of a playbook and the organisation, and the clock of a unit."""
    return Titles(playbook, facts.structure.organisation, ZoneInfo(facts.structure.zone_of(unit)))


def _row(case: Case, titles: Titles) -> RegisterRow:
    """Return the row of a case that is masked already."""
    contact = next((one.address for one in case.customer.contacts), "")
    return RegisterRow(
        number=case.number,
        received_at=case.received_at.astimezone(titles.zone),
        kind=case.kind,
        category=titles.categories(case.categories),
        unit=titles.unit(case.unit),
        customer=f"{case.customer.label} {contact}".strip(),
        text=case.subject or case.text,
        owner=titles.person(case.owner),
        state=case.state,
        answered_at=case.resolved_at.astimezone(titles.zone) if case.resolved_at else None,
        late=tuple({one.name: one.title for one in _missed(case)}.values()),
        result=case.result,
        round=round_of_result(case),
        remedies=case.remedies,
        authorities=tuple(at_authorities(case, titles)),
    )


def _missed(case: Case) -> Iterator[Deadline]:
    """Yield what was missed until the customer had their answer; what comes after it is no part of that. R15"""
    for one in case.deadlines:
        if one.breached_at and (case.resolved_at is None or one.due_at <= case.resolved_at):
            yield one
