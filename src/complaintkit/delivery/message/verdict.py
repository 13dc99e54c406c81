"""The verdict on a message whose turn has come: it is sent, and how; or waits, is cancelled, takes the next medium."""

from __future__ import annotations

from collections.abc import Iterable

from complaintkit.delivery.carrier import Cancel, Verdict, Wait
from complaintkit.delivery.message._choice import choose
from complaintkit.delivery.message._quiet import quiet_until
from complaintkit.delivery.message._recipient import contact_of, recipients
from complaintkit.delivery.message._truth import why_untrue
from complaintkit.delivery.message.known import TOLD
from complaintkit.delivery.message.occasion import Occasion
from complaintkit.delivery.message.wording import render
from complaintkit.delivery.service import NotifierService, Stops
from complaintkit.model.events import AlarmRaised
from complaintkit.ports.notifier import Sender


def judge(occasion: Occasion, notifiers: Iterable[NotifierService], stops: Stops) -> Verdict[Sender]:
    """Return what becomes of the message now. Pure but for its rendering, which is pure as well."""
    row = occasion.row
    if why := _why_pointless(occasion):
        return Cancel(why)
    if until := quiet_until(occasion):
        return Wait(until, "quiet hours")
    return choose(
        row,
        notifiers,
        stops,
        now=occasion.now,
        address=lambda kind: contact_of(occasion, kind),
        message=lambda to, medium: render(occasion, to=to, medium=medium, attempt=row.attempts + 1),
        opted_out=occasion.opted_out,
        spent=occasion.spent,
        most=occasion.playbook.customer.per_hour if occasion.to_customer else None,
        bundled=not occasion.to_customer and not isinstance(occasion.event, AlarmRaised),
    )


def _why_pointless(occasion: Occasion) -> str | None:
    """Return why nobody would gain by it; None where somebody would."""
    row = occasion.row
    if row.useless_after is not None and row.useless_after <= occasion.now:
        return "too late"
    if occasion.to_customer and occasion.case.restricted:
        return "the customer's data are restricted"
    if occasion.rule is None and row.name != TOLD:
        return "the playbook has no such message"
    if occasion.rule is None and not getattr(occasion.event, "text", None):
        return "its words were erased"
    return why_untrue(occasion) or (None if recipients(occasion) else "nobody can be reached")
