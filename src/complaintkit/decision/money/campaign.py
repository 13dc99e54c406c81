"""Limits of campaigns: they give what they proposed, for this case and round, and to each customer so much and no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from complaintkit.decision.money.digest import digest
from complaintkit.model.case import Case
from complaintkit.model.errors import ConflictError, InvalidInput
from complaintkit.model.money import Money
from complaintkit.model.phrase import phrase
from complaintkit.model.remedy import Remedy

if TYPE_CHECKING:
    from complaintkit.decision.draft import Draft
    from complaintkit.decision.facts import Facts


def is_of_campaign(remedy: Remedy) -> bool:
    """Return whether a remedy counts against what a campaign has; only the campaign says how much that is."""
    return remedy.campaign is not None or remedy.how_many is not None or bool(remedy.per_customer)


def campaign_of(remedy: Remedy) -> str:
    """Return the name that a remedy is counted under: of its campaign, else its kind."""
    return remedy.campaign or remedy.kind


def check_campaigns(draft: Draft, remedies: tuple[Remedy, ...]) -> None:
    """Refuse what names a campaign and was not proposed by it, and what is more than a customer may get of it.

    Raises:
        InvalidInput: it was typed, or changed after it was proposed.
        ConflictError: this customer got so much of it already; nothing of the decision may be kept.
    """
    facts, case = draft.facts, draft.case
    for index, one in enumerate(remedies):
        if is_of_campaign(one) and facts.records.offer(digest(case, (one,))) != one:
            raise InvalidInput(
                field=f"remedies[{index}].campaign",
                reason=phrase("{campaign} did not propose this for this case", campaign=campaign_of(one)),
                next_step=phrase("Read the proposals, and give one as it is."),
            )
        for window, most, left in left_to_customer(facts, case, one, remedies[:index]):
            if (worth := one.face_value) and worth > left:
                raise _too_much(one, window, most, left)


def left_to_customer(
    facts: Facts, case: Case, remedy: Remedy, before: tuple[Remedy, ...] = ()
) -> Iterator[tuple[str, Money, Money]]:
    """Yield each window of a campaign, what a customer may get in it, and what is left beside `before`, which is given first."""
    campaign = campaign_of(remedy)
    for window, most in remedy.per_customer.items():
        since = facts.now - timedelta(days=int(window.removesuffix(" days")))
        got = facts.records.promised_by_campaign(campaign, customer=case.person, since=since)
        beside = (one.face_value for one in before if campaign_of(one) == campaign)
        yield window, most, most - sum((one for one in beside if one), got)


def is_exhausted(facts: Facts, case: Case, remedy: Remedy) -> bool:
    """Return whether a campaign has no more to give, or not to this customer: what it proposes is left out."""
    worth = remedy.face_value
    if worth and any(worth > left for _, _, left in left_to_customer(facts, case, remedy)):
        return True
    return remedy.how_many is not None and facts.records.given_out(campaign_of(remedy)) >= remedy.how_many


def _too_much(remedy: Remedy, window: str, most: Money, left: Money) -> ConflictError:
    return ConflictError(
        reason=phrase(
            "a customer gets {most} of {campaign} in {window}; {left} is left",
            campaign=campaign_of(remedy),
            window=phrase("{n} days", n=window.removesuffix(" days")),
            most=most,
            left=max(left, Money(0, left.currency)),
        ),
        next_step=phrase("Propose something else."),
    )
