"""Verbs of the external route: the customer is told of it; an authority's case is recorded, answered, and ends. R8, R19"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.docket import Docket, Outcome


class AuthorityVerbs(Verbs):
    """What goes to authorities, and comes from them."""

    def refer(
        self,
        case: CaseRef,
        *,
        by: By,
        authority: str,
        told: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that the external route (12315, ombudsman) was told to the customer: there is no agreement. R8

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            authority: who it is, `12315`: one of the playbook's bodies, where it names any.
            told: what the customer was told.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("refer", locals())

    def record_docket(
        self,
        case: CaseRef,
        *,
        by: By,
        docket: Docket,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that an authority has the complaint: its number and dates, and who answers it. R19

        The same number once more corrects it; with another date to answer by, the authority wants another answer. While an
        answer is owed, a later date, or none, is for a leader above the owner to record, as any date that is put off. What comes
        in from an authority as a complaint of its own is received with its docket (`desk.receive(docket=...)`). Where the case
        is filed, the docket opens the case that follows it, with an owner and the date to answer by; that one is returned.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            docket: the authority's number and dates, and who answers it: without an answerer the holder of the body's role in
                the playbook, else the owner.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: it changes what is on record, and the complaint is about `by` (R6).
            NotResponsible: it puts off what an authority waits for: `error.owner`'s leader says so.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, the key stood for something else, or a filed case has this docket.

        >>> from datetime import datetime
        >>> from complaintkit import Customer, Docket
        >>> from complaintkit.testing import open_test_desk
        >>> with open_test_desk() as desk:
        ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
        ...     docket = Docket("D-7", authority="12345", answer_by=datetime.fromisoformat("2027-01-04T17:00+08:00"))
        ...     case = desk.record_docket(case, by="chen", docket=docket)
        ...     case = desk.answer_authority(case, by="chen", text="The meal was replaced.")
        ...     case = desk.record_outcome(case, by="chen", outcome="mediated")
        >>> [(one.docket.number, one.open, one.outcome) for one in case.authority_cases]
        [('D-7', False, 'mediated')]
        """
        return self._verb("record-docket", locals())

    def answer_authority(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        docket: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record our answer to an authority; its clock stops. A case is not filed while one waits. R19

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: who is to answer, or the owner.
            text: what was answered.
            docket: the authority's number; needed where several wait.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20); no docket of that number waits.
            NotAllowed: no authority waits, or it is about `by` (R6); `error.allowed` is what is possible.
            NotResponsible: somebody else answers, or is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("answer-authority", locals())

    def record_outcome(
        self,
        case: CaseRef,
        *,
        by: By,
        outcome: Outcome,
        text: str | None = None,
        docket: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record how it ended at the authority, the mediator, the court; also of a case that is filed. R8, R19

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            outcome: `upheld`, `partly`, `not-upheld`, `mediated`, `no-agreement`, `not-accepted` or `withdrawn`.
            text: what was decided or agreed.
            docket: the authority's number; needed where several are on record.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20); no docket of that number is on record.
            NotAllowed: no authority's case is on record; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("record-outcome", locals())
