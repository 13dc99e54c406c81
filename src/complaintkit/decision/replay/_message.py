"""Folds of messages to the customer, as far as somebody has to act on them. R4"""

from __future__ import annotations

from complaintkit.decision.replay._fold import LedgerEntry, on
from complaintkit.model import events as e
from complaintkit.model.case import Case


@on(e.MessageUndelivered)
def _undelivered(case: Case, event: e.MessageUndelivered, _: LedgerEntry) -> Case:
    if event.recipient != "customer":
        return case
    calls = (
        (*case.calls, event.outbox) if event.medium == "call" and event.state in ("in_doubt", "parked") else case.calls
    )
    return case.changed(lost_messages={**case.lost_messages, event.outbox: event.message}, calls=calls)


@on(e.MessageSent, e.MessageRetried, e.MessageGivenUp)
def _seen_to(case: Case, event: e.MessageSent | e.MessageRetried | e.MessageGivenUp, _: LedgerEntry) -> Case:
    kept = {entry: message for entry, message in case.lost_messages.items() if entry != event.outbox}
    return case.changed(lost_messages=kept, calls=tuple(one for one in case.calls if one in kept))
