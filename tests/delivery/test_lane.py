"""A lane: what stops a notifier for a while, for how long, and what that says."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from complaintkit.delivery.flow import deliver
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing
from complaintkit.plugin import Accepted, InDoubt, NotSent, Rejected, RejectReason

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("answer", "why", "pause"),
    [
        (NotSent(ours=True), "something on our side is wrong", Timing().hold),
        (NotSent(ours=True, detail="no credit"), "no credit", Timing().hold),
        (NotSent(ours=True, detail="no credit", retry_after=HOUR), "no credit", HOUR),
        (NotSent(detail="busy", retry_after=HOUR), None, None),
        (Rejected(RejectReason.ADDRESS), None, None),
        (InDoubt("timeout"), None, None),
        (Accepted("r-1"), None, None),
    ],
    ids=str,
)
def test_only_our_own_fault_stops_a_notifier(house, answer, why, pause):
    """As long as it says, else a while; the run tells why, and the second message waits for that, untried."""
    house.sms.answers.append(answer)
    house.receive()
    setting, stops = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers), Stops()

    done = asyncio.run(deliver(setting, limit=2, stops=stops))

    assert done.stopped == ({"sms": why} if why else {})
    assert stops.until(["sms"], house.clock.now()) == house.clock.now() + (pause or timedelta(0))
    assert len(house.sms.sent) == (1 if why else 2)
