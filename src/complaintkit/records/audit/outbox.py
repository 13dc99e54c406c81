"""Entries of the outbox, held against the events that call for them: each stands there, none beside, in a state that fits."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.outbox import messages
from complaintkit.model import events as e
from complaintkit.model.customer import Customer
from complaintkit.model.outbox import EntryKind, OutboxState
from complaintkit.model.phrase import phrase
from complaintkit.model.verification import LedgerProblem
from complaintkit.records._order import order_rows
from complaintkit.records.audit.difference import RIGHT, RowProblem, differences, different
from complaintkit.records.outbox import outbox_rows
from complaintkit.records.root_message import root_message
from complaintkit.records.token import own_key

if TYPE_CHECKING:
    from complaintkit.decision import LedgerEntry
    from complaintkit.ports.storage import OutboxRow
    from complaintkit.records.audit.past import Past
    from complaintkit.records.audit.run import Told

S = OutboxState
_ARRIVED: Final = frozenset({S.SENT, S.DELIVERED})
_LOST: Final = frozenset({S.DEAD, S.UNDELIVERED, S.REJECTED, S.PARKED})
_UNDER_WAY: Final = frozenset({S.READY, S.LEASED, S.STARTED, S.RETRY, S.IN_DOUBT})
_SOMEBODY: Final = Customer(phone="13800138000")
_AS_PUT: Final = ("medium", "state", "epoch", "attempts", "next_at", "lease_until", "useless_after", "detail", "person")
"""Fields that a worker changes, or a correction of whose the case is; all others stay as the event put them."""


def check_outbox(told: Told, kept: Sequence[OutboxRow], past: Past) -> Iterator[LedgerProblem]:
    """Yield entries of a case that are missing, follow from nothing, or stand in a state that its ledger gainsays."""
    number = told.case.number
    erased = told.case.erased or any(isinstance(line.event, e.FormerCustomerErased) for line in told.lines)

    def called_for(start: int, end: int) -> list[OutboxRow]:
        draft = told.draft(past, start, end)
        if erased:
            draft.case = draft.case.changed(customer=_SOMEBODY)  # what they may have been told
        made = outbox_rows(draft.case, messages(draft), first=start + 1, now=draft.facts.now)
        orders = [] if draft.facts.quiet else list(order_rows(draft, start + 1))
        return [*made, *orders]

    at, right = _by_place(kept), {row.id: row for row in kept}
    for start, end in told.runs():
        here = [row for seq in range(start + 1, end + 1) for row in at.pop(seq, [])]
        for one in check_run(number, here, start, end, called_for, erased=erased):
            if isinstance(one, RowProblem) and one.old is not None and one.new is not None:
                right[one.old.id] = one.new  # for whom it is, and so whose key it is under, is told here already
            yield one
    yield from differences(number, "outbox", [row for rows in at.values() for row in rows], [], ("id",))
    theirs = {own_key(told.id), *(state.person for state in told.states)}  # what waits goes along with a correction
    for row in right.values():
        yield from check_state(number, row, told.lines)
        yield from check_keeper(number, row, theirs if row.recipient == "customer" else {""})


def check_run(
    number: str | None,
    kept: Sequence[OutboxRow],
    start: int,
    end: int,
    called_for: Callable[[int, int], list[OutboxRow]],
    *,
    erased: bool = False,
) -> Iterator[LedgerProblem]:
    """Yield where the entries of a run differ from what its events call for, however many commands it was written by."""
    standing = {row.id: row for row in kept}

    def known(begin: int, stop: int) -> list[OutboxRow]:
        rows = called_for(begin, stop)
        return list(_known(rows, standing)) if erased else rows

    wanted = known(start, end)
    if _same(kept, wanted) or _in_parts(kept, start, end, known):
        return
    wanted = [_with_progress(row, standing.get(row.id)) for row in wanted]
    yield from differences(number, "outbox", kept, wanted, ("id",))


def _known(wanted: Sequence[OutboxRow], standing: Mapping[str, OutboxRow]) -> Iterator[OutboxRow]:
    """Yield what is still known to have been called for: whether somebody who was erased could be reached, and how, is not."""
    for row in wanted:
        if row.recipient != "customer" or row.kind is EntryKind.REMEDY:
            yield row
        elif (kept := standing.get(row.id)) is not None:
            yield attrs.evolve(row, language=kept.language, media=kept.media)


def _in_parts(
    kept: Sequence[OutboxRow], start: int, end: int, called_for: Callable[[int, int], list[OutboxRow]]
) -> bool:
    """Tell if there is a way to cut a run into commands that call for exactly these entries."""
    reached = {start}
    for stop in range(start + 1, end + 1):
        for begin in sorted(reached):
            part = [row for row in kept if begin < row.seq <= stop]
            if begin < stop and _same(part, called_for(begin, stop)):
                reached.add(stop)
                break
    return end in reached


def _same(kept: Sequence[OutboxRow], wanted: Sequence[OutboxRow]) -> bool:
    return {_as_put(row) for row in kept} == {_as_put(row) for row in wanted}


def _as_put(row: OutboxRow) -> tuple[object, ...]:
    return tuple(getattr(row, one.name) for one in attrs.fields(type(row)) if one.name not in _AS_PUT)


def _with_progress(row: OutboxRow, standing: OutboxRow | None) -> OutboxRow:
    return row if standing is None else attrs.evolve(row, **{name: getattr(standing, name) for name in _AS_PUT})


def _by_place(kept: Sequence[OutboxRow]) -> dict[int, list[OutboxRow]]:
    found: dict[int, list[OutboxRow]] = {}
    for row in kept:
        found.setdefault(row.seq, []).append(row)
    return found


def check_keeper(number: str | None, row: OutboxRow, may: Collection[str]) -> Iterator[LedgerProblem]:
    """Yield an entry that is kept under another key of the vault than one of these."""
    if row.person not in may:
        yield from different(number, "outbox", "person", (row.person, min(may)), row.id)


def check_roots_sent(kept: Sequence[OutboxRow], own: Sequence[LedgerEntry]) -> Iterator[LedgerProblem]:
    """Yield entries that mail a root which the desk's own ledger does not hold, or that stand otherwise than it says."""
    named = {
        seq: _root_named(seq, line) for seq, line in enumerate(own, start=1) if isinstance(line.event, e.LedgerRooted)
    }
    stray = [row for row in kept if named.get(row.seq) != (row.id, row.name, row.recipient, row.kind)]
    yield from differences(None, "outbox", stray, [], ("id",))
    for row in kept:
        yield from check_state(None, row, own)
        yield from check_keeper(None, row, {""})


def _root_named(seq: int, line: LedgerEntry) -> tuple[object, ...]:
    right = root_message(seq, line.at, language="")
    return right.id, right.name, right.recipient, right.kind


# ---- where it stands ------------------------------------------------------------------------------------------------
def check_state(number: str | None, row: OutboxRow, lines: Sequence[LedgerEntry]) -> Iterator[LedgerProblem]:
    """Yield an entry whose state is not one that the events about it leave open."""
    states = _of_order(row, lines) if row.kind is EntryKind.REMEDY else _of_message(row, lines)
    if row.state not in states:
        right = " | ".join(sorted(states))
        yield LedgerProblem(
            case=number,
            reason=phrase(
                "outbox {id} is {kept}; by the ledger it is {by_ledger}", id=row.id, kept=row.state, by_ledger=right
            ),
            table="outbox",
            field="state",
            kept=row.state.value,
            by_ledger=right,
            next_step=RIGHT,
        )


def _of_message(row: OutboxRow, lines: Sequence[LedgerEntry]) -> frozenset[OutboxState]:
    states = _UNDER_WAY | {S.CANCELLED}
    for line in lines:
        event = line.event
        if getattr(event, "outbox", None) != row.id:
            continue
        match event:
            case e.MessageSent():  # a report may say later that it did not arrive, and another medium is tried
                states = _ARRIVED | (_UNDER_WAY | {S.CANCELLED} if row.medium else frozenset())
            case e.MessageUndelivered():
                waits = S(event.state) in _UNDER_WAY  # held back for a while
                states = _UNDER_WAY | {S.CANCELLED} if waits else frozenset({S(event.state)})
            case e.MessageRetried():
                states = _UNDER_WAY | {S.CANCELLED}
            case e.MessageGivenUp():
                states = frozenset({S.CANCELLED})
    return states


def _of_order(row: OutboxRow, lines: Sequence[LedgerEntry]) -> frozenset[OutboxState]:
    """Return where an order may stand: what was heard of its promise first, after it was placed, decides."""
    states = frozenset({S.OWED, S.STARTED, S.IN_DOUBT})
    for line in lines[row.seq :]:
        event = line.event
        if getattr(event, "promise", None) != row.name:
            continue
        by_executor = getattr(event, "executor", None) is not None
        match event:
            case e.RemedyParked() if by_executor:  # what was ordered before may have been carried out after all
                states = frozenset({S.PARKED}) | (states | {S.CANCELLED} if _is_again(row, lines) else frozenset())
            case e.RemedyGiven() | e.RemedyReversed() if by_executor:
                return frozenset({S.DELIVERED})
            case e.RemedyRejected() | e.ReversalRejected():
                return frozenset({S.REJECTED})
            case _:
                return frozenset({S.CANCELLED}) | (states & {S.STARTED, S.IN_DOUBT})
    return states


def _is_again(row: OutboxRow, lines: Sequence[LedgerEntry]) -> bool:
    """Tell if the same was ordered before."""
    ordered = (one.event for one in lines[: row.seq - 1])
    return any(isinstance(one, e.RemedyOrdered) and one.promise == row.name for one in ordered)
