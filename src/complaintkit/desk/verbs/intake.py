"""Verbs of intake: received, registered, acknowledged, settled on the spot. S0.3, S0.4, R4, R17"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from complaintkit.desk.verbs.base import Verbs
from complaintkit.model import commands as c
from complaintkit.model.vocabulary import Kind, Severity

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.customer import Customer
    from complaintkit.model.goods import Docket, Item, Purchase
    from complaintkit.model.remedy import Attachment, Proposal, Remedy


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

        Raises:
            InvalidInput: something typed can't be used; all of it is kept under `error.kept_as`.
        """
        return self._verb(c.Receive, locals())

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
        """Fill in what registration still needs (`case.missing`); with the last of it the case is registered. S0.4"""
        return self._verb(c.Register, locals())

    def acknowledge(
        self,
        case: CaseRef,
        *,
        by: By,
        via: str = "in-person",
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """The customer was told that they are heard, where no message did it. R4"""
        return self._verb(c.Acknowledge, locals())

    def settle(
        self,
        case: CaseRef,
        *,
        by: By,
        facts: str,
        agreed: Literal["in-person", "by-phone", "in-writing"],
        remedies: Sequence[Remedy | Proposal] = (),
        apology: bool = False,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Put right on the spot, the customer content: one step, in seconds, by the person at the counter. R17"""
        return self._verb(c.Settle, locals())

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
        """An answer that was given before the desk knew the case: history, at its own time."""
        return self._verb(c.RecordAnswer, locals())
