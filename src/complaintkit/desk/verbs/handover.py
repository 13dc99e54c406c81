"""Verbs of first responsibility: handover, ruling, advice, dispatch, escalation, meeting. F1-F9"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from datetime import datetime, timedelta

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

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            to: the staff id of whoever gets it.
            reason: one of the playbook's reasons to hand over.
            note: a word for colleagues.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the facts are not recorded (F5), they had it before, or it went back and forth too often (F3);
                or the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("offer-handover", locals())

    def accept_handover(
        self,
        case: CaseRef,
        *,
        by: By,
        handover: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Take the case that `handover` offers: from here on you are accountable. F2

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            handover: the id of the offer (`case.handover.id`).
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("accept-handover", locals())

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
        """Refuse it for a reason of the closed list; "not my job" is not on it. F4

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            handover: the id of the offer (`case.handover.id`).
            reason: one of the playbook's reasons to decline.
            note: a word for colleagues.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: the reason is not on the list (F4); or a field can't be used; it is named, and what was typed
                is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("decline-handover", locals())

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
        """Rule who is accountable: the end of bouncing, by a leader. F3

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            to: the staff id of whoever is accountable from now on.
            ruling: the reasons.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: `by` does not lead the owner (F3); or the state, a rule or their role stands in the way;
                `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("rule-handover", locals())

    def extend_deadline(
        self,
        case: CaseRef,
        *,
        by: By,
        deadline: str,
        until: datetime | timedelta,
        reason: str,
        text: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Put off what is due, once, in a special case: by a leader. The first date stays on record. S3.1, R15

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: somebody above the owner; the owner, on record, where nobody is (R6).
            deadline: which, by its name in the playbook, whose rule lets it be put off (`extendable`).
            until: the new date, or how much later than the first.
            reason: why.
            text: what the customer is told; needed where there is a contact.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state or a rule stands in the way; `error.allowed` is what is possible.
            NotResponsible: `by` does not lead the owner.
            InvalidInput: it does not run, may not be put off, or not so far; or a field can't be used; it is named.
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("extend-deadline", locals())

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
        """Ask somebody who knows; no handover, never delayed. S3.2, F5

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            of: the staff id of whoever knows.
            question: what you want to know.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("ask-advice", locals())

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
        """Answer what you were asked.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            advice: the id of the question (`case.advice`).
            answer: what you know.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("give-advice", locals())

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
        """Send somebody to look or to help, at once; no handover. S1.7, F5

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            who: the staff id of whoever goes.
            what: what they are to do there.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("dispatch", locals())

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
        """Report what you found and did where you were sent. S1.7

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            dispatch: the id of the task (`case.dispatches`).
            result: what was found and done.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("report-dispatch", locals())

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
        """Bring it upwards, before anything is promised beyond your authority. S1.8, S4.6, F6

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            reason: a word that the playbook routes, such as `beyond-authority`; any other goes to the leader.
            note: a word for colleagues.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("escalate", locals())

    def receive_escalation(
        self,
        case: CaseRef,
        *,
        by: By,
        escalation: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Receive a matter that was brought to the group or leader: the clock of the meeting starts now. F7

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            escalation: the id of the matter (`case.escalation.id`).
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("receive-escalation", locals())

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
        """Record that the group met without deciding: that counts as a breach. F7

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            escalation: the id of the matter (`case.escalation.id`).
            present: staff ids of those who met.
            minutes: what was said.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("adjourn-meeting", locals())

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
        """Record what the group, or the leader, decided. S1.8, F7

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            escalation: the id of the matter (`case.escalation.id`).
            decision: what is to be done.
            present: staff ids of those who met.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("decide-meeting", locals())
