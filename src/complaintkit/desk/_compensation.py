"""Verbs of compensation: approval of what is beyond one's authority, before it is promised. F6, S4.6"""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaintkit.desk._verbs import Verbs

if TYPE_CHECKING:
    from complaintkit.model.actor import By
    from complaintkit.model.case import Case, CaseRef
    from complaintkit.model.remedy import Proposal


class CompensationVerbs(Verbs):
    """Who may promise what."""

    def proposals(self, case: CaseRef, *, by: By) -> tuple[Proposal, ...]:
        """What the playbook's rows and the policies propose for this case, and whether `by` may promise it.

        Of the rows in one group the best for the customer; groups add up. What a guard refuses is left out.
        """
        from complaintkit.desk._proposals import proposed

        return proposed(self._door, self._opened.plugins, case, by)

    def ask_approval(
        self,
        case: CaseRef,
        *,
        by: By,
        proposal: Proposal | str,
        note: str | None = None,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Put what is beyond your authority before the lowest leader who may promise it (`BeyondAuthority.proposal`). F6"""
        from complaintkit.model.commands import AskApproval

        return self._verb(
            AskApproval,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            proposal=proposal,
            note=note,
        )

    def approve(
        self,
        case: CaseRef,
        *,
        by: By,
        proposal: Proposal | str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Let it be promised: exactly this, in this round; it counts towards your limits. Nobody approves their own. F6"""
        from complaintkit.model.commands import Approve

        return self._verb(
            Approve, by=by, idempotency_key=idempotency_key, if_version=if_version, case=case, proposal=proposal
        )

    def refuse_approval(
        self,
        case: CaseRef,
        *,
        by: By,
        proposal: Proposal | str,
        reason: str,
        idempotency_key: str | None = None,
        if_version: int | None = None,
    ) -> Case:
        """Don't let it be promised, and say why."""
        from complaintkit.model.commands import RefuseApproval

        return self._verb(
            RefuseApproval,
            by=by,
            idempotency_key=idempotency_key,
            if_version=if_version,
            case=case,
            proposal=proposal,
            reason=reason,
        )
