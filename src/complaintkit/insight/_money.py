"""Remedies of a report: what customers were promised, exactly, by kind and by giver. F6"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

import attrs

from complaintkit.decision import LedgerEntry
from complaintkit.insight import figure as f
from complaintkit.insight._cases_behind import Behind
from complaintkit.insight._title import titled
from complaintkit.model import events as e
from complaintkit.model.money import Money
from complaintkit.model.period import Period
from complaintkit.model.remedy import Remedy


@attrs.define
class _Sum:
    count: int = 0
    value: Money | None = None

    def add(self, value: Money | None) -> None:
        self.count += 1
        if value is not None:
            self.value = value if self.value is None else self.value + value


@attrs.frozen
class _Offer:
    """A plan's remedies until the customer answers, and who stands behind them."""

    remedies: tuple[Remedy, ...]
    values: tuple[Money | None, ...]
    giver: str

    @classmethod
    def of(cls, event: e.PlanOffered | e.Settled, giver: str) -> _Offer:
        """Return what an event offers, at what limits count it for."""
        return cls(event.remedies, event.values or tuple(one.face_value for one in event.remedies), giver)


@attrs.define
class Promises:
    """Adds up what was agreed: a plan the customer accepted, what was settled on the spot."""

    READS: ClassVar[tuple[type[e.Happened], ...]] = (
        e.PlanOffered,
        e.PlanAnswered,
        e.Settled,
        e.ApprovalAsked,
        e.Approved,
    )
    behind: Behind
    _kinds: dict[tuple[str, str], _Sum] = attrs.field(factory=dict, init=False)
    _givers: dict[tuple[str, str], _Sum] = attrs.field(factory=dict, init=False)

    def add(self, lines: Sequence[LedgerEntry], period: Period, currency: str) -> None:
        """Add what was agreed on one case."""
        offers: dict[str, _Offer] = {}
        approvers = _approvers(lines)
        for line in lines:
            match line.event:
                case e.PlanOffered(plan=plan, remedies=remedies) as offered:
                    offers[plan] = _Offer.of(offered, _giver(approvers, remedies, line))
                case e.PlanAnswered(plan=plan, accepted=True) if line.at in period and plan in offers:
                    self._give(offers[plan], currency)
                case e.Settled(remedies=remedies) as settled if line.at in period:
                    self._give(_Offer.of(settled, _giver(approvers, remedies, line)), currency)

    def _give(self, offer: _Offer, currency: str) -> None:
        for remedy, value in zip(offer.remedies, offer.values, strict=True):
            money = value.currency if value else currency
            self._kinds.setdefault((remedy.kind, money), _Sum()).add(value)
            self.behind.note("given", f"{remedy.kind} {money}")
            if value:
                self._givers.setdefault((offer.giver, money), _Sum()).add(value)
                self.behind.note("giver", f"{offer.giver} {money}")

    def given(self) -> tuple[f.Given, ...]:
        """Return the sums by kind, and by currency where there are several."""
        found = sorted(self._kinds.items())
        return tuple(
            f.Given(key=kind, title=titled(kind), count=one.count, value=one.value) for (kind, _), one in found
        )

    def givers(self, limits: Callable[[str], Mapping[str, Money]]) -> tuple[f.Giver, ...]:
        """Return the sums by giver: whoever promised, or approved, and so answers for it."""
        found = sorted(self._givers.items())
        return tuple(
            f.Giver(
                staff=staff,
                count=one.count,
                value=one.value,
                limits={window: most for window, most in limits(staff).items() if most.currency == money},
            )
            for (staff, money), one in found
            if one.value is not None
        )


def _approvers(lines: Sequence[LedgerEntry]) -> list[tuple[tuple[Remedy, ...], str]]:
    """List the remedies approved on this case, each with its approver."""
    known: dict[str, tuple[Remedy, ...]] = {}
    found = []
    for line in lines:
        match line.event:
            case e.ApprovalAsked(proposal=proposal, remedies=remedies):
                known[proposal] = remedies
            case e.Approved(proposal=proposal) if proposal in known:
                found.append((known[proposal], line.by))
    return found


def _giver(approvers: list[tuple[tuple[Remedy, ...], str]], remedies: tuple[Remedy, ...], line: LedgerEntry) -> str:
    """Return who answers for these remedies: whoever approved exactly them, else whoever promised them."""
    return next((by for approved, by in approvers if approved == remedies), line.by)
