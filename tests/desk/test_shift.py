"""A turn that ends hands its cases on by itself, where the roster says so. F2, F3, F5"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from complaintkit import Case, ConflictError, Customer, Desk
from complaintkit.delivery.shift import hand_on
from complaintkit.model.period import Done
from complaintkit.organisation import Structure
from complaintkit.records.door import Door
from complaintkit.records.request import Request
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


def found_out(desk: Desk, **said: str) -> Case:
    """One more case of chen's, with its facts."""
    case = desk.receive("汤凉了", by="chen", channel="hotline", unit="softpark", customer=LIN, **said)  # type: ignore[arg-type]  # as it says
    return desk.record_facts(case, by="chen", facts="送晚了")


def test_every_turn_that_ends_is_handed_on(desk: Desk, clock: FakeClock) -> None:
    """Also after that of somebody whose own turn goes on, or who has left and still stands in the roster. F2"""
    case = desk.receive("汤凉了", by="zhou", channel="hotline", unit="softpark", customer=LIN)
    desk.record_facts(case, by="zhou", facts="送晚了")
    desk.staff_left("sun", by="fang")
    clock.advance(21 * HOUR)

    assert hand_on(desk._door) == 1

    handover = desk.case(case, by="zhou").handover
    assert handover is not None
    assert (handover.giver, handover.receiver) == ("zhou", "chen")


def ending(clock: FakeClock, *there: str) -> Callable[..., tuple[datetime, tuple[str, ...]] | None]:
    """Make chen's turn the only one that ends, within the hour; these come next."""
    end = clock.now() + HOUR
    return lambda _, staff, __: (end, there) if staff == "chen" else None


@pytest.mark.parametrize(("seconds", "offers"), [(-1, 0), (0, 2), (1, 2)], ids=["before", "at", "after"])
def test_each_offer_counts_once(desk: Desk, investigated: Case, clock: FakeClock, seconds: int, offers: int) -> None:
    """From the hour before the end on; the number says whether there was something to do. F2"""
    found_out(desk)
    clock.advance(9 * HOUR + timedelta(seconds=seconds))

    assert hand_on(desk._door) == offers
    assert hand_on(desk._door) == 0


def test_what_comes_after_the_batch_stays_with_who_took_it(desk: Desk, investigated: Case, clock: FakeClock) -> None:
    """The last hour's own cases are handed over by hand, or at the end of the next turn. F2"""
    until(clock, 19)
    assert hand_on(desk._door) == 1
    late = found_out(desk)

    assert hand_on(desk._door) == 0
    assert desk.case(late, by="chen").handover is None

    clock.advance(24 * HOUR)
    assert hand_on(desk._door) == 1
    assert desk.case(late, by="chen").handover is not None


@pytest.mark.parametrize(("there", "to"), [(("zhou", "li"), "li"), (("li", "zhou"), "li"), (("zhou",), None)])
def test_a_case_goes_to_the_first_who_may_have_it(
    desk: Desk, clock: FakeClock, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...], to: str | None
) -> None:
    """Of those who come next; nobody gets a case about themselves, and where none is left it stays. R6, F2"""
    case = found_out(desk, about_staff="zhou")
    monkeypatch.setattr(Structure, "next_shift", ending(clock, *there))

    assert hand_on(desk._door) == (to is not None)

    handover = desk.case(case, by="chen").handover
    assert (handover and handover.receiver) == to


def test_what_another_process_offers_meanwhile_is_left_to_it(
    desk: Desk, investigated: Case, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It counts there; nobody else is asked here, and the next case has its turn. F2"""
    found_out(desk)
    perform, asked = Door.perform, []

    def first_is_gone(self: Door, request: Request) -> Done:
        asked.append(request)
        if len(asked) == 1:
            raise ConflictError(reason="another was first")
        return perform(self, request)

    monkeypatch.setattr(Structure, "next_shift", ending(clock, "zhou", "li"))
    monkeypatch.setattr(Door, "perform", first_is_gone)

    assert hand_on(desk._door) == 1
    assert len(asked) == 2


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
