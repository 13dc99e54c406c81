"""Points and tiers that a person enters: checked whatever verb they come by, and summed up by giver and day. F6"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from complaintkit.decision.money.points import Entry, check_points, points_of, worth_of
from complaintkit.model import events as e
from complaintkit.model.errors import InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.decision.member import MemberDraft
    from complaintkit.model.member import Membership
    from complaintkit.ports.storage import Writer

_LONGEST: Final = timedelta(days=366)
"""No window of a limit is longer."""


@attrs.frozen
class ByHand:
    """What people entered by hand, as the settings of the database keep it: by giver and business day."""

    tx: Writer
    facts: Facts
    unit: str

    def check(self, before: Membership | None, draft: MemberDraft) -> None:
        """Refuse value that a person may not give; count what they may.

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
        check_points(Entry(self.facts, before or after, max(points, 0), worth, self.entered))
        if worth:
            self._add(worth)

    def entered(self, staff: str, since: datetime) -> Money:
        """Return what somebody entered by hand since then."""
        first = self.facts.business_day(self.unit, since).isoformat()
        currency = self.facts.playbook.currency
        known = (Money(amount, currency) for day, amount in self._days(staff).items() if day >= first)
        return sum(known, Money(0, currency))

    def _add(self, worth: Money) -> None:
        today, staff = self.facts.business_day(self.unit), self.facts.actor
        oldest = (today - _LONGEST).isoformat()
        days = {day: amount for day, amount in self._days(staff).items() if day >= oldest}
        before = Money(days.get(today.isoformat(), "0"), worth.currency)
        days[today.isoformat()] = str((before + worth).amount)
        self.tx.put_meta(self._key(staff), json.dumps(days))

    def _days(self, staff: str) -> Mapping[str, str]:
        days: dict[str, str] = json.loads(self.tx.meta(self._key(staff)) or "{}")
        return days

    def _key(self, staff: str) -> str:
        return f"points-by-hand:{self.facts.playbook.currency}:{staff}"


def _tier_of(member: Membership | None) -> str | None:
    known = member.customer.member if member else None
    return known.tier if known else None
