"""Campaigns in the storage: what they proposed, and how many remedies of each are given out.

The number is counted like a budget, by one conditional update where a promise is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from complaintkit.decision.money.campaign import campaign_of, is_of_campaign
from complaintkit.decision.money.digest import digest
from complaintkit.model.errors import ConflictError
from complaintkit.model.phrase import phrase
from complaintkit.model.wire import canonical, to_json

if TYPE_CHECKING:
    from complaintkit.model.case import Case
    from complaintkit.model.remedy import PromisedRemedy, Remedy
    from complaintkit.ports.storage import Storage, Writer


_ENDED = frozenset({"released", "reversed"})
COUNTED = {"period": "all", "currency": "XXX"}  # pieces, not money


# ---- what was proposed ----------------------------------------------------------------------------------------------
def keep_offers(storage: Storage, case: Case, remedies: Iterable[Remedy]) -> None:
    """Record what campaigns propose for a case, as they declared it: nothing else is given in their names."""
    offers = {offer_of(digest(case, (one,))): one for one in remedies if is_of_campaign(one)}
    with storage.reading() as reader:
        new = {name: one for name, one in offers.items() if reader.document(name) is None}
    if not new:
        return
    with storage.writing() as tx:
        for name, one in new.items():
            tx.put_document(name, "offer", canonical(to_json(one)))


def offer_of(proposal: str) -> str:
    """Return the name an offer is kept under: not the proposal's id, under which what somebody typed may be kept, too."""
    return f"offer:{proposal}"


# ---- how many there are ---------------------------------------------------------------------------------------------
def count_campaigns(tx: Writer, before: Case | None, case: Case) -> None:
    """Take one for each remedy of a campaign that was promised, and give back what came to nothing.

    Raises:
        ConflictError: none is left; nothing of the decision may be kept.
    """
    known = {one.id: one for one in before.promises} if before else {}
    for promise in case.promises:
        was, now = counts(known.get(promise.id)), counts(promise)
        if was and not now:
            tx.release(budget=budget_of(campaign_of(promise.remedy)), amount="1", **COUNTED)
        elif now and not was:
            _take(tx, promise.remedy)


def counts(promise: PromisedRemedy | None) -> bool:
    """Tell if it is a campaign's of which so many are given out, and one of them."""
    return promise is not None and promise.remedy.how_many is not None and promise.state not in _ENDED


def _take(tx: Writer, remedy: Remedy) -> None:
    if not tx.reserve(budget=budget_of(campaign_of(remedy)), amount="1", limit=str(remedy.how_many), **COUNTED):
        raise ConflictError(
            reason=phrase(
                "all {count} of {campaign} are given out",
                count=remedy.how_many,
                campaign=campaign_of(remedy),
            ),
            next_step=phrase("Propose something else."),
        )


def budget_of(campaign: str) -> str:
    """Return the name of the budget in which a campaign's remedies are counted."""
    return f"campaign:{campaign}"
