"""Verbs of first responsibility: handover, ruling, advice, dispatch, escalation, meeting. F1-F9"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

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
        from complaintkit.model.commands import OfferHandover

        return self._verb(
            OfferHandover,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            to=to,
            reason=reason,
            note=note,
        )

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
        from complaintkit.model.commands import AcceptHandover

        return self._verb(
            AcceptHandover,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            handover=handover,
        )

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
        from complaintkit.model.commands import DeclineHandover

        return self._verb(
            DeclineHandover,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            handover=handover,
            reason=reason,
            note=note,
        )

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
        from complaintkit.model.commands import RuleHandover

        return self._verb(
            RuleHandover,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            to=to,
            ruling=ruling,
        )

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
        from complaintkit.model.commands import AskAdvice

        return self._verb(
            AskAdvice,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            of=of,
            question=question,
        )

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
        from complaintkit.model.commands import GiveAdvice

        return self._verb(
            GiveAdvice,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            advice=advice,
            answer=answer,
        )

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
        from complaintkit.model.commands import Dispatch

        return self._verb(
            Dispatch,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            who=who,
            what=what,
        )

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
        from complaintkit.model.commands import ReportDispatch

        return self._verb(
            ReportDispatch,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            dispatch=dispatch,
            result=result,
        )

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
        from complaintkit.model.commands import Escalate

        return self._verb(
            Escalate,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            reason=reason,
            note=note,
        )

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
        from complaintkit.model.commands import ReceiveEscalation

        return self._verb(
            ReceiveEscalation,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            escalation=escalation,
        )

    def hold_meeting(
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
        """The group met without deciding: that counts as a breach. F7"""
        from complaintkit.model.commands import HoldMeeting

        return self._verb(
            HoldMeeting,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            escalation=escalation,
            present=present,
            minutes=minutes,
        )

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
        from complaintkit.model.commands import DecideMeeting

        return self._verb(
            DecideMeeting,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            escalation=escalation,
            decision=decision,
            present=present,
        )
