"""Verbs of intake: received, registered, acknowledged, settled on the spot. S0.3, S0.4, R4, R17"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model.vocabulary import Decision, Kind, Severity

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.customer import Customer
    from complaintkit.model.docket import Docket
    from complaintkit.model.evidence import Attachment
    from complaintkit.model.goods import Item, Purchase
    from complaintkit.model.issue import Issue
    from complaintkit.model.remedy import Proposal, Remedy


class IntakeVerbs(Verbs):
    """Taking in what a person says."""

    def receive(
        self,
        text: str,
        *,
        by: By,
        channel: str,
        customer: Customer,
        unit: str | None = None,
        kind: Kind | str = Kind.COMPLAINT,
        category: str | None = None,
        severity: Severity | str | None = None,
        purchase: Purchase | None = None,
        items: Sequence[Item] = (),
        issues: Sequence[Issue] = (),
        about_staff: str | None = None,
        wanted: str | None = None,
        subject: str | None = None,
        occurred_at: datetime | None = None,
        received_at: datetime | None = None,
        received_by: str | None = None,
        attachments: Sequence[Attachment] = (),
        fields: Mapping[str, str] | None = None,
        docket: Docket | None = None,
        external_id: str | None = None,
        idempotency_key: str | None = None,
    ) -> Case:
        """Take in what a person says; whoever hears it is accountable from this second on. S0.3, F1, F9

        Receiving never fails for what is not known yet: `case.missing` says what registration still needs. `received_at` is
        when the customer spoke (now), deadlines start there (R1); `received_by` who heard it, where `by` only types it in. The
        same `external_id` on the same channel, or the same `idempotency_key`, is the same case.

        Args:
            text: what the customer said, in their words.
            by: who does it: a staff id, or `System(name)` for a program.
            channel: how it came in: a channel of the playbook, such as `hotline`.
            customer: who complains, and how they are reached.
            unit: where it happened; the receiver's own where none is given.
            kind: `complaint`, `inquiry`, `praise` or `suggestion`.
            category: the category's id in the playbook.
            severity: `low`, `medium`, `high` or `major`.
            purchase: receipt, price paid, items.
            items: the goods or services it is about.
            issues: what the customer complains of beside, each to be answered (R7).
            about_staff: the staff id of whoever is complained about (R6).
            wanted: what the customer wants (R3).
            subject: a headline, such as that of a mail.
            occurred_at: when it happened.
            received_at: when the customer spoke; now where it is not given (R1).
            received_by: who heard it, where `by` only types it in (F9).
            attachments: files that came with it.
            fields: what the form asked for beside, by name.
            docket: an authority's number and dates (R19).
            external_id: the channel's own id: the same id with the same words is the same case, with others it is refused.
            idempotency_key: the same key again gives what the first gave, and does nothing.

        Raises:
            InvalidInput: something typed can't be used; all of it is kept under `error.kept_as`.
        """
        return self._verb("receive", locals())

    def register(
        self,
        case: CaseRef,
        *,
        by: By,
        category: str | None = None,
        severity: Severity | str | None = None,
        unit: str | None = None,
        purchase: Purchase | None = None,
        items: Sequence[Item] = (),
        customer: Customer | None = None,
        fields: Mapping[str, str] | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Fill in what registration still needs (`case.missing`); with the last of it the case is registered. S0.4

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            category: the category's id in the playbook.
            severity: `low`, `medium`, `high` or `major`.
            unit: the unit's id.
            purchase: receipt, price paid, items.
            items: the goods or services it is about.
            customer: their name and contact, where they were missing.
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
        return self._verb("register", locals())

    def correct(
        self,
        case: CaseRef,
        *,
        by: By,
        reason: str,
        unit: str | None = None,
        channel: str | None = None,
        customer: Customer | None = None,
        about_staff: str | None = None,
        about_nobody: bool = False,
        issue: str | None = None,
        occurred_at: datetime | None = None,
        purchase: Purchase | None = None,
        items: Sequence[Item] = (),
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Correct what was recorded: the old value and the new one stay on the ledger, with the reason. F1, R6

        What runs is due when it would have been, had it been recorded so from the start; a breach stays (R15). The owner stays
        accountable, unless the complaint turns out to be about them: then the leader above them is. Another unit's people see
        the case from now on, and hear of a danger. Another customer has other links; those that were sent before open
        nothing more.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            reason: how it came to be wrong.
            unit: the unit's id.
            channel: how it came in; not of what a channel took in by itself, with its sender's id.
            customer: the whole customer, as they should have been recorded.
            about_staff: the staff id of whoever is complained about: never corrected by themselves (R6).
            about_nobody: nobody who works here is complained about.
            issue: which of several issues `about_staff` or `about_nobody` is said of, by its id (`case.issues`); else the first.
            occurred_at: when it happened.
            purchase: receipt, price paid, items.
            items: the goods or services it is about.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used, or nothing would change; what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("correct", locals())

    def acknowledge(
        self,
        case: CaseRef,
        *,
        by: By,
        via: str = "in-person",
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that the customer was told that they are heard, where no message did it. R4

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            via: how they were told: `phone`, `in-person`, a medium.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("acknowledge", locals())

    def settle(
        self,
        case: CaseRef,
        *,
        by: By,
        facts: str,
        agreed: Literal["in-person", "by-phone", "in-writing"],
        decisions: Mapping[str, tuple[Decision | str, str]] | None = None,
        remedies: Sequence[Remedy | Proposal] = (),
        apology: bool = False,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Settle it on the spot, the customer content: one step, in seconds, by the person at the counter. R17

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            facts: what was found, and done about it.
            agreed: how the customer agreed: `in-person`, `by-phone`, `in-writing`.
            decisions: by issue (`case.issues`): a `Decision` and its reasons; needed where there are several (R7).
            remedies: what the customer gets: remedies, or proposals.
            apology: True where we apologised.
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
        return self._verb("settle", locals())

    def record_answer(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        at: datetime,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record an answer that was given before the desk knew the case: history, at its own time. R15

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            text: the answer.
            at: when it was given.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("record-answer", locals())
