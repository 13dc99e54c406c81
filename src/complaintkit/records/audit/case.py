"""The rows derived from a case's ledger, held against a replay: where it stands, who has it, clocks, duties, value, tokens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit.model import events as e
from complaintkit.model.frozen import changed
from complaintkit.model.phrase import phrase
from complaintkit.ports import storage as port
from complaintkit.records._projection import case_row, deadline_rows, duty_rows
from complaintkit.records.audit.difference import RIGHT, RowProblem, differences
from complaintkit.records.other_categories import are_listed
from complaintkit.records.owner import owner_intervals
from complaintkit.records.state import is_of_today, read_state
from complaintkit.records.summary.row import is_of_today as is_summary_of_today
from complaintkit.records.summary.row import summary_row
from complaintkit.records.token import GOODS, case_tokens, found_by, links_of, own_key

if TYPE_CHECKING:
    from complaintkit.model.verification import LedgerProblem
    from complaintkit.ports.storage import DutyRow, OwnerRow, StateRow, SummaryRow
    from complaintkit.records.audit.past import Mark, Past
    from complaintkit.records.audit.run import Told
    from complaintkit.records.audit.side import Beside
    from complaintkit.records.door import Door


def check_case(told: Told, beside: Beside, past: Past, key: bytes) -> Iterator[LedgerProblem]:
    """Yield where the rows of a case differ from what its ledger makes of it."""
    case, number = told.case, told.case.number
    row, kept = found_by(case_row(case, told.rows[-1].hash), key), beside[port.CaseRow]
    if not any(one.other_categories for one in kept) and not are_listed(past.reader):
        row = changed(row, other_categories=())
    yield from differences(number, "case", kept, [row], ("id",))
    yield from differences(number, "owner_interval", beside[port.OwnerRow], owners(told), ("case", "seq"))
    yield from differences(number, "deadline", beside[port.DeadlineRow], deadline_rows(None, case), ("case", "id"))
    yield from _check_duties(told, beside[port.DutyRow], past)


# ---- what is kept of its state --------------------------------------------------------------------------------------
def check_state(told: Told, beside: Beside) -> Iterator[LedgerProblem]:
    """Yield a kept state that does not open, or says something else than its ledger does up to that line.

    Repaired it is taken out: the next one is made from the ledger.
    """
    for kept in beside[port.StateRow]:
        if not kept.content:
            reason = phrase("the state kept at line {seq} was changed", seq=kept.seq)
        elif is_of_today(kept) and not _is_state(told, kept):
            reason = phrase("the state kept at line {seq} is not what the ledger says", seq=kept.seq)
        else:
            continue
        yield RowProblem(case=told.case.number, reason=reason, table="case_state", next_step=RIGHT, old=kept)


def _is_state(told: Told, kept: StateRow) -> bool:
    if not 0 < kept.seq <= len(told.rows) or told.rows[kept.seq - 1].hash != kept.head:
        return False
    return read_state(kept) == told.states[kept.seq - 1]


def check_summary(told: Told, beside: Beside) -> Iterator[LedgerProblem]:
    """Yield a summary that does not open, or counts something else than its ledger does up to that line.

    Repaired it says what the whole ledger does.
    """
    for kept in beside[port.SummaryRow]:
        if not kept.content:
            reason = phrase("the summary kept at line {seq} was changed", seq=kept.seq)
        elif is_summary_of_today(kept) and not _is_summary(told, kept):
            reason = phrase("the summary kept at line {seq} is not what the ledger says", seq=kept.seq)
        else:
            continue
        new = summary_row(told.rows)
        yield RowProblem(case=told.case.number, reason=reason, table="case_summary", next_step=RIGHT, old=kept, new=new)


def _is_summary(told: Told, kept: SummaryRow) -> bool:
    return 0 < kept.seq <= len(told.rows) and summary_row(told.rows[: kept.seq]) == kept


# ---- who has it -----------------------------------------------------------------------------------------------------
def owners(told: Told) -> list[OwnerRow]:
    """Return the intervals that a case's lines make: each ends where the next begins. F1"""
    made: list[OwnerRow] = []
    for row in owner_intervals(told.id, told.lines, first=1):
        if made and made[-1].until is None:
            made[-1] = attrs.evolve(made[-1], until=row.since)
        if row.owner:
            made.append(row)
    return made


# ---- what is owed ---------------------------------------------------------------------------------------------------
def _check_duties(told: Told, kept: Sequence[DutyRow], past: Past) -> Iterator[LedgerProblem]:
    """Yield where duties differ from all that was written of them since the case last changed who owes what."""
    last: list[DutyRow] | None = None
    for owed in _owed(told, past):
        last = last or owed
        if _sorted(kept) == _sorted(owed):
            return
    yield from differences(told.case.number, "duty", kept, last or [], ("case", "staff", "kind", "ref"))


def _owed(told: Told, past: Past) -> Iterator[list[DutyRow]]:
    """Yield what may stand there: as last written by the case itself, or since by a change of the organisation."""
    runs = list(told.runs())
    end = runs[-1][1]
    for mark in (told.mark(past, end - 1), *past.since(told.rows[end - 1].position)):
        yield _at(told, past, mark, end)
    for start, stop in reversed(runs):  # what did not change was not written anew
        facts = told.facts(past, told.mark(past, start), start, stop)
        before = told.before(start)
        now = duty_rows(facts, told.states[stop - 1])
        yield now
        if before is None or now != duty_rows(facts, before):
            return
        for mark in past.since(told.rows[start - 1].position):
            if mark.position < told.rows[start].position:
                yield _at(told, past, mark, start)


def _at(told: Told, past: Past, mark: Mark, end: int) -> list[DutyRow]:
    """Return what was owed after the line before `end`, by the organisation that came into force then."""
    case = told.states[end - 1]
    book = past.rules.playbook(past.reader, case.playbook_digest)
    now = mark.at if mark.position > told.rows[end - 1].position else told.lines[end - 1].recorded_at
    return duty_rows(past.facts(mark, book, now, case=told.id), case)


def _sorted(rows: Sequence[DutyRow]) -> list[DutyRow]:
    return sorted(rows, key=lambda one: (one.staff, one.kind, one.ref))


# ---- how it is found ------------------------------------------------------------------------------------------------
def check_tokens(told: Told, beside: Beside, door: Door) -> Iterator[LedgerProblem]:
    """Yield tokens that are missing, or that lead to a case of which nothing was said that they stand for."""
    case, kept, own = told.case, beside[port.TokenRow], own_key(told.id)
    since = max((end for end, one in enumerate(told.lines, 1) if isinstance(one.event, e.PersonErased)), default=0)
    wanted = set(case_tokens(told.lines[:since], door.key, case=told.id))
    if since:  # what a person is found by is gone with them; the goods stay, and who it was of before
        before = set(told.states[since - 1].former_persons) & set(case.former_persons) - {own}
        wanted = {one for one in wanted if one.kind in GOODS or one.person in before}
    person = told.states[since - 1].person if since else ""
    wanted |= set(case_tokens(told.lines[since:], door.key, case=told.id, person=person))
    for start, end in told.runs():
        if not since and (start or not case.imported):
            wanted |= set(links_of(told.lines[start:end], told.states[end - 1], door.links))
    if more := set(kept) - wanted:
        wanted |= more & _possible_links(told, door, since)
    once = {one for one in wanted if one.person == own} - set(kept)  # goods and links were kept by person once
    wanted = {attrs.evolve(one, person=case.person) if one in once else one for one in wanted}
    yield from differences(case.number, "token", kept, wanted, ("case", "kind", "token", "person"))


def _possible_links(told: Told, door: Door, since: int) -> set[port.TokenRow]:
    """Return the tokens of links that single lines from this one on may have made, each as a command by itself."""
    return {
        link
        for start, end in told.runs()
        if start or not told.case.imported
        for index in range(max(start, since), end)
        for link in links_of(told.lines[index : index + 1], told.states[index], door.links)
    }
