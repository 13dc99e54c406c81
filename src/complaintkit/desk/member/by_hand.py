"""Points and tiers that a person enters: checked whatever verb they come by, and kept beside what else was given. F6"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.member.replay import apply_member
from complaintkit.decision.money.points import Entry, check_points, points_of, worth_of
from complaintkit.model import events as e
from complaintkit.model.errors import InvalidInput
from complaintkit.model.phrase import phrase
from complaintkit.records.points import points_row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from complaintkit.decision import Facts
    from complaintkit.decision.member import MemberDraft
    from complaintkit.model.member import Membership
    from complaintkit.ports.storage import GrantRow, Writer


@attrs.frozen
class ByHand:
    """What a person enters: a row of what was given, so that it counts in the limits of givers and customers as remedies do."""

    tx: Writer
    facts: Facts

    def check(self, before: Membership | None, draft: MemberDraft) -> None:
        """Refuse value that a person may not give; keep what they may.

        Raises:
            NotAllowed: no role of theirs gives anything, or not as much. F6
            InvalidInput: points were typed over others; they are credited.
        """
        after = draft.made
        points, tier = points_of(after) - points_of(before), _tier_of(after) != _tier_of(before)
        if self.facts.system or not (points or tier):
            return
        if points and any(isinstance(line.event, e.MemberUpdated) for line in draft.lines):
            raise InvalidInput(
                field="points",
                reason=phrase("are credited, not typed over others"),
                next_step=phrase("Credit them, and say what for."),
            )
        worth = worth_of(self.facts, max(points, 0))
        check_points(Entry(self.facts, before or after, max(points, 0), worth))
        self.tx.put_grants(list(self._rows(before, draft)))

    def _rows(self, before: Membership | None, draft: MemberDraft) -> Iterator[GrantRow]:
        member = before
        for line in draft.lines:
            member = apply_member(member, line, id=draft.id)
            if (row := points_row(member, line, self.facts)) is not None:
                yield row


def _tier_of(member: Membership | None) -> str | None:
    known = member.customer.member if member else None
    return known.tier if known else None
