"""Verbs of the work on a case: assess, investigate, offer a plan, put right. S0.5-S0.8, S4.7-S4.13"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model import commands as c

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
        return self._verb(c.Assess, locals())

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
        return self._verb(c.DoFirstHandling, locals())

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
        return self._verb(c.RecordFacts, locals())

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
        return self._verb(c.OfferPlan, locals())

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
        return self._verb(c.AnswerPlan, locals())

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
        return self._verb(c.Tell, locals())

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
        return self._verb(c.Note, locals())

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
        return self._verb(c.WaitForCustomer, locals())

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
        return self._verb(c.HearCustomer, locals())

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
        return self._verb(c.Resolve, locals())
