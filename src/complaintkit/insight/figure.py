"""The figures of a report, as values: counts, shares, sums and medians. None where there was nothing to count."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import sqrt
from statistics import NormalDist
from typing import Final

import attrs

from complaintkit.model.money import Money

Words = Mapping[str, str]
FEW: Final = 30
"""From so many answers on, a share is worth comparing."""
_NORMAL: Final = NormalDist().inv_cdf(0.975)


def share_of(count: int, total: int) -> Decimal | None:
    """Divide, to a tenth of a per cent; None where there is nothing to divide by.

    >>> share_of(1, 3), share_of(0, 0)
    (Decimal('0.333'), None)
    """
    return (Decimal(count) / total).quantize(Decimal("0.001")) if total else None


@attrs.frozen(kw_only=True)
class Estimate:
    """A share of few answers, and between which shares all customers may well stand: a Wilson interval of 95 %.

    Of ten who answered, nine content ones say less than ninety of a hundred do: `low` and `high` say how much less. None
    where nobody answered.
    """

    count: int = 0
    total: int = 0
    share: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def few(self) -> bool:
        """True where chance alone moves the share by a fifth or so: fewer than 30 answers."""
        return self.total < FEW


def estimate_of(count: int, total: int) -> Estimate:
    """Estimate a share from answers.

    >>> one = estimate_of(9, 10)
    >>> one.share, one.low, one.high, one.few
    (Decimal('0.900'), Decimal('0.596'), Decimal('0.982'), True)
    """
    if not total:
        return Estimate()
    share, spread = count / total, _NORMAL**2 / total
    middle = (share + spread / 2) / (1 + spread)
    half = sqrt(share * (1 - share) * spread + spread**2 / 4) / (1 + spread)
    low, high = (_tenth(min(max(one, 0.0), 1.0)) for one in (middle - half, middle + half))
    return Estimate(count=count, total=total, share=share_of(count, total), low=low, high=high)


def _tenth(share: float) -> Decimal:
    return Decimal(share).quantize(Decimal("0.001"))


@attrs.frozen(kw_only=True)
class Share:
    """The part of a whole that is of one sort. `key` is the door word or the id, `title` its title."""

    key: str
    title: Words
    count: int
    share: Decimal | None


@attrs.frozen(kw_only=True)
class Total:
    """An exact sum of money, and how many it is made of."""

    count: int
    value: Money


@attrs.frozen(kw_only=True)
class Deadlines:
    """The record of one deadline. S0.14, S4.5

    `met` were met in time within the period, `breached` fell due in it and were not; what was met late is a breach all the
    same (R15). `median` is the time from start to done of all that were done in the period, by the clock on the wall.
    """

    key: str
    title: Words
    met: int = 0
    breached: int = 0
    waived: int = 0
    extended: int = 0  # put off in a special case, by a leader (S3.1)
    share: Decimal | None = None  # of those decided in the period, met in time
    median: timedelta | None = None


@attrs.frozen(kw_only=True)
class Satisfaction:
    """The answers of customers: process and outcome are two scores, 1 to 5. R9

    `as_told` were written down by staff: the customer told them. `followed_up` were asked afterwards without scores.
    `content` estimates how many customers are satisfied, of those who said so or the contrary; `well_handled` and `well_ended`
    how many give 4 or 5.
    """

    answers: int = 0
    process: Decimal | None = None
    outcome: Decimal | None = None
    satisfied: int = 0
    dissatisfied: int = 0
    as_told: int = 0
    followed_up: int = 0
    content: Estimate = Estimate()
    well_handled: Estimate = Estimate()
    well_ended: Estimate = Estimate()


@attrs.frozen(kw_only=True)
class Settled:
    """Put right on the spot. R17 `by_concerned`: by the very person complained about, as they may within their authority."""

    count: int = 0
    share: Decimal | None = None  # of all that were settled, resolved or cleared up
    by_concerned: int = 0


@attrs.frozen(kw_only=True)
class Rounds:
    """Gone round again: a plan was refused, a customer was not satisfied. R8"""

    count: int = 0
    share: Decimal | None = None  # to every one that was settled, resolved or cleared up
    causes: tuple[Share, ...] = ()


@attrs.frozen(kw_only=True)
class Handovers:
    """Offers to take over, and their outcomes. F2-F4"""

    offered: int = 0
    accepted: int = 0
    declined: int = 0
    lapsed: int = 0
    ruled: int = 0
    reasons: tuple[Share, ...] = ()  # of the declined


@attrs.frozen(kw_only=True)
class Given:
    """Remedies of one kind that customers were promised: `value` is what limits count them for."""

    key: str
    title: Words
    count: int
    value: Money | None


@attrs.frozen(kw_only=True)
class Giver:
    """The sum that one member of staff promised, or approved, beside the limits that bind them. F6

    `name` is what they are called, also of who has left; `limits` by window, such as `"month"`: what the playbook in force lets
    them promise in it.
    """

    staff: str
    name: str = ""
    count: int
    value: Money
    limits: Mapping[str, Money] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Budget:
    """The sum that one unit set aside of its budget and did not take back, at cost, beside its limits by window. F6

    `over` were beyond the budget, approved by somebody from around the unit.
    """

    key: str
    title: Words
    count: int
    value: Money
    over: int = 0
    limits: Mapping[str, Money] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Waiting:
    """What is owed on open cases when the report is made: of which kind, how many, how many late. S0.12

    `what` is a `DutyKind`, `since` when the first of them began to be owed. It names nobody: whoever takes in many owns many
    (R13); what a person owes is in `desk.duties`.
    """

    what: str
    count: int
    late: int
    since: datetime


@attrs.frozen(kw_only=True)
class Section:
    """Rows that a plugin adds, from column to text. `problem` says why there are none, where it failed."""

    key: str
    title: Words
    rows: tuple[Mapping[str, str], ...] = ()
    problem: str | None = None


@attrs.frozen(kw_only=True)
class Figures:
    """One period counted. Nobody's figure says how many complaints they wrote down: that is no fault of theirs. R13

    `cases` were received in the period, whatever became of them, as they are known now: kind, category, root cause, unit, channel.
    What said the same as an earlier case, and ended in it, is counted once, with that; `duplicates` says how many did.
    Everything else is counted by when it happened.
    """

    cases: int = 0
    duplicates: int = 0
    kinds: tuple[Share, ...] = ()
    categories: tuple[Share, ...] = ()
    causes: tuple[Share, ...] = ()  # of those whose root cause is on record
    decisions: tuple[Share, ...] = ()  # on each issue: upheld, partly, not (R7)
    units: tuple[Share, ...] = ()
    channels: tuple[Share, ...] = ()
    endings: tuple[Share, ...] = ()
    suggestions: tuple[Share, ...] = ()  # of those that were answered: adopted or not (S2.6, S3.8)
    referred: tuple[Share, ...] = ()  # whom customers were told to turn to (R8)
    dockets: tuple[Share, ...] = ()  # by which authority a complaint is or was dealt with (R19)
    outcomes: tuple[Share, ...] = ()  # how it ended there
    deadlines: tuple[Deadlines, ...] = ()
    satisfaction: Satisfaction = Satisfaction()
    settled: Settled = Settled()
    rounds: Rounds = Rounds()
    handovers: Handovers = Handovers()
    exceptions: tuple[Share, ...] = ()
    given: tuple[Given, ...] = ()
    givers: tuple[Giver, ...] = ()
    budgets: tuple[Budget, ...] = ()
    escalations: tuple[Share, ...] = ()  # by why something was brought upwards
    days: tuple[tuple[date, int], ...] = ()  # on which business days the cases were received; none of a span of hours
    approvals: tuple[Share, ...] = ()  # counts alone: what was asked for and what was granted are no parts of a whole
