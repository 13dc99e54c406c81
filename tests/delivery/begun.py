"""An outbox a step at a time, and an attempt that was begun by somebody who is away now."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from complaintkit import StorageError
from complaintkit.delivery.carrier import Begun, Send
from complaintkit.delivery.message.carrier import Messages
from complaintkit.delivery.outbox import Outbox
from complaintkit.delivery.service import Stops
from complaintkit.delivery.setting import Setting
from complaintkit.delivery.timing import Timing

INSTANT = timedelta(microseconds=1)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
CALL = 16 * MINUTE  # what a call may take, and the margin after it
LATE = 15 * MINUTE  # after which the provider of these tests can be asked
LOCKED = StorageError(reason="the database is locked")
MOMENTS = pytest.mark.parametrize(("late", "then"), [(-SECOND, False), (0 * SECOND, True), (SECOND, True)])


def outbox_of(house: Any, *, notifiers: bool = True) -> Outbox[Any]:
    """A worker's messages, one step at a time; or those of one that has no notifier."""
    setting = Setting.of(house.desk._door, house.desk._opened.plugins.notifiers if notifiers else {}, Timing())
    return Outbox(setting, Messages(setting), Stops())


def begun_in(house: Any) -> tuple[Outbox[Any], Begun[Any]]:
    """An attempt that was begun, as of somebody who is away now."""
    outbox = outbox_of(house)
    (row,) = outbox.take(10).rows
    work = outbox.prepare(row)
    assert isinstance(work.verdict, Send)
    begun = outbox.begin(work, work.verdict)
    assert begun
    return outbox, begun
