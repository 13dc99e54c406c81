"""The rules as they stood when something was written: read from the desk's own ledger, position by position."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from complaintkit.decision import Facts
from complaintkit.model import events as e
from complaintkit.organisation import Absence
from complaintkit.records._lookup import Lookup

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.organisation import Organisation
    from complaintkit.playbook import Playbook
    from complaintkit.ports.storage import EventRow, Reader
    from complaintkit.records.rules import Rules

DESK_WIDE = ""
"""The name under which the playbook stands that is in force where a unit names none."""


@attrs.frozen
class Mark:
    """Who worked here, and by which playbooks, from a position on."""

    position: int
    at: datetime
    organisation: Organisation | None
    playbooks: Mapping[str, str]


@attrs.frozen
class Past:
    """The rules at every position."""

    reader: Reader
    rules: Rules
    marks: Sequence[Mark]

    @classmethod
    def read(cls, reader: Reader, rules: Rules, rows: Sequence[EventRow], lines: Sequence[LedgerEntry]) -> Past:
        """Read it from the lines of the desk's own ledger."""
        marks: list[Mark] = []
        organisation: Organisation | None = None
        playbooks: dict[str, str] = {}
        for row, line in zip(rows, lines, strict=True):
            organisation = _after(organisation, line, reader, rules)
            if isinstance(line.event, e.PlaybookSet):
                playbooks = {**playbooks, line.event.playbook if line.event.for_units else DESK_WIDE: line.event.digest}
            marks.append(Mark(row.position, line.recorded_at, organisation, playbooks))
        return cls(reader, rules, marks)

    def at(self, position: int) -> Mark:
        """Return what was in force when the line at this position was written.

        Raises:
            LookupError: nobody worked here yet.
        """
        index = bisect_right(self.marks, position, key=lambda one: one.position)
        if not index or self.marks[index - 1].organisation is None:
            raise LookupError(position)
        return self.marks[index - 1]

    def since(self, position: int) -> Iterator[Mark]:
        """Yield what came into force after this position."""
        yield from self.marks[bisect_right(self.marks, position, key=lambda one: one.position) :]

    def playbook_of(self, mark: Mark, unit: str) -> Playbook:
        """Return the playbook that was in force in a unit."""
        assert mark.organisation is not None  # noqa: S101  `at` returns no other
        named = mark.organisation.carried(unit, "playbook") if unit in mark.organisation.units else None
        return self.rules.playbook(self.reader, mark.playbooks.get(named or DESK_WIDE) or mark.playbooks[DESK_WIDE])

    def facts(self, mark: Mark, playbook: Playbook, now: datetime, *, case: str = "", quiet: bool = False) -> Facts:
        """Return what a decision knew at that moment, as far as what follows from its events depends on it."""
        assert mark.organisation is not None  # noqa: S101  `at` returns no other
        return Facts(
            now=now,
            playbook=playbook,
            structure=self.rules.structure(mark.organisation, playbook),
            records=Lookup(tx=self.reader, currency=playbook.currency, case=case),
            quiet=quiet,
            case_id=case,
        )


def _after(organisation: Organisation | None, line: LedgerEntry, reader: Reader, rules: Rules) -> Organisation | None:
    event = line.event
    match event:
        case e.OrganisationSet():
            return rules.organisation(reader, event.digest)
        case e.StaffLeft() if organisation:
            return organisation.without_staff(event.staff)
        case e.StaffAway() if organisation:
            absence = Absence(
                staff=event.staff,
                start=event.start,
                end=event.end,
                deputy=event.deputy,
                long=event.long,
                by=line.by,
            )
            return organisation.with_absence(absence)
        case _:
            return organisation
