"""The mix of what is complained of: how far a type's share has moved since the period before, in points of a hundred. S1.12"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

import attrs

from complaintkit.insight.figure import Share


@attrs.frozen(kw_only=True)
class Shift:
    """A type's share now and before, in points of a hundred."""

    type: str
    now: Decimal
    before: Decimal

    @property
    def points(self) -> Decimal:
        """How far it has moved, up or down."""
        return abs(self.now - self.before)


def shifts_of(now: Iterable[Share], before: Iterable[Share]) -> tuple[Shift, ...]:
    """Return how the shares of the types (the top of the tree of categories) have moved, the furthest first.

    Nothing where a period had no case: there is no mix to compare with.

    >>> def share(key, count):
    ...     return Share(key=key, title={}, count=count, share=None)
    >>> [shift] = [
    ...     one for one in shifts_of([share("food/cold", 3), share("price", 1)], [share("food", 2), share("price", 2)])
    ... ][:1]
    >>> shift.type, str(shift.now), str(shift.before), str(shift.points)
    ('food', '75.0', '50.0', '25.0')
    """
    mixes = [_mix(now), _mix(before)]
    if not all(mixes):
        return ()
    found = [
        Shift(type=one, now=_points(mixes[0], one), before=_points(mixes[1], one)) for one in {*mixes[0], *mixes[1]}
    ]
    return tuple(sorted(found, key=lambda one: (-one.points, one.type)))


def _mix(shares: Iterable[Share]) -> Counter[str]:
    mix = Counter[str]()
    for one in shares:
        mix[one.key.partition("/")[0]] += one.count
    return +mix


def _points(mix: Counter[str], type_: str) -> Decimal:
    return (Decimal(100 * mix[type_]) / sum(mix.values())).quantize(Decimal("0.1"))
