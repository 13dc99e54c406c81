"""Commands about money: ask somebody who may, let it be promised or not, give it, take it back. F6, S4.6"""

from __future__ import annotations

import attrs

from complaintkit.model.check import is_text, is_word, maybe_text, maybe_word
from complaintkit.model.commands._command import OnCase, is_yes_or_no
from complaintkit.model.remedy import PromisedRemedy, Proposal


def _id(value: Proposal | str) -> str:
    """Convert a proposal to its id; pass an id as it is."""
    return value.id if isinstance(value, Proposal) else value


def _promise(value: PromisedRemedy | str) -> str:
    """Converter: a promise of the case, or its id."""
    return value.id if isinstance(value, PromisedRemedy) else value


@attrs.frozen(kw_only=True, eq=False, repr=False)
class AskApproval(OnCase):
    """Put what is beyond your authority before somebody who may promise it, before you do. F6, S4.6"""

    proposal: str = attrs.field(converter=_id, validator=is_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class Approve(OnCase):
    """Let it be promised: exactly this proposal. Nobody approves their own."""

    proposal: str = attrs.field(converter=_id, validator=is_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class RefuseApproval(OnCase):
    """Don't, and say why."""

    proposal: str = attrs.field(converter=_id, validator=is_word)
    reason: str = attrs.field(validator=is_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class GiveRemedy(OnCase):
    """Record that the customer has what was promised: given by hand. `reference` is the slip's, or the till's, number."""

    promise: str = attrs.field(converter=_promise, validator=is_word)
    reference: str | None = attrs.field(default=None, validator=maybe_word)
    note: str | None = attrs.field(default=None, validator=maybe_text)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class OrderRemedy(OnCase):
    """Have an executor carry out what it rejected, or what turned out not to have been carried out."""

    promise: str = attrs.field(converter=_promise, validator=is_word)


@attrs.frozen(kw_only=True, eq=False, repr=False)
class ReverseRemedy(OnCase):
    """Call a promised remedy off, or take back what was given; `by_hand`: it was taken back already, only record it."""

    promise: str = attrs.field(converter=_promise, validator=is_word)
    reason: str = attrs.field(validator=is_text)
    by_hand: bool = attrs.field(default=False, validator=is_yes_or_no)
