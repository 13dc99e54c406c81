"""The money of a case: what was agreed with the customer, and what was set aside for it. F6"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from complaintkit.decision import LedgerEntry
from complaintkit.model import events as e
from complaintkit.model.money import Money
from complaintkit.model.remedy import Remedy
from complaintkit.records.summary.value import instant_of

PROMISES: Final = (e.PlanOffered, e.PlanAnswered, e.Settled, e.ApprovalAsked, e.Approved)
BUDGETS: Final = (e.BudgetReserved, e.BudgetReleased)
Given = tuple[int, str, str, str | None, str]


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

    def agreed(self, line: LedgerEntry, currency: str) -> Iterator[Given]:
        """Yield each remedy, agreed by this line."""
        for remedy, value in zip(self.remedies, self.values, strict=True):
            money, amount = (value.currency, str(value.amount)) if value else (currency, None)
            yield instant_of(line.at), remedy.kind, money, amount, self.giver


def given_on(lines: Sequence[LedgerEntry], currency: str) -> Iterator[Given]:
    """Yield what was agreed: a plan the customer accepted, what was settled on the spot."""
    offers: dict[str, _Offer] = {}
    approvers = _approvers(lines)
    for line in lines:
        match line.event:
            case e.PlanOffered(plan=plan, remedies=remedies) as offered:
                offers[plan] = _Offer.of(offered, _giver(approvers, remedies, line))
            case e.PlanAnswered(plan=plan, accepted=True) if plan in offers:
                yield from offers[plan].agreed(line, currency)
            case e.Settled(remedies=remedies) as settled:
                yield from _Offer.of(settled, _giver(approvers, remedies, line)).agreed(line, currency)


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


def reserved_on(lines: Sequence[LedgerEntry]) -> list[tuple[int, str, str, str, bool]]:
    """Return what was set aside; a reservation that was released later, whenever, counts for nothing."""
    kept: dict[str, tuple[int, str, str, str, bool]] = {}
    for line in lines:
        match line.event:
            case e.BudgetReserved(reservation=id_, unit=unit, amount=money, over=over):
                kept[id_] = instant_of(line.at), unit, money.currency, str(money.amount), over
            case e.BudgetReleased(reservation=id_):
                kept.pop(id_, None)
    return list(kept.values())
