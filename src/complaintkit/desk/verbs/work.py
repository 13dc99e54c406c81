"""Verbs of the work on a case: assess, investigate, offer a plan, put right. S0.5-S0.8, S4.7-S4.13"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.remedy import Attachment, Evidence, Measure, Proposal, Remedy
    from complaintkit.model.vocabulary import Decision, Severity


class WorkVerbs(Verbs):
    """From assessment to resolution."""

    def assess(
        self,
        case: CaseRef,
        *,
        by: By,
        severity: Severity | str,
        approach: str,
        category: str | None = None,
        answer_expected: datetime | timedelta | None = None,
        evidence: Sequence[Evidence] = (),
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Initial assessment within 24 h: how urgent, how to go about it, when the customer will hear. S0.5

        Evidence that perishes is named here with the date it is gone (R12). `answer_expected` is a time or a time from now.
        """
        from complaintkit.model.commands import Assess

        return self._verb(
            Assess,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            severity=severity,
            approach=approach,
            category=category,
            answer_expected=answer_expected,
            evidence=evidence,
        )

    def do_first_handling(
        self,
        case: CaseRef,
        *,
        by: By,
        result: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """What the category asks for at once has been done: inspected, explained, made safe. S1.7"""
        from complaintkit.model.commands import DoFirstHandling

        return self._verb(
            DoFirstHandling,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            result=result,
        )

    def record_facts(
        self,
        case: CaseRef,
        *,
        by: By,
        facts: str,
        root_cause: str | None = None,
        evidence: Sequence[Evidence] = (),
        heard: Sequence[str] = (),
        fields: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """What was found out, and why it happened (`root_cause` is a word). Nothing is handed over before this. S0.6, F5

        In a round whose facts are disputed somebody else than last time has to establish them (R8).
        """
        from complaintkit.model.commands import RecordFacts

        return self._verb(
            RecordFacts,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            facts=facts,
            root_cause=root_cause,
            evidence=evidence,
            heard=heard,
            fields=fields,
        )

    def offer_plan(
        self,
        case: CaseRef,
        *,
        by: By,
        measures: Sequence[Measure],
        remedies: Sequence[Remedy | Proposal] = (),
        decisions: Mapping[str, tuple[Decision | str, str]] | None = None,
        follow_up: datetime | timedelta | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Propose what will be done, by whom, until when, and what the customer gets. S0.7, S4.10

        `decisions` holds a decision per issue raised, with reasons (R7).
        """
        from complaintkit.model.commands import OfferPlan

        return self._verb(
            OfferPlan,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            measures=measures,
            remedies=remedies,
            decisions=decisions,
            follow_up=follow_up,
        )

    def answer_plan(
        self,
        case: CaseRef,
        *,
        by: By,
        plan: str,
        accepted: bool,
        via: str | None = None,
        remark: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """What the customer says of the plan, told to staff: marked as such (R9). Refused, the next round begins (R8)."""
        from complaintkit.model.commands import AnswerPlan

        return self._verb(
            AnswerPlan,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            plan=plan,
            accepted=accepted,
            via=via,
            remark=remark,
        )

    def tell(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        media: Sequence[str] | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Say something to the customer, by their media in order."""
        from complaintkit.model.commands import Tell

        return self._verb(
            Tell,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            text=text,
            media=media,
        )

    def note(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        attachments: Sequence[Attachment] = (),
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Say something among staff; no clock moves. R15"""
        from complaintkit.model.commands import Note

        return self._verb(
            Note,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            text=text,
            attachments=attachments,
        )

    def wait_for_customer(
        self,
        case: CaseRef,
        *,
        by: By,
        question: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Ask the customer for something; deadlines that may pause do, with this cause. R16"""
        from complaintkit.model.commands import WaitForCustomer

        return self._verb(
            WaitForCustomer,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            question=question,
        )

    def hear_customer(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        via: str | None = None,
        attachments: Sequence[Attachment] = (),
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """What the customer said since; what was paused goes on."""
        from complaintkit.model.commands import HearCustomer

        return self._verb(
            HearCustomer,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            text=text,
            via=via,
            attachments=attachments,
        )

    def resolve(
        self,
        case: CaseRef,
        *,
        by: By,
        result: str,
        improvement: str | None = None,
        apology: bool = False,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """The plan is carried out: what came of it, and what is better now. S1.9"""
        from complaintkit.model.commands import Resolve

        return self._verb(
            Resolve,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            result=result,
            improvement=improvement,
            apology=apology,
        )
