"""Verbs of first responsibility: handover, ruling, advice, dispatch, escalation, meeting. F1-F9"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model import commands as c

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef


class HandoverVerbs(Verbs):
    """Who is accountable, and who helps."""

    def offer_handover(
        self,
        case: CaseRef,
        *,
        by: By,
        to: str,
        reason: str,
        note: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Offer the case to somebody; you stay accountable, and deadlines run on, until they take it. F2

        Raises:
            NotAllowed: the facts are not recorded (F5), they had it before, or it went back and forth too often (F3).
        """
        return self._verb(c.OfferHandover, locals())

    def accept_handover(
        self,
        case: CaseRef,
        *,
        by: By,
        handover: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Take the case that `handover` offers: from here on you are accountable. F2"""
        return self._verb(c.AcceptHandover, locals())

    def decline_handover(
        self,
        case: CaseRef,
        *,
        by: By,
        handover: str,
        reason: str,
        note: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Refuse it for a reason of the closed list; "not my job" is not on it. F4"""
        return self._verb(c.DeclineHandover, locals())

    def rule_handover(
        self,
        case: CaseRef,
        *,
        by: By,
        to: str,
        ruling: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """A leader rules who is accountable: the end of bouncing. F3"""
        return self._verb(c.RuleHandover, locals())

    def ask_advice(
        self,
        case: CaseRef,
        *,
        by: By,
        of: str,
        question: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Ask somebody who knows; no handover, never delayed. S3.2, F5"""
        return self._verb(c.AskAdvice, locals())

    def give_advice(
        self,
        case: CaseRef,
        *,
        by: By,
        advice: str,
        answer: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Answer what you were asked."""
        return self._verb(c.GiveAdvice, locals())

    def dispatch(
        self,
        case: CaseRef,
        *,
        by: By,
        who: str,
        what: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Send somebody to look or to help, at once; no handover. S1.7, F5"""
        return self._verb(c.Dispatch, locals())

    def report_dispatch(
        self,
        case: CaseRef,
        *,
        by: By,
        dispatch: str,
        result: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """What you found and did where you were sent."""
        return self._verb(c.ReportDispatch, locals())

    def escalate(
        self,
        case: CaseRef,
        *,
        by: By,
        reason: str,
        note: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Bring it upwards, before anything is promised beyond your authority. S1.8, S4.6, F6"""
        return self._verb(c.Escalate, locals())

    def receive_escalation(
        self,
        case: CaseRef,
        *,
        by: By,
        escalation: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """The group, or the leader, has it: the clock of the meeting starts now. F7"""
        return self._verb(c.ReceiveEscalation, locals())

    def adjourn_meeting(
        self,
        case: CaseRef,
        *,
        by: By,
        escalation: str,
        present: Sequence[str],
        minutes: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that the group met without deciding: that counts as a breach. F7"""
        return self._verb(c.AdjournMeeting, locals())

    def decide_meeting(
        self,
        case: CaseRef,
        *,
        by: By,
        escalation: str,
        decision: str,
        present: Sequence[str] = (),
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """What the group, or the leader, decided. S1.8"""
        return self._verb(c.DecideMeeting, locals())
