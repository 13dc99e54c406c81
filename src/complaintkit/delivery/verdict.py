"""What to do with an entry whose turn has come: send it, and how; or wait, cancel, take the next medium."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import attrs

from complaintkit.delivery._quiet import quiet_until
from complaintkit.delivery._recipient import contact_of, people
from complaintkit.delivery._truth import untrue
from complaintkit.delivery.occasion import TOLD, Occasion
from complaintkit.delivery.route import Route, Stops
from complaintkit.delivery.wording import notification
from complaintkit.ports.notifier import Notification

MESSAGE: Final = "message"
_NOT_OURS: Final = timedelta(hours=1)


@attrs.frozen
class Send:
    """Send this by that notifier."""

    route: Route
    notification: Notification


@attrs.frozen
class Wait:
    """Not now."""

    until: datetime
    why: str


@attrs.frozen
class Cancel:
    """Not at all: it is not true any more, or there is nobody left to tell."""

    why: str


@attrs.frozen
class MoveOn:
    """Not by this medium."""

    why: str


@attrs.frozen
class Park:
    """It can't even be looked at: a person has to."""

    why: str


Verdict: TypeAlias = Send | Wait | Cancel | MoveOn | Park


def judged(occasion: Occasion, routes: Iterable[Route], stops: Stops) -> Verdict:
    """What becomes of the message now. Pure but for its rendering, which is pure as well."""
    row, now = occasion.row, occasion.now
    if row.kind != MESSAGE:
        return Wait(now + _NOT_OURS, "this version sends messages only")
    if why := _pointless(occasion):
        return Cancel(why)
    if until := quiet_until(occasion):
        return Wait(until, "quiet hours")
    if row.medium >= len(row.media):
        return MoveOn("no medium")
    return _by_medium(occasion, [one for one in routes if one.medium == row.media[row.medium]], stops)


def _pointless(occasion: Occasion) -> str | None:
    """Why nobody would gain by it."""
    row = occasion.row
    if row.useless_after is not None and row.useless_after <= occasion.now:
        return "too late"
    if occasion.to_customer and occasion.case.restricted:
        return "the customer's data are restricted"
    if occasion.rule is None and row.name != TOLD:
        return "the playbook has no such message"
    if occasion.rule is None and not getattr(occasion.event, "text", None):
        return "its words were erased"
    return untrue(occasion) or (None if people(occasion) else "nobody can be reached")


def _by_medium(occasion: Occasion, routes: list[Route], stops: Stops) -> Verdict:
    """The first notifier of the medium, in the order of the settings, for which there is an address."""
    row, now = occasion.row, occasion.now
    known = {one.name: to for one in routes if (to := contact_of(occasion, one.address_kind))}
    fitting = {name: to for name, to in known.items() if to not in occasion.stopped}
    for route in routes:
        if route.name in fitting and not stops.stopped(route.name, now):
            message = notification(occasion, to=fitting[route.name], medium=route.medium, attempt=row.attempts + 1)
            return Send(route, message)
    if fitting:
        return Wait(stops.until(fitting, now), f"{', '.join(fitting)} is stopped")
    if known:
        return MoveOn("messages to this address were stopped")
    return MoveOn("no address" if routes else "no notifier")
