"""Quiet hours: customers are not woken by what can wait. R18"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from complaintkit.delivery.message.occasion import Occasion
from complaintkit.organisation.hours import DAY, Hours

CONVERSATION: Final = timedelta(hours=1)
"""How long after their last word a customer counts as being in conversation with us."""


def quiet_until(occasion: Occasion) -> datetime | None:
    """Return when a message may be sent that has to wait; only what can wait, and goes to the customer, has to."""
    rules = occasion.playbook.customer
    if rules.quiet is None or not occasion.to_customer or occasion.row.urgent:
        return None
    if rules.quiet_except == "in-conversation" and _in_conversation(occasion):
        return None
    return quiet_end(rules.quiet, occasion.now.astimezone(occasion.zone))


def _in_conversation(occasion: Occasion) -> bool:
    spoken = [one.at for one in occasion.case.entries if one.kind == "said"]
    return occasion.now - max([occasion.case.received_at, *spoken]) <= CONVERSATION


def quiet_end(quiet: Hours, local: datetime) -> datetime | None:
    """Return the end of the span that runs now, which began today or yesterday, by the wall clock of the unit."""
    minute = local.hour * 60 + local.minute
    for back in (0, 1):
        if quiet.start <= minute + back * DAY < quiet.end:
            midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=back)
            return (midnight + timedelta(minutes=quiet.end)).astimezone(UTC)
    return None
