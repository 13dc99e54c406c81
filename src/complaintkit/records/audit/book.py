"""What belongs to no single case, added up over all ledgers: positions, numbers, budgets, tallies, redemptions, documents."""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.model import events as e
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import digest
from complaintkit.ports import storage as port
from complaintkit.records.audit.difference import differences, different, problem
from complaintkit.records.audit.past import DESK_WIDE
from complaintkit.records.audit.value import add_reserved, redemptions_of
from complaintkit.records.ledger import data_in
from complaintkit.records.rules import ORGANISATION, PLAYBOOK
from complaintkit.records.tally import counted

if TYPE_CHECKING:
    from complaintkit.model.verification import LedgerProblem
    from complaintkit.ports.storage import CouponRow, EventRow, Reader, RedemptionRow
    from complaintkit.records.audit.past import Past
    from complaintkit.records.audit.run import Told
    from complaintkit.records.audit.value import Reserved

_NAMED_OTHERWISE: Final = {"proposal": "p_", "offer": "offer:"}
_GAPS_SHOWN: Final = 20
_COUNTED: Final = {"": "", "tasks": "T"}  # what a unit counts beside its cases, and the letter of its numbers


@attrs.define
class Book:
    """Sums over all ledgers, to be held against what is kept of them."""

    positions: array[int] = attrs.field(factory=lambda: array("q"))
    numbers: defaultdict[str, set[int]] = attrs.field(factory=lambda: defaultdict(set))
    documents: dict[str, str] = attrs.field(factory=dict)  # the kind of each, by digest
    reserved: Reserved = attrs.field(factory=dict)
    tally: Counter[tuple[str, date, str]] = attrs.field(factory=Counter)
    redemptions: dict[str, tuple[str, RedemptionRow, bool, frozenset[str]]] = attrs.field(factory=dict)
    times: dict[str, array[float]] = attrs.field(factory=dict)

    # ---- adding -------------------------------------------------------------------------------------------------------
    def add_rows(self, rows: list[EventRow]) -> None:
        """Add the lines of a ledger, whosever."""
        self.positions.extend([row.position for row in rows])

    def add_number(self, number: str) -> None:
        """Add the number of a case or a task: `UNIT-YYMMDD-NNN`."""
        day, _, count = number.rpartition("-")
        if count.isascii() and count.isdigit():
            self.numbers[day].add(int(count))

    def add_case(self, told: Told, coupons: list[CouponRow], past: Past) -> None:
        """Add what a case has set aside, counts for, and was redeemed of it."""
        add_reserved(told, self.reserved)
        for row, known, codes in redemptions_of(told, coupons):
            self.redemptions[row.id] = told.case.number, row, known, codes
        self._count(told, past)

    def _count(self, told: Told, past: Past) -> None:
        """Count what a case is about, on the days that were its unit's when that was decided."""
        units = {one.unit for one in told.states}
        if all(len(self._zones(past, unit)) == 1 for unit in units):
            end = len(told.states)
            self.tally.update(counted(told.facts(past, told.mark(past, end - 1), 0, end), told.case))
            return
        for start, end in told.runs():
            facts, before = told.facts(past, told.mark(past, start), start, end), told.before(start)
            self.tally.update(counted(facts, told.states[end - 1]))
            if before is not None:
                self.tally.subtract(counted(facts, before))

    def _zones(self, past: Past, unit: str) -> set[str | None]:
        """Return every time zone that a unit was ever in."""
        return {
            mark.organisation.carried(unit, "time_zone")
            for mark in past.marks
            if mark.organisation is not None and unit in mark.organisation.units
        }

    # ---- what every ledger commits to ---------------------------------------------------------------------------------
    def check_positions(self) -> Iterator[LedgerProblem]:
        """Yield gaps in the order of commits: lines that were taken out, wherever they belonged."""
        after = 0
        for shown, position in enumerate(one for one in _gaps(self.positions)):
            after = position
            if shown == _GAPS_SHOWN:
                break
            yield problem(None, phrase("line {position} of the feed is missing", position=after), table="ledger")

    def check_numbers(self, reader: Reader) -> Iterator[LedgerProblem]:
        """Yield numbers that were given and are not there, and counters that do not stand at the last."""
        wanted = {}
        for day, found in self.numbers.items():
            wanted[day] = max(found)
            for missing in sorted(set(range(1, max(found))) - found):
                number = f"{day}-{missing:03d}"
                yield problem(number, phrase("{number} was given and is not there", number=number), table="case")
        kept: dict[str, int] = {}
        for row in reader.every(port.CounterRow):
            unit, _, of = row.unit.partition(":")
            kept[f"{unit.upper()}-{_COUNTED.get(of, f'{of}-')}{row.day:%y%m%d}"] = row.value
        for day in sorted(wanted.keys() | kept.keys()):
            yield from different(None, "counter", "value", (kept.get(day), wanted.get(day)), day)

    def check_documents(self, reader: Reader) -> Iterator[LedgerProblem]:
        """Yield documents that are missing, or do not say what their digest is of."""
        found = set[str]()
        for row in reader.every(port.DocumentRow):
            found.add(row.digest)
            start = _NAMED_OTHERWISE.get(row.kind)
            if start is not None:
                if not row.digest.startswith(start):
                    yield problem(None, phrase("{kind} {digest} was changed", kind=row.kind, digest=row.digest))
            elif row.kind != self.documents.get(row.digest, row.kind) or not _says(row.content, row.digest):
                yield problem(
                    None, phrase("{kind} {digest} was changed", kind=row.kind, digest=row.digest), table="document"
                )
            elif row.digest not in self.documents:
                yield problem(
                    None,
                    phrase("no ledger names the {kind} {digest}", kind=row.kind, digest=row.digest),
                    table="document",
                )
        for missing in sorted(self.documents.keys() - found):
            yield problem(None, phrase("document {digest} is missing", digest=missing), table="document")

    # ---- what is derived ----------------------------------------------------------------------------------------------
    def check_sums(self, reader: Reader, past: Past) -> Iterator[LedgerProblem]:
        """Yield where budgets, tallies, redemptions and what is in force differ from what the ledgers add up to."""
        budgets = [
            port.BudgetRow(budget=budget, period=period, currency=currency, reserved=amount)
            for (budget, period, currency), amount in self.reserved.items()
        ]
        yield from differences(None, "budget", reader.every(port.BudgetRow), budgets, ("budget", "period", "currency"))
        tally = [
            port.TallyRow(unit=unit, day=day, subject=subject, count=count)
            for (unit, day, subject), count in self.tally.items()
            if count
        ]
        kept = (row for row in reader.every(port.TallyRow) if row.count)
        yield from differences(None, "tally", kept, tally, ("unit", "day", "subject"))
        yield from self._check_redemptions(reader)
        yield from _check_in_force(reader, past)

    def _check_redemptions(self, reader: Reader) -> Iterator[LedgerProblem]:
        wanted = dict(self.redemptions)
        for row in reader.every(port.RedemptionRow):
            number, right, known, codes = wanted.pop(row.id, (None, None, True, frozenset[str]()))
            if right is not None and not known:
                right = attrs.evolve(right, value=row.value, spend=row.spend)
            if right is not None and row.code in codes:
                right = attrs.evolve(right, code=row.code)
            yield from differences(number, "redemption", [row], [] if right is None else [right], ("id",))
        for number, right, _, _ in wanted.values():
            yield from differences(number, "redemption", [], [right], ("id",))


def _gaps(positions: array[int]) -> Iterator[int]:
    """Yield the positions that are missing below the last."""
    expected = 1
    for position in sorted(positions):
        yield from range(expected, position)
        expected = position + 1


def _says(content: str, name: str) -> bool:
    """Tell if a document is the one of its digest."""
    try:
        return digest(json.loads(content)) == name
    except ValueError:
        return False


_NAMING: Final = {
    e.Received.name: ("playbook_digest", PLAYBOOK),
    e.PlaybookSet.name: ("digest", PLAYBOOK),
    e.OrganisationSet.name: ("digest", ORGANISATION),
}
"""The lines that name a document: where, and of which kind."""


def named_in(rows: Iterable[EventRow]) -> Iterator[tuple[str, str]]:
    """Yield the documents that a ledger names, each with its kind."""
    for row in rows:
        if (naming := _NAMING.get(row.name)) is not None:
            field, kind = naming
            yield data_in(row.data).get(field, ""), kind


def _check_in_force(reader: Reader, past: Past) -> Iterator[LedgerProblem]:
    """Yield where the playbooks and the organisation in force are not those that were put in force last."""
    last = past.marks[-1] if past.marks else None
    playbooks = dict(last.playbooks) if last else {}
    wanted = {PLAYBOOK if name == DESK_WIDE else f"{PLAYBOOK}:{name}": one for name, one in playbooks.items()}
    if last and last.organisation:
        wanted[ORGANISATION] = last.organisation.digest
    kept = {
        row.key: row.value
        for row in reader.every(port.MetaRow)
        if row.key in (PLAYBOOK, ORGANISATION) or row.key.startswith(f"{PLAYBOOK}:")
    }
    for name in sorted(wanted.keys() | kept.keys()):
        yield from different(None, "meta", name, (kept.get(name), wanted.get(name)))
