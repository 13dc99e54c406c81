"""What moves between people around a case: handovers, escalations, advice, dispatches. F2-F7"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, overload

import attrs

from complaintkit.model.phrase import Phrase

__all__ = ["SHIFT_CHANGE", "Advice", "Dispatch", "Escalation", "Handover", "ShiftHandover", "Stayed"]

BESIDE: Final = frozenset(
    {
        "complained-about",
        "contact-removed",
        "contact-replaced",
        "declined-twice",
        "handover-lapsed",
        "no-hazard",
        "objected",
        "recused",
    }
)
"""Why the desk itself tells a leader of something beside the matter: who has the case, or what was made of its record."""

SHIFT_CHANGE: Final = "shift-change"
"""The reason of the offers that a shift leaves to the next."""


@attrs.frozen(kw_only=True)
class Handover:
    """An offer to take over: the giver stays accountable until the receiver takes it. F2

    `case` is the number of the case, or the task: what `accept_handover` and `decline_handover` name beside `id`.

    >>> from complaintkit import Customer
    >>> from complaintkit.testing import open_test_desk
    >>> with open_test_desk() as desk:
    ...     case = desk.receive("饭是酸的", by="chen", channel="hotline", customer=Customer(phone="13800138000"))
    ...     case = desk.record_facts(case, by="chen", facts="常温放置两小时")
    ...     case = desk.offer_handover(case, by="chen", to="quality-head", reason="supplier-side")
    >>> case.handover.receiver, case.owner
    ('quality-head', 'chen')
    """

    id: str
    case: str
    giver: str
    receiver: str
    reason: str
    offered_at: datetime
    lapses_at: datetime
    note: str | None = None
    state: str = "offered"  # offered, accepted, declined, lapsed, ruled, cancelled
    answer: str | None = None  # the reason of a decline


@attrs.frozen(kw_only=True)
class Stayed:
    """A case that stays with whose shift ends: its number, the rule in the way (`F5`) where there is one, and the reason."""

    case: str
    rule: str
    reason: Phrase


@attrs.frozen(kw_only=True, eq=False)
class ShiftHandover(Sequence[Handover]):
    """What became of a shift's cases: the sequence of those that were offered, and those that stayed. F2

    >>> ShiftHandover(offered=(), stayed=(Stayed(case="A12-261121-042", rule="F5", reason="no facts yet"),)).stayed[
    ...     0
    ... ].rule
    'F5'
    """

    offered: tuple[Handover, ...]
    stayed: tuple[Stayed, ...] = ()

    @overload
    def __getitem__(self, index: int) -> Handover: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Handover]: ...
    def __getitem__(self, index: int | slice) -> Handover | Sequence[Handover]:
        """Return one of the offers, or several."""
        return self.offered[index]

    def __len__(self) -> int:
        return len(self.offered)


@attrs.frozen(kw_only=True)
class Escalation:
    """A matter brought upwards, to a group that meets or to a leader. S1.8, S4.6"""

    id: str
    route: str
    to: str  # a group's or a person's id
    group: bool
    reason: str
    raised_by: str
    raised_at: datetime
    received_at: datetime | None = None
    received_by: str | None = None  # the desk where nobody of the group said so in time (F7)
    met_at: datetime | None = None
    decided_at: datetime | None = None
    decision: str | None = None
    replaced_by: str | None = None  # the later meeting, where this one ended without a decision (F7)

    @property
    def open(self) -> bool:
        """Nothing has been decided yet."""
        return self.decided_at is None

    @property
    def of_the_matter(self) -> bool:
        """The complaint itself was brought upwards: what waits for that, or asks for more after it, goes by no other. S1.8"""
        return self.reason not in BESIDE


@attrs.frozen(kw_only=True)
class Advice:
    """A question to somebody who knows: no handover. S3.2, F5"""

    id: str
    asked_by: str
    of: str
    question: str | None
    asked_at: datetime
    answer: str | None = None
    answered_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Dispatch:
    """Somebody sent to look or to help, at once: no handover. S1.7, F5"""

    id: str
    by: str
    who: str
    what: str | None
    at: datetime
    result: str | None = None
    done_at: datetime | None = None
