"""Campaigns of coupons, discounts and points, with codes of their own, to print."""

from complaintkit_coupons._campaign import Campaign, Give
from complaintkit_coupons._plugin import Coupons
from complaintkit_coupons._slip import Slip
from complaintkit_coupons._when import When

__all__ = ["Campaign", "Coupons", "Give", "Slip", "When"]
