"""What happens about money: approvals asked and given. F6, S4.6"""

from __future__ import annotations

import attrs

from complaintkit.model.events._happened import Happened, said
from complaintkit.model.remedy import Remedy


@attrs.frozen(kw_only=True)
class ApprovalAsked(Happened):
    """More than the giver may promise was put before somebody who may. F6"""

    proposal: str
    giver: str
    approver: str
    remedies: tuple[Remedy, ...] = ()
    note: str | None = said()


@attrs.frozen(kw_only=True)
class Approved(Happened):
    """They may promise it: exactly this, in this round."""

    proposal: str


@attrs.frozen(kw_only=True)
class ApprovalRefused(Happened):
    """They may not, and why."""

    proposal: str
    reason: str | None = said()
