"""Points and tiers that a person enters: checked whatever verb they come by, and kept beside what else was given. F6"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from complaintkit.decision.member.replay import apply_member
from complaintkit.decision.money.points import Entry, check_points, points_of, worth_of
from complaintkit.decision.people.apart import colleagues
from complaintkit.decision.tables.effect import POINTS
from complaintkit.model import events as e
from complaintkit.model.errors import InvalidInput, NotAllowed
from complaintkit.model.phrase import Phrase, phrase
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
        """Refuse value that a person may not give, to nobody less than to themselves; keep what they may.

        Raises:
            NotAllowed: no role of theirs gives anything, or not as much (F6); the membership is their own (R9).
            InvalidInput: points were typed over others; they are credited.
        """
        after = draft.made
        points, tier = points_of(after) - points_of(before), _tier_of(after) != _tier_of(before)
        own, still = self._is_own(before), self._is_own(after)
        if own and not still:
            raise self._not_own(phrase("their own contact stays in it"))
        if self.facts.system or not (points or tier):
            return
        if still:
            raise self._not_own(phrase("nobody gives themselves points or a tier"))
        if points and any(isinstance(line.event, e.MemberUpdated) for line in draft.lines):
            raise InvalidInput(
                field="points",
                reason=phrase("are credited, not typed over others"),
                next_step=phrase("Credit them, and say what for."),
            )
        worth = worth_of(self.facts, max(points, 0))
        check_points(Entry(self.facts, before or after, max(points, 0), worth))
        self.tx.put_grants(list(self._rows(before, draft)))

    def _is_own(self, member: Membership | None) -> bool:
        """Tell if a member is the actor, by a contact of theirs, and somebody else is there who may give something."""
        facts = self.facts
        if facts.system or member is None or facts.actor not in colleagues(facts, member.customer):
            return False
        others = (one for one in facts.structure.organisation.staff if one != facts.actor)
        return any(POINTS.right is None or facts.structure.may(one, POINTS.right) for one in others)

    def _not_own(self, why: Phrase) -> NotAllowed:
        reason = phrase("the member is {staff}, by a contact of theirs: {why}", staff=self.facts.actor, why=why)
        return NotAllowed(command="credit-member", reason=reason, rule="R9")

    def _rows(self, before: Membership | None, draft: MemberDraft) -> Iterator[GrantRow]:
        member = before
        for line in draft.lines:
            member = apply_member(member, line, id=draft.id)
            if (row := points_row(member, line, self.facts)) is not None:
                yield row


def _tier_of(member: Membership | None) -> str | None:
    known = member.customer.member if member else None
    return known.tier if known else None
