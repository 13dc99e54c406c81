"""Committing a decision: ledger, vault, derived rows and messages, in the transaction it was made in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from complaintkit.model import commands as c
from complaintkit.model import events as e
from complaintkit.model.frozen import changed
from complaintkit.ports.storage import AttachmentRow, EventRow, IdempotencyRow, Writer
from complaintkit.records._budget import keep_reservations
from complaintkit.records._projection import case_row, deadline_rows, duty_rows
from complaintkit.records._promise import promise_rows
from complaintkit.records.campaign import count_campaigns
from complaintkit.records.coupon import coupon_rows, voided_rows
from complaintkit.records.ledger import Chain
from complaintkit.records.loaded import Loaded
from complaintkit.records.outbox import hand_on_messages, outbox_rows
from complaintkit.records.owner import owner_intervals
from complaintkit.records.state import is_due, remembering, state_row
from complaintkit.records.tally import count
from complaintkit.records.token import link_tokens, own_key, tokens_of

if TYPE_CHECKING:
    from complaintkit.decision import Draft, Facts
    from complaintkit.model.case import Case
    from complaintkit.model.evidence import Attachment
    from complaintkit.ports.storage import DutyRow
    from complaintkit.records.link import Links
    from complaintkit.records.request import Request


def attach(draft: Draft, attachments: Sequence[Attachment]) -> list[AttachmentRow]:
    """Add an event for each file that came with a command; return the rows for their bytes."""
    rows: list[AttachmentRow] = []
    for one in attachments:
        digest = hashlib.sha256(one.content).hexdigest()
        rows.append(
            AttachmentRow(
                id=draft.new_id("f"),
                case=draft.case.id,
                person=own_key(draft.case.id),
                media_type=one.media_type,
                size=len(one.content),
                digest=digest,
                content=one.content,
            )
        )
        draft.add(
            e.AttachmentAdded(
                attachment=rows[-1].id,
                media_type=one.media_type,
                size=len(one.content),
                digest=digest,
                file=one.name,
            )
        )
    return rows


def commit(
    tx: Writer,
    loaded: Loaded | None,
    draft: Draft,
    *,
    key: bytes,
    links: Links,
    attachments: Sequence[AttachmentRow] = (),
) -> tuple[EventRow, ...]:
    """Write all that a decision leaves behind, its events chained by the ledger's key; return them as the feed will show them."""
    from complaintkit.decision.outbox import messages
    from complaintkit.records._order import put_orders

    case, before = draft.case, loaded.case if loaded else None
    chain = Chain(
        key,
        case.id,
        before.person if before else case.person,
        before.seq if before else 0,
        loaded.row.head if loaded else "",
        words=own_key(case.id),
    )
    first = chain.seq + 1
    sealed = chain.seal(draft.lines)
    row = case_row(case, chain.head)
    if before is None:
        tx.add_case(row)
    elif sealed.events:
        tx.put_case(row, if_version=before.seq)
    last = tx.append(sealed.events, sealed.vault, attachments)
    moved = before is not None and before.person != case.person
    _put_clocks(tx, before, case)
    owed = _put_duties(tx, draft, loaded)
    now = Loaded(row, case, loaded.kept if loaded else 0, (draft.facts.structure, owed))
    keep_state(tx, now, anew=moved, past=draft.facts.quiet)
    for interval in owner_intervals(case.id, draft.lines, first=first):
        tx.put_owner(interval)
    if moved:
        hand_on_messages(tx, case)
    if given := link_tokens(draft, links):
        tx.put_tokens(given)
    if minted := coupon_rows(draft):
        tx.put_coupons(minted)
    for old, new in voided_rows(tx, before, case):
        tx.replace_row(old, new)
    if changed := promise_rows(before, case, draft.facts):
        tx.put_grants(changed)
    count(tx, draft.facts, before, case)
    keep_reservations(tx, draft)
    count_campaigns(tx, before, case)
    put_orders(tx, draft, first=first)
    if told := outbox_rows(case, messages(draft), first=first, now=draft.facts.now):
        tx.put_outbox(told)
    return _with_positions(sealed.events, case.number, last)


def _put_clocks(tx: Writer, before: Case | None, case: Case) -> None:
    """Write the deadlines that a decision changed."""
    if clocks := deadline_rows(before, case):
        tx.put_deadlines(case.id, clocks)


def _put_duties(tx: Writer, draft: Draft, loaded: Loaded | None) -> Sequence[DutyRow]:
    """Write what is owed where a decision changed it; return it."""
    facts, case = draft.facts, draft.case
    before = _owed_before(facts, loaded, case)
    if before is not None and draft.only_put_down:
        return before
    owed = duty_rows(facts, case)
    if owed != before:
        tx.put_duties(case.id, owed)
    return owed


def _owed_before(facts: Facts, loaded: Loaded | None, case: Case) -> Sequence[DutyRow] | None:
    """Return what was owed before: as it was written, where the same people are here, else as it was written anew.

    None where that is not known: a case that is erased is read without its words.
    """
    if loaded is None:
        return []
    if case.erased and not loaded.case.erased:
        return None
    structure, owed = loaded.owed or (None, [])
    return owed if structure is facts.structure else duty_rows(facts, loaded.case)


def keep_state(tx: Writer, loaded: Loaded, *, anew: bool = False, past: bool = False) -> None:
    """Keep a case in mind and, every so many lines or `anew`, its state: of somebody erased none, who has no key.

    What is of the `past` does not come to mind: it would push out what people work on.
    """
    mind = remembering(tx)
    if mind is None:
        return
    case, row = loaded.case, loaded.row
    if (anew or is_due(case, loaded.kept)) and not case.erased:
        tx.put_state(state_row(case, row.head))
        loaded = attrs.evolve(loaded, kept=case.seq)
    if not past:
        mind.know(loaded)


def remember(tx: Writer, request: Request, draft: Draft, rows: Sequence[EventRow], *, key: bytes) -> None:
    """Keep what a request is found by afterwards: the tokens of its customer and goods, and its key with what it did."""
    case = draft.case
    if isinstance(request.command, c.Receive | c.Register | c.Correct):
        tx.put_tokens(tokens_of(request.command, key, case=case.id, person=case.person))
    if request.idempotency_key is not None:
        tx.remember(
            IdempotencyRow(
                key=request.idempotency_key,
                digest=request.digest,
                case=case.id,
                first_seq=case.seq - len(rows) + 1,
                last_seq=case.seq,
                at=draft.facts.now,
            )
        )


def _with_positions(rows: Sequence[EventRow], number: str, last: int) -> tuple[EventRow, ...]:
    """Return the rows as the feed shows them: with their positions, which end at `last`, and the case's number."""
    first = last - len(rows) + 1
    return tuple(changed(row, position=first + index, number=number) for index, row in enumerate(rows))


def placed(rows: Sequence[EventRow], before: int) -> tuple[EventRow, ...]:
    """Return rows whose positions were counted from 0 as the feed shows them, behind the position `before`."""
    return tuple(changed(row, position=row.position + before) for row in rows) if before else tuple(rows)


def deeds(rows: Sequence[EventRow]) -> tuple[str, ...]:
    """Return the names of what was done, without what clocks did."""
    kinds = e.events()
    return tuple(row.name for row in rows if kinds[row.name].is_deed)
