"""Verbs of the end: survey, follow-up, archive; cleared up, withdrawn, referred, reclassified, linked. R5, R8, R9, R14"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model import commands as c

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.vocabulary import Kind


class ClosingVerbs(Verbs):
    """How a case ends, and how it opens again."""

    def answer_survey(
        self,
        case: CaseRef,
        *,
        by: By,
        outcome: int,
        process: int,
        remark: str | None = None,
        via: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """The customer's two scores, 1 to 5, as told to staff; dissatisfied, the next round begins. R8, R9"""
        return self._verb(c.AnswerSurvey, locals())

    def record_follow_up(
        self,
        case: CaseRef,
        *,
        by: By,
        satisfied: bool | None = None,
        remark: str | None = None,
        via: str = "call",
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """The customer was asked afterwards: satisfied, not, or (None) could not be reached. S3.6"""
        return self._verb(c.RecordFollowUp, locals())

    def archive(
        self,
        case: CaseRef,
        *,
        by: By,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """File it, once the customer has answered or the absence of an answer is on record. S0.10"""
        return self._verb(c.Archive, locals())

    def clear_up(
        self,
        case: CaseRef,
        *,
        by: By,
        explanation: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """It was a misunderstanding: explained tactfully, and cleared up. S4.8"""
        return self._verb(c.ClearUp, locals())

    def withdraw(
        self,
        case: CaseRef,
        *,
        by: By,
        reason: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """The customer takes it back; the record stays."""
        return self._verb(c.Withdraw, locals())

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
        """No agreement: the external route (12315, ombudsman) was told to the customer. R8"""
        return self._verb(c.Refer, locals())

    def reclassify(
        self,
        case: CaseRef,
        *,
        by: By,
        kind: Kind | str | None = None,
        category: str | None = None,
        reason: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Another kind or category; making less of a complaint takes a reason and a second person. R5"""
        return self._verb(c.Reclassify, locals())

    def mark_second_grievance(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """二次不满: the way it was handled was a grievance of its own; a mark on the first case. S1.1"""
        return self._verb(c.MarkSecondGrievance, locals())

    def link(
        self,
        case: CaseRef,
        *,
        by: By,
        to: str,
        relation: Literal["duplicate", "related", "follows"] = "related",
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Tie two cases together, reversibly; nothing is destroyed. R14"""
        return self._verb(c.Link, locals())

    def unlink(
        self,
        case: CaseRef,
        *,
        by: By,
        to: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Undo a link. R14"""
        return self._verb(c.Unlink, locals())
