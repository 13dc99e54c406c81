"""Commands about money: ask somebody who may, let it be promised or not. F6, S4.6"""

from __future__ import annotations

import attrs

from complaintkit.model.check import is_text, is_word, maybe_text
from complaintkit.model.commands._command import OnCase
from complaintkit.model.remedy import Proposal


def _id(value: Proposal | str) -> str:
    """Converter: a proposal, or its id."""
    return value.id if isinstance(value, Proposal) else value


@attrs.frozen(kw_only=True)
class AskApproval(OnCase):
    """Put what is beyond your authority before somebody who may promise it, before you do. F6, S4.6"""

    proposal: str = attrs.field(converter=_id, validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True)
class Approve(OnCase):
    """Let it be promised: exactly this proposal. Nobody approves their own."""

    proposal: str = attrs.field(converter=_id, validator=is_word)


@attrs.frozen(kw_only=True)
class RefuseApproval(OnCase):
    """Don't, and say why."""

    proposal: str = attrs.field(converter=_id, validator=is_word)
    reason: str = attrs.field(validator=is_text)
