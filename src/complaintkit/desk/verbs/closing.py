"""Verbs of the end: survey, follow-up, archive; cleared up, withdrawn, reclassified, linked. R5, R8, R9, R14"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from complaintkit.desk.verbs.base import Verbs

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
        """Record the customer's two scores, 1 to 5, as told to staff; dissatisfied, the next round begins. R8, R9

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            outcome: how satisfied with the outcome, 1 to 5.
            process: how satisfied with the handling, 1 to 5.
            remark: what the customer added, in their words.
            via: how they said it: `phone`, `in-person`, a medium.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("answer-survey", locals())

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
        """Record that the customer was asked afterwards: satisfied, not, or (None) not reached. S3.6

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            satisfied: True, False, or None where they were not reached.
            remark: what the customer added, in their words.
            via: how they said it: `phone`, `in-person`, a medium.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("record-follow-up", locals())

    def archive(
        self,
        case: CaseRef,
        *,
        by: By,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """File the case, once the customer has answered or the absence of an answer is on record. S0.10

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the customer was not asked, or lacks what was promised (R8, S4.11); or the state, a rule or
                their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("archive", locals())

    def clear_up(
        self,
        case: CaseRef,
        *,
        by: By,
        explanation: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Close it as a misunderstanding: explained tactfully, and cleared up. S4.8

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            explanation: what was explained to the customer.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("clear-up", locals())

    def withdraw(
        self,
        case: CaseRef,
        *,
        by: By,
        reason: str | None = None,
        via: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that the customer takes it back; the record stays. R9

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            reason: why.
            via: how they said it: `phone`, `in-person`, a medium.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("withdraw", locals())

    def object(
        self,
        case: CaseRef,
        *,
        by: By,
        quote: str | None = None,
        text: str | None = None,
        via: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Record that the customer did not say what staff took down; it is undone, owner and leader hear of it. R9

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            quote: the id of what was taken down (`case.quotes`); the newest where none is given.
            text: what they did say, in their words.
            via: how they said it: `phone`, `in-person`, a medium.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20); or nothing of that id was taken down.
            NotAllowed: nothing stands that the customer could object to; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: they objected before; the case is at another version, or the key stood for something else.
        """
        return self._verb("object", locals())

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
        """Change kind or category; making less of a complaint takes a reason and a second person. R5

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            kind: `complaint`, `inquiry`, `praise` or `suggestion`.
            category: the category's id in the playbook.
            reason: why it is no complaint, where it becomes less.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: somebody else is accountable: `error.owner`.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("reclassify", locals())

    def mark_second_grievance(
        self,
        case: CaseRef,
        *,
        by: By,
        text: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Mark 二次不满 on the first case: the way it was handled was a grievance of its own. S1.1

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            text: what the customer said of the handling.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("mark-second-grievance", locals())

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
        """Tie two cases together, reversibly; nothing is destroyed. R14

        The duplicate of an earlier complaint of the same customer is filed, and whatever is said of it reaches that other case,
        whose deadlines are the customer's. `unlink` opens it again, where it was, its clocks from their own start. Filing it is for
        whoever may end the case.

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            to: the other case's number.
            relation: `related`, `duplicate`, `follows`.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or other case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            NotResponsible: a duplicate is filed by whoever is accountable: `error.owner`.
            InvalidInput: a field can't be used, such as a duplicate's other case that is filed, later, or another customer's; it
                is named, and what was typed is kept (`error.kept_as`).
            ConflictError: they are tied already; the case is at another version, or the key stood for something else.
        """
        return self._verb("link", locals())

    def unlink(
        self,
        case: CaseRef,
        *,
        by: By,
        to: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Undo a link. R14

        Args:
            case: the case, or its number; it acts on the case as it stands now.
            by: who does it: a staff id, or `System(name)` for a program.
            to: the other case's number.
            idempotency_key: the same key again gives what the first gave, and does nothing.
            if_version: refuse where the case is not at this version any more.

        Raises:
            NotFound: there is no such case, or `by` may not see it (R20).
            NotAllowed: the state, a rule or their role stands in the way; `error.allowed` is what is possible.
            InvalidInput: a field can't be used; it is named, and what was typed is kept (`error.kept_as`).
            ConflictError: the case is at another version, or the key stood for something else.
        """
        return self._verb("unlink", locals())
