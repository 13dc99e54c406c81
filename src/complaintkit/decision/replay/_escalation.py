"""Folds of escalations and meetings. F6, F7"""

from __future__ import annotations

from complaintkit.decision.replay._fold import LedgerEntry, on, with_changed
from complaintkit.model import events as e
from complaintkit.model import handover as h
from complaintkit.model.case import Case


@on(e.Escalated)
def _escalated(case: Case, event: e.Escalated, line: LedgerEntry) -> Case:
    matter = h.Escalation(
        id=event.escalation,
        route=event.route,
        to=event.to,
        group=event.group,
        reason=event.reason,
        raised_by=line.by,
        raised_at=line.at,
    )
    return case.changed(escalations=(*case.escalations, matter))


@on(e.EscalationReceived)
def _escalation_received(case: Case, event: e.EscalationReceived, line: LedgerEntry) -> Case:
    known = next(one for one in case.escalations if one.id == event.escalation)
    seen = {"received_at": known.received_at or line.at, "received_by": line.by}
    return case.changed(escalations=with_changed(case.escalations, event.escalation, **seen))


@on(e.MeetingAdjourned)
def _adjourned(case: Case, event: e.MeetingAdjourned, line: LedgerEntry) -> Case:
    return case.changed(escalations=with_changed(case.escalations, event.escalation, met_at=line.at))


@on(e.MeetingDecided)
def _decided(case: Case, event: e.MeetingDecided, line: LedgerEntry) -> Case:
    matter = with_changed(
        case.escalations, event.escalation, met_at=line.at, decided_at=line.at, decision=event.decision
    )
    return case.changed(escalations=matter)
