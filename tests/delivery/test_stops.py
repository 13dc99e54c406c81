"""Services that are left alone for a while: until their minute, no longer, each for itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import attrs
import pytest

from complaintkit.delivery.service import ExecutorService, NotifierService, Stops, read_executors, read_notifiers

NOW = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("minutes", "stopped"), [(4, True), (5, False), (6, False)], ids=["before", "at", "after"])
def test_a_service_is_called_again_at_its_minute(minutes, stopped, caplog):
    """Left alone until then, which the log says; from then on nothing of it is remembered."""
    stops = Stops()
    stops.stop("sms", until=NOW + 5 * MINUTE, why="no credit")
    at = NOW + minutes * MINUTE
    assert caplog.messages == ["sms is stopped until 30 Nov 2026, 10:05 (UTC): no credit"]

    assert stops.stopped("sms", at) is stopped
    assert stops.stopped("mail", at) is False
    assert stops.why == ({"sms": "no credit"} if stopped else {})
    assert stops.stopped("sms", NOW) is stopped


def test_the_first_that_may_be_called_again_says_when():
    """Of those asked for; where none of them is stopped, now."""
    stops = Stops()
    stops.stop("sms", until=NOW + 5 * MINUTE, why="no credit")
    stops.stop("mail", until=NOW + 2 * MINUTE, why="login")
    stops.stop("chat", until=NOW + MINUTE, why="token")

    assert stops.until(["sms", "mail"], NOW) == NOW + 2 * MINUTE
    assert stops.until(["sms", "paper"], NOW) == NOW + 5 * MINUTE
    assert stops.until(["paper"], NOW) == NOW


@attrs.frozen
class Says:
    """A notifier and executor that says these things of itself."""

    late: timedelta
    medium: str = "sms"
    address_kind: str = "phone"
    kinds: tuple[str, ...] = ("refund",)

    @property
    def reconcile_after(self) -> timedelta:
        """How late its records may be; it may not know."""
        if self.late == timedelta.max:
            raise RuntimeError
        return self.late


@pytest.mark.parametrize(("late", "read"), [(-MINUTE, 0 * MINUTE), (0 * MINUTE, 0 * MINUTE), (MINUTE, MINUTE)])
def test_no_providers_records_are_there_before_the_call(late, read):
    """Less than nothing is nothing."""
    (notifier,), (executor,) = (
        found({"till": Says(late)}).values()  # type: ignore[dict-item]  # as far as it is asked
        for found in (read_notifiers, read_executors)
    )

    assert isinstance(notifier, NotifierService)
    assert isinstance(executor, ExecutorService)
    assert (notifier.reconcile_after, executor.reconcile_after) == (read, read)
    assert notifier.key != executor.key


def test_who_can_not_say_what_it_serves_is_left_out_alone(caplog):
    """The log names it; the others are in use, in the order of the settings."""
    plugins = {"b": Says(MINUTE), "broken": Says(timedelta.max), "a": Says(MINUTE)}

    assert list(read_notifiers(plugins)) == ["b", "a"]  # type: ignore[arg-type]  # as far as it is asked
    assert list(read_executors(plugins)) == ["b", "a"]  # type: ignore[arg-type]
    assert caplog.messages == [
        f"{what} broken can't say what it serves (RuntimeError): left out" for what in ("notifier", "executor")
    ]
