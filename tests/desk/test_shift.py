"""A turn that ends hands its cases on by itself, where the roster says so. F2, F3, F5"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from complaintkit import Case, Customer, Desk
from complaintkit.testing import FakeClock

HOUR = timedelta(hours=1)
LIN = Customer(name="林", phone="13700001115")


def until(clock: FakeClock, hour: int, minute: int = 0) -> None:
    """Push the clock on to this time of its Saturday in Shanghai; the day manager's turn ends at 20:00."""
    clock.advance(timedelta(hours=hour - 10, minutes=minute))


def test_an_hour_before_the_end_cases_are_offered_to_the_next(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """As one batch, by the desk; the giver stays accountable, and a case without its facts stays. F2, F5"""
    raw = desk.receive("汤凉了", by="chen", channel="hotline", unit="softpark", customer=LIN)
    until(clock, 18, 59)
    desk.run_due()
    assert desk.case(investigated, by="chen").handover is None

    clock.advance(timedelta(minutes=2))
    desk.run_due()

    case = desk.case(investigated, by="chen")
    assert case.handover is not None
    assert (case.owner, case.handover.giver, case.handover.receiver) == ("chen", "chen", "zhou")
    assert desk.case(raw, by="chen").handover is None
    line = desk.timeline(case, by="chen")[-2]
    assert (line.event.name, line.by) == ("handover-offered", "system:desk")


def test_who_comes_later_has_time_to_answer(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """The offer lapses half an hour after the turn began, not before its receiver is there. F3"""
    until(clock, 19)
    end = clock.now() + HOUR
    desk.run_due()
    case = desk.case(investigated, by="chen")
    assert case.handover is not None
    assert case.handover.lapses_at == end + HOUR / 2

    clock.advance(HOUR + HOUR / 4)
    desk.run_due()
    assert desk.accept_handover(case, by="zhou", handover=case.handover.id).owner == "zhou"


def test_a_batch_is_made_once(open_desk: Callable[[], Desk], investigated: Case, clock: FakeClock) -> None:
    """However often and in how many processes the clock is run; what was declined is not offered again. F2"""
    first, second = open_desk(), open_desk()
    until(clock, 19)
    first.run_due()
    case = second.case(investigated, by="chen")
    assert case.handover is not None
    second.decline_handover(case, by="zhou", handover=case.handover.id, reason="overloaded")

    first.run_due()
    second.run_due()

    assert len(first.case(investigated, by="chen").handovers) == 1


def test_a_case_does_not_bounce_between_shifts(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """Who had it before gets it back by a leader's ruling only, at the end of a shift as ever. F3"""
    until(clock, 19)
    desk.run_due()
    case = desk.case(investigated, by="chen")
    assert case.handover is not None
    desk.accept_handover(case, by="zhou", handover=case.handover.id)
    clock.advance(12 * HOUR)
    desk.run_due()

    case = desk.case(investigated, by="zhou")
    assert (case.owner, case.handover, len(case.handovers)) == ("zhou", None, 1)
