"""The verdict on a message whose turn has come: it is sent, and how; or waits, is cancelled, takes the next medium."""

from __future__ import annotations

from collections.abc import Iterable

from complaintkit.delivery.carrier import Cancel, MoveOn, Send, Verdict, Wait
from complaintkit.delivery.message._quiet import quiet_until
from complaintkit.delivery.message._recipient import contact_of, recipients
from complaintkit.delivery.message._truth import why_untrue
from complaintkit.delivery.message.budget import HELD_BACK
from complaintkit.delivery.message.occasion import TOLD, Occasion
from complaintkit.delivery.message.wording import render
from complaintkit.delivery.service import NotifierService, Stops
from complaintkit.hooks.lent import copied
from complaintkit.ports.notifier import Sender


def judge(occasion: Occasion, notifiers: Iterable[NotifierService], stops: Stops) -> Verdict[Sender]:
    """Return what becomes of the message now. Pure but for its rendering, which is pure as well."""
    row = occasion.row
    if why := _why_pointless(occasion):
        return Cancel(why)
    if until := quiet_until(occasion):
        return Wait(until, "quiet hours")
    if row.medium >= len(row.media):
        return MoveOn("no medium")
    return _by_medium(occasion, [one for one in notifiers if one.medium == row.media[row.medium]], stops)


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


def _by_medium(occasion: Occasion, notifiers: list[NotifierService], stops: Stops) -> Verdict[Sender]:
    """Choose the first notifier of the medium, in the order of the settings, for which there is an address."""
    row, now = occasion.row, occasion.now
    known = {one.name: to for one in notifiers if (to := contact_of(occasion, one.address_kind))}
    fitting = {name: to for name, to in known.items() if to not in occasion.opted_out}
    first = next((one for one in notifiers if one.name in fitting and not stops.stopped(one.key, now)), None)
    if first is not None and (until := occasion.spent.get(fitting[first.name])) is not None:
        return Wait(until, HELD_BACK)
    if first is not None:
        message = render(occasion, to=fitting[first.name], medium=first.medium, attempt=row.attempts + 1)
        if not message.text.strip():
            return Cancel("there is nothing to say")
        most = occasion.playbook.customer.per_hour if occasion.to_customer else None
        part = message if first.bundles and not occasion.to_customer and not row.urgent else None
        return Send(first, lambda sender: sender.send(copied(message)), message.to, most, part)
    if fitting:
        return Wait(stops.until(fitting, now), "; ".join(f"{name} is stopped: {stops.why[name]}" for name in fitting))
    if known:
        return MoveOn("messages to this address were stopped")
    return MoveOn("no address" if notifiers else "no notifier")
