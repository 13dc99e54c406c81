"""The choice of a notifier: the first of the medium, in the order of the settings, for which there is an address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from complaintkit.delivery.carrier import Cancel, MoveOn, Send, Verdict, Wait
from complaintkit.delivery.message.budget import HELD_BACK
from complaintkit.delivery.service import NotifierService, Stops
from complaintkit.model.customer import Contact
from complaintkit.ports.notifier import Notification, Sender
from complaintkit.ports.storage import OutboxRow


def choose(
    row: OutboxRow,
    notifiers: Iterable[NotifierService],
    stops: Stops,
    *,
    now: datetime,
    address: Callable[[str], Contact | None],
    message: Callable[[Contact, str], Notification],
    opted_out: Collection[Contact] = (),
    spent: Mapping[Contact, datetime] = MappingProxyType({}),
    most: int | None = None,
    bundled: bool = False,
) -> Verdict[Sender]:
    """Return what becomes of a message that is true, now: sent by one of the medium in hand, or later, or by the next medium.

    `address` returns where its recipient is reached by a kind of address, `message` words it for that and a medium.
    `opted_out` are addresses that want none, `spent` those that have had theirs of this hour, and until when; `most` an hour.
    `bundled`: it may go out in one digest with others, where the notifier makes such.
    """
    if row.medium >= len(row.media):
        return MoveOn("no medium")
    of_medium = [one for one in notifiers if one.medium == row.media[row.medium]]
    known = {one.name: to for one in of_medium if (to := address(one.address_kind))}
    fitting = {name: to for name, to in known.items() if to not in opted_out}
    first = next((one for one in of_medium if one.name in fitting and not stops.stopped(one.key, now)), None)
    if first is not None and (until := spent.get(fitting[first.name])) is not None:
        return Wait(until, HELD_BACK)
    if first is not None:
        to = fitting[first.name]
        # Made for the one who is handed it: it shares nothing with what is ours, and is not read again.
        worded = message(Contact(to.kind, to.address, account=to.account), first.medium)
        if not worded.text.strip():
            return Cancel("there is nothing to say")
        part = worded if bundled and first.bundles else None
        return Send(first, lambda sender: sender.send(worded), to, most, part)
    if fitting:
        return Wait(stops.until(fitting, now), "; ".join(f"{name} is stopped: {stops.why[name]}" for name in fitting))
    if known:
        return MoveOn("messages to this address were stopped")
    return MoveOn("no address" if of_medium else "no notifier")
