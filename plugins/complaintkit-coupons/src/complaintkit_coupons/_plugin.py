"""The plugin and its settings: the campaigns by name, and who we are on paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import tzinfo

import attrs
from typing_extensions import override

from complaintkit import Coupon
from complaintkit.plugin import CompensationPolicy, Plugin, hookimpl
from complaintkit_coupons._campaign import Campaign
from complaintkit_coupons._slip import Slip


@attrs.frozen(kw_only=True, eq=False)
class Coupons(Plugin):
    """Campaigns of coupons, discounts and points.

    >>> from complaintkit import Money
    >>> from complaintkit_coupons import Give
    >>> Coupons(
    ...     name="coupons", campaigns={"sorry": Campaign(title={"en": "Sorry"}, give=Give(coupon=Money(10, "CNY")))}
    ... ).shop
    {}
    """

    name: str
    campaigns: Mapping[str, Campaign] = attrs.field(metadata={"help": "[plugins.<instance>.campaigns.<name>]"})
    shop: Mapping[str, str] = attrs.field(factory=dict, metadata={"help": "who gives it, by language: printed on top"})

    @campaigns.validator
    def _can_be_given(self, _: attrs.Attribute[Mapping[str, Campaign]], value: Mapping[str, Campaign]) -> None:
        for name, campaign in value.items():
            campaign.check(name)

    @override
    @hookimpl
    def complaintkit_compensation_policies(self) -> Iterable[CompensationPolicy]:
        """Give one policy: groups and exclusive campaigns depend on each other."""
        from complaintkit_coupons._policy import CampaignPolicy

        yield CampaignPolicy(name=self.name, campaigns=self.campaigns)

    def slip(self, coupon: Coupon, *, zone: tzinfo, languages: tuple[str, ...] = ("zh", "en")) -> Slip:
        """Make a minted coupon's slip, with its campaign's title and terms; its last moment in the zone of the shop."""
        campaign = self.campaigns.get((coupon.campaign or "").removeprefix(f"{self.name}."))
        return Slip(
            coupon=coupon,
            zone=zone,
            languages=languages,
            shop=self.shop,
            title=campaign.title if campaign else {},
            terms=campaign.terms if campaign else {},
        )
