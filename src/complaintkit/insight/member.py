"""Members in a period: who joined where, won by whom, who left; how many messages of care went out. S3.7, S3.9, S3.17"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import attrs

from complaintkit.model.period import Period
from complaintkit.ports.storage import MemberRow


@attrs.frozen(kw_only=True)
class UnitMembers:
    """A unit's members: how many joined in the period, and left in it; `members` are those at the moment of counting."""

    unit: str
    title: Mapping[str, str] = attrs.field(factory=dict)
    joined: int = 0
    left: int = 0
    members: int = 0


@attrs.frozen(kw_only=True)
class MemberFigures:
    """Members of a period by unit; `won` says how many each of the staff won, by id; `via` where they joined. S3.17

    `cares` counts the messages of care that went out, by the name of their rule in the playbook. S3.9
    """

    units: tuple[UnitMembers, ...] = ()
    won: Mapping[str, int] = attrs.field(factory=dict)
    via: Mapping[str, int] = attrs.field(factory=dict)
    cares: Mapping[str, int] = attrs.field(factory=dict)


@attrs.define
class MemberTally:
    """Counts members, each within the days of its own unit."""

    joined: Counter[str] = attrs.field(factory=Counter)
    left: Counter[str] = attrs.field(factory=Counter)
    there: Counter[str] = attrs.field(factory=Counter)
    won: Counter[str] = attrs.field(factory=Counter)
    via: Counter[str] = attrs.field(factory=Counter)
    cares: Counter[str] = attrs.field(factory=Counter)

    def add(self, rows: Iterable[MemberRow], period: Period) -> None:
        """Count these members of units whose days these are."""
        for row in rows:
            self.there[row.unit] += row.left_at is None
            self.left[row.unit] += row.left_at is not None and row.left_at in period
            if row.joined_at in period:
                self.joined[row.unit] += 1
                self.via[row.via] += 1
                self.won[row.recruited_by or ""] += 1

    def figures(self, titles: Mapping[str, Mapping[str, str]]) -> MemberFigures | None:
        """Return what was counted; None where there are no members."""
        units = sorted({*self.joined, *self.left, *self.there})
        if not units:
            return None
        return MemberFigures(
            units=tuple(
                UnitMembers(
                    unit=unit,
                    title=titles.get(unit, {}),
                    joined=self.joined[unit],
                    left=self.left[unit],
                    members=self.there[unit],
                )
                for unit in units
            ),
            won=_by_weight(self.won),
            via=_by_weight(self.via),
            cares=_by_weight(self.cares),
        )


def _by_weight(counted: Counter[str]) -> dict[str, int]:
    return dict(sorted(counted.items(), key=lambda one: (-one[1], one[0])))
