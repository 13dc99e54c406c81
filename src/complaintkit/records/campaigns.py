"""Campaigns in the storage: what they proposed, what each customer has of them, and how many of each there are in all.

The number is counted like a budget, by one conditional update where a promise is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from complaintkit.decision import replayed
from complaintkit.decision.campaign import is_of_campaign, left_to_customer
from complaintkit.decision.digest import digest
from complaintkit.model.errors import ConflictError
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.records.convert import canonical, to_json
from complaintkit.records.ledger import read_lines

if TYPE_CHECKING:
    from complaintkit.decision import Facts
    from complaintkit.decision.facts import OfCampaign
    from complaintkit.model.case import Case
    from complaintkit.model.remedy import Grant, Remedy
    from complaintkit.ports.storage import Reader, Storage, Writer


_ENDED = frozenset({"released", "reversed"})
_ONE = {"period": "all", "currency": "XXX"}  # pieces, not money


# ---- what was proposed ----------------------------------------------------------------------------------------------
def keep_offers(storage: Storage, case: Case, remedies: Iterable[Remedy]) -> None:
    """Record what campaigns propose for a case, as they declared it: nothing else is given in their names."""
    offers = {_offer(digest(case, (one,))): one for one in remedies if is_of_campaign(one)}
    with storage.reading() as reader:
        new = {name: one for name, one in offers.items() if reader.document(name) is None}
    if not new:
        return
    with storage.writing() as tx:
        for name, one in new.items():
            tx.put_document(name, "offer", canonical(to_json(one)))


def offered_in(tx: Reader) -> Callable[[str], bool]:
    """Whether a campaign proposed what this is the digest of."""
    return lambda id_: tx.document(_offer(id_)) is not None


def _offer(id_: str) -> str:
    """Not the id of the proposal itself: what somebody typed is kept under that, too, where it was beyond their authority."""
    return f"offer:{id_}"


# ---- what a customer has --------------------------------------------------------------------------------------------
def of_campaign_in(tx: Reader, currency: str) -> OfCampaign:
    """What a customer has of a campaign, read in the transaction that decides."""

    def of_campaign(campaign: str, *, customer: str, since: datetime) -> Money:
        rows = [row for row in tx.grants(since=since, customer=customer) if row.currency == currency]
        cases = sorted({row.case for row in rows})
        lines = read_lines(tx.events(cases), tx.vault(cases)) if cases else {}
        found = {one.id for id_ in cases for one in replayed(lines[id_], id=id_).grants if _campaign(one) == campaign}
        return sum((Money(row.value, currency) for row in rows if row.id in found), Money(0, currency))

    return of_campaign


def _campaign(grant: Grant) -> str:
    return grant.remedy.campaign or grant.remedy.kind


# ---- how many there are ---------------------------------------------------------------------------------------------
def count_campaigns(tx: Writer, before: Case | None, case: Case) -> None:
    """Take one for each remedy of a campaign that was promised, and give back what came to nothing.

    Raises:
        ConflictError: none is left; nothing of the decision may be kept.
    """
    known = {one.id: one for one in before.grants} if before else {}
    for grant in case.grants:
        was, now = _counts(known.get(grant.id)), _counts(grant)
        if was and not now:
            tx.release(budget=_name(grant.remedy), amount="1", **_ONE)
        elif now and not was:
            _take(tx, grant.remedy)


def _counts(grant: Grant | None) -> bool:
    return grant is not None and grant.remedy.how_many is not None and grant.state not in _ENDED


def _take(tx: Writer, remedy: Remedy) -> None:
    if not tx.reserve(budget=_name(remedy), amount="1", limit=str(remedy.how_many), **_ONE):
        raise ConflictError(
            reason=phrase(
                "all {count} of {campaign} are given out",
                count=remedy.how_many,
                campaign=remedy.campaign or remedy.kind,
            ),
            next_step=phrase("Propose something else."),
        )


def exhausted(reader: Reader, case: Case, facts: Facts, remedy: Remedy) -> bool:
    """Whether a campaign has no more to give, or not to this customer: what it proposes is left out."""
    worth = remedy.face_value
    if worth and any(worth > left for _, _, left in left_to_customer(facts, case, remedy)):
        return True
    if remedy.how_many is None:
        return False
    return int(reader.reserved(budget=_name(remedy), **_ONE)) >= remedy.how_many


def _name(remedy: Remedy) -> str:
    return f"campaign:{remedy.campaign or remedy.kind}"
