"""Verbs of the work on a case: assess, investigate, offer a plan, put right. S0.5-S0.8, S4.7-S4.13"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from complaintkit.desk.verbs.base import Verbs

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.evidence import Attachment, Evidence
    from complaintkit.model.plan import Measure
    from complaintkit.model.remedy import Proposal, Remedy
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
        """Assess it, within 24 h: how urgent, how to go about it, when the customer will hear. S0.5

        Evidence that perishes is named here with the date it is gone (R12). `answer_expected` is a time or a time from now.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            severity: `low`, `medium`, `high` or `major`.
            approach: how to go about it.
            category: the category's id in the playbook.
            answer_expected: when the customer hears: a time, or a time from now.
            evidence: what proves it, with the time until which it is kept.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("assess", locals())

    def do_first_handling(
        self,
        case: CaseRef,
        *,
        by: By,
        result: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that what the category asks for at once has been done: inspected, explained, made safe. S1.7

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            result: what was done.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("do-first-handling", locals())

    def record_facts(
        self,
        case: CaseRef,
        *,
        by: By,
        facts: str,
        root_cause: str | None = None,
        evidence: Sequence[Evidence] = (),
        heard: Sequence[str] = (),
        causes: Mapping[str, str] | None = None,
        fields: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record what was found out, and why it happened. Nothing is handed over before this. S0.6, F5

        In a round whose facts are disputed somebody else than last time has to establish them (R8).

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            facts: what was found out.
            root_cause: why it happened: one of `desk.vocabulary(...).causes` where the playbook has such a tree,
                `none-found` where it was looked for in vain; else a word.
            evidence: what proves it, with the time until which it is kept.
            heard: who was heard, by staff id or name.
            causes: the root causes of further issues, by their ids (`case.issues`, R7).
            fields: what the form asked for beside, by name.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("record-facts", locals())

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

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            measures: what will be done, by whom, until when.
            remedies: what the customer gets: remedies, or proposals.
            decisions: by issue: a `Decision` and its reasons (R7).
            follow_up: when the customer is asked again: a time, or a time from now.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
            BeyondAuthority: the remedies are more than `by` may promise; nothing was promised (F6).
        """
        return self._verb("offer-plan", locals())

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
        """Record what the customer says of the plan, told to staff (R9). Refused, the next round begins (R8).

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            plan: the id of the plan that is answered (`case.plan.id`).
            accepted: True where the customer agrees.
            via: how they said it: `phone`, `in-person`, a medium.
            remark: what the customer added, in their words.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("answer-plan", locals())

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
        """Say something to the customer, by their media in order.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            text: what to say.
            media: by which, in order; the playbook's where none are given.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("tell", locals())

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
        """Say something among staff; no clock moves. R15

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            text: what was said.
            attachments: files that came with it.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("note", locals())

    def wait_for_customer(
        self,
        case: CaseRef,
        *,
        by: By,
        question: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Ask the customer for something; deadlines that may pause do, with this cause. R16

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            question: what they are asked.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("wait-for-customer", locals())

    def do_measure(
        self,
        case: CaseRef,
        *,
        by: By,
        measure: str,
        result: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that something of the plan is done, by whoever has it or the owner. S0.7

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            measure: the id of the measure (`case.measures`).
            result: what came of it.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case or measure, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: it is neither theirs nor their case.
            ConflictError: it was done already; the case is at another version, or the key stood for something else.
        """
        return self._verb("do-measure", locals())

    def raise_issue(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        category: str | None = None,
        about_staff: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Put down one thing more that the customer complains of; the case ends once each has its answer. R7

        `case.issues` has all of them. The case is handled by the category of the gravest, `case.lead`; whoever does the first
        handling of another is sent at once (S1.7). After the result it begins the next round (R8).

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            text: what the customer said of it, in their words.
            category: the category's id in the playbook.
            about_staff: the staff id of whoever it is about: they have no part in the case from now on (R6).
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: it is no complaint, or the state or a rule stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("raise-issue", locals())

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
        """Record what the customer said since; what was paused goes on. R16

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            text: what was said.
            via: how they said it: `phone`, `in-person`, a medium.
            attachments: files that came with it.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("hear-customer", locals())

    def resolve(
        self,
        case: CaseRef,
        *,
        by: By,
        result: str,
        improvement: str | None = None,
        apology: bool = False,
        decisions: Mapping[str, tuple[Decision | str, str]] | None = None,
        adopted: bool | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that the plan is carried out: what came of it, and what is better now. S1.9

        A suggestion is adopted or not, and the result says why: the customer is told both. S2.6, S3.8

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            result: what came of it.
            improvement: what is better now.
            apology: True where we apologised.
            decisions: by issue: a `Decision` and its reasons, where the plan did not hold them; the customer is told each (R7).
            adopted: of a suggestion, whether it is adopted; of anything else nothing.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("resolve", locals())
