"""The campaigns as one policy, because groups and exclusive ones depend on each other. Pure: the same case gets the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal

import attrs

from complaintkit import Remedy
from complaintkit.plugin import CaseView, Suggested
from complaintkit_coupons._campaign import Campaign

_REVISION = "1"  # of what is done with the settings; the digest behind it is of the settings themselves


@attrs.frozen
class _Offer:
    name: str
    campaign: Campaign
    remedy: Remedy

    @property
    def worth(self) -> Decimal:
        """What limits count."""
        value = self.remedy.face_value
        return value.amount if value else Decimal(0)


@attrs.frozen(kw_only=True)
class CampaignPolicy:
    """Proposes what the campaigns give: the best of each group, or an exclusive one that is worth more than all others."""

    name: str
    campaigns: Mapping[str, Campaign]

    @property
    def version(self) -> str:
        """Changes with the settings, so that each proposal shows by which it was made."""
        said = repr(sorted((name, repr(one)) for name, one in self.campaigns.items()))
        return f"{_REVISION}-{hashlib.sha256(said.encode()).hexdigest()[:8]}"

    @property
    def needs(self) -> frozenset[str]:
        """The windows of what a customer may get of each, and the form's fields that conditions ask for."""
        found = (one for name, campaign in self.campaigns.items() for one in _needs(campaign, f"{self.name}.{name}"))
        return frozenset(found)

    def propose(self, case: CaseView) -> Iterable[Suggested]:
        """Propose what this case deserves."""
        offers = [
            _Offer(name, campaign, remedy)
            for name, campaign in sorted(self.campaigns.items())
            if (remedy := campaign.offers(case, name, self.name)) is not None
        ]
        alone = max((one for one in offers if one.campaign.exclusive), key=_by_worth, default=None)
        together = _best_of_groups(one for one in offers if not one.campaign.exclusive)
        chosen = [alone] if alone and alone.worth > sum(one.worth for one in together) else together
        for one in chosen:
            yield Suggested(one.remedy, rule=one.name, why=dict(one.campaign.why or one.campaign.title))


def _needs(campaign: Campaign, name: str) -> Iterable[str]:
    yield from campaign.when.declared
    yield from (f"compensated.{window}" for window in campaign.windows(name))


def _by_worth(offer: _Offer) -> tuple[Decimal, str]:
    """Sort by worth, equals by name: what came first in a file must not decide."""
    return offer.worth, offer.name


def _best_of_groups(offers: Iterable[_Offer]) -> list[_Offer]:
    best: dict[str, _Offer] = {}
    for offer in offers:
        known = best.get(offer.campaign.group)
        if known is None or _by_worth(offer) > _by_worth(known):
            best[offer.campaign.group] = offer
    return [best[group] for group in sorted(best)]
