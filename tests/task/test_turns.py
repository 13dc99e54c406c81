"""Checks and reviews come again by the playbook: opened once a turn, late on record, then missed. S1.4, S2.9, S3.14"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from complaintkit import Customer, Decided, Desk, InvalidInput, NotAllowed
from complaintkit.testing import FakeClock

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
DAY = timedelta(days=1)


def turns(desk: Desk, kind: str, unit: str = "river-street") -> list[tuple[str, str, str]]:
    """What there is of a kind in a unit: rule, period, state."""
    found = desk.tasks.list(by="lu", kind=kind, unit=unit, open=None, limit=1000)
    return sorted((one.about["rule"], one.period, one.state) for one in found)


def test_todays_checks_are_somebodys_duty(desk) -> None:
    """Of the role that the playbook names, in each unit where somebody has it, before the hour it says. S1.4, S3.14"""
    desk.run_due()
    assert turns(desk, "check") == [("service", "2026-11-21", "due")]  # that of 09:00 is over
    [check] = desk.tasks.list(by="ding", kind="check")
    assert (check.owner, check.due_at.isoformat()) == ("ding", "2026-11-21T12:00:00+00:00")
    assert desk.duties("ding").tasks == (check,)
    assert turns(desk, "check", unit="old-town") == []  # nobody there has the role


def test_a_check_is_made_once_a_day_and_missed_the_next(desk, clock) -> None:
    """What was not done is on record as late, then as missed; the next one is owed all the same. R15"""
    desk.run_due()
    clock.advance(timedelta(hours=11))
    desk.run_due()
    [check] = desk.tasks.list(by="ding", kind="check")
    assert check.is_late
    clock.advance(timedelta(hours=9))  # 06:00, a new business day
    desk.run_due()
    assert turns(desk, "check")[:2] == [("service", "2026-11-21", "missed"), ("service", "2026-11-22", "due")]
    assert ("shelves", "2026-11-22", "due") in turns(desk, "check")


def test_what_a_check_finds_is_tracked_until_it_is_put_right(desk) -> None:
    """By somebody named, by a date; who found it looks at it again. S3.14"""
    desk.run_due()
    [check] = desk.tasks.list(by="ding", kind="check")
    found = Decided("冷柜门关不严", who="wei", due=2 * DAY, place="2号冷柜")
    made = desk.checks.record(check, by="ding", items=["仪容仪表", "服务用语"], findings=[found])
    assert (made.state, made.values["items"]) == ("made", ("仪容仪表", "服务用语"))
    [finding] = desk.tasks.list(by="wei", kind="finding")
    assert (finding.source, finding.owner, finding.about["place"]) == (check.number, "wei", "2号冷柜")
    mended = desk.checks.put_right(finding, by="wei", evidence="换了门封")
    assert mended.waits_for == "ding"
    with pytest.raises(NotAllowed):
        desk.checks.confirm(mended, by="wei")
    again = desk.checks.reopen(mended, by="ding", reason="还是漏风", until=DAY)
    assert (again.state, again.waits_for) == ("open", "wei")
    ended = desk.checks.confirm(desk.checks.put_right(again, by="wei", evidence="换了整扇门"), by="ding")
    assert not ended.open


def test_a_case_asks_for_a_check(desk) -> None:
    """And the check, with what it finds, knows the case. S1.4"""
    wang = Customer(name="王芳", phone="13800138000")
    case = desk.receive(
        "冷柜里的奶是温的", by="chen", channel="service-desk", customer=wang, category="product-quality/food"
    )
    check = desk.checks.ask("冷柜温度", by="xu", who="ding", due=DAY, place="2号冷柜", cases=[case.number])
    desk.checks.record(check, by="ding", findings=[Decided("温控器坏了", who="wei", due=DAY)])
    assert {one.kind.value for one in desk.tasks.list(by="xu", case=case.number, open=None)} == {"check", "finding"}
    assert desk.tasks.list(by="fan", case=case.number) == ()


def test_a_review_is_due_when_its_month_has_ended(desk, clock) -> None:
    """In each store, held by the head of its group, within ten days; not of months before there was a desk. S0.11, S1.12"""
    desk.run_due()
    assert turns(desk, "review") == []
    clock.advance(10 * DAY)  # 1 December, 10:00
    desk.run_due()
    assert turns(desk, "review") == [("monthly", "2026-11", "due")]
    assert turns(desk, "review", unit="old-town") == [("monthly", "2026-11", "due")]
    [review] = desk.tasks.list(by="xu", kind="review", unit="river-street")
    assert (review.owner, review.due_at.isoformat()) == ("xu", "2026-12-10T21:00:00+00:00")


def test_a_review_that_is_not_held_is_a_breach_and_then_missed(desk, clock) -> None:
    """On record for ever. R15"""
    desk.run_due()
    clock.advance(25 * DAY)
    desk.run_due()
    desk.run_due()
    assert desk.tasks.list(by="xu", kind="review", unit="river-street")[0].is_late
    clock.advance(25 * DAY)
    desk.run_due()
    found = turns(desk, "review")
    assert ("monthly", "2026-11", "missed") in found
    assert ("monthly", "2026-12", "due") in found
    assert ("service", "2026-Q4", "due") in found


def test_a_held_review_leaves_tasks_behind(desk, clock) -> None:
    """Who was there, minutes, decisions: each decision is somebody's improvement, with the review as its source. S0.11"""
    desk.run_due()
    clock.advance(10 * DAY)
    desk.run_due()
    [review] = desk.tasks.list(by="xu", kind="review", unit="river-street")
    held = desk.reviews.hold(
        review,
        by="xu",
        present=["xu", "wei", "ding"],
        minutes="本月牛奶投诉上升，冷链断点在卸货区。",
        decisions=[Decided("卸货区装冷帘", who="wei", due=20 * DAY, category="product-quality/food")],
    )
    assert (held.state, held.values["present"]) == ("held", ("xu", "wei", "ding"))
    [action] = desk.tasks.list(by="xu", kind="action")
    assert held.values["decisions"] == (action.number,)
    assert (action.owner, action.source) == ("wei", review.number)


def test_an_agenda_is_made_from_the_data(desk, clock) -> None:
    """Figures of the period that ended beside the one before, what is open in the unit, what was not done. S1.12, S2.9"""
    desk.run_due()
    wang = Customer(name="王芳", phone="13800138000")
    for _ in range(3):
        desk.receive("奶酸了", by="chen", channel="service-desk", customer=wang, category="product-quality/food")
    idea = desk.ideas.have("卸货区装冷帘", by="wei")
    clock.advance(10 * DAY)
    desk.run_due()
    [review] = desk.tasks.list(by="xu", kind="review", unit="river-street")
    agenda = desk.reviews.agenda(review, by="xu")
    assert "common-problems" in agenda.points
    assert (agenda.report.period.label, agenda.report.figures.cases, agenda.report.before.cases) == ("2026-11", 3, 0)
    assert agenda.of_kind("idea") == (idea,)
    assert [one.period for one in agenda.missed] == ["2026-11-21"]
    assert desk.reviews.agenda(review, by="lu").report.unit == "river-street"


def test_a_review_is_told_when_the_mix_of_types_has_shifted(tmp_path, founded) -> None:
    """By as many points as the playbook's alert says, against the period before. S1.12"""
    clock = FakeClock("2026-10-05T20:00+08:00")
    organisation = SAMPLES / "night-market" / "organisation.toml"
    founded(tmp_path, playbook="night-market", organisation=organisation, at="2026-10-05T20:00+08:00")
    feng = Customer(name="冯女士", phone="13800138000")

    def complain(*categories: str) -> None:
        for category in categories:
            desk.receive("等太久", by="ye", channel="stall", unit="a07", customer=feng, category=category)

    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as desk:
        desk.run_due()
        complain("service/waiting", "service/waiting", "price", "price")
        clock.advance(31 * DAY)
        complain("service/waiting", "service/waiting", "service/waiting", "price")
        clock.advance(27 * DAY)
        desk.run_due()
        [november] = [one for one in desk.tasks.list(by="qin", kind="review") if one.period == "2026-11"]
        agenda = desk.reviews.agenda(november, by="qin")
        assert [(one.type, str(one.points)) for one in agenda.shifts] == [("price", "25.0"), ("service", "25.0")]


def test_nothing_of_a_meeting_is_kept_when_one_decision_is_refused(desk, clock) -> None:
    """All of it or nothing; the minutes that somebody typed are kept for them."""
    desk.run_due()
    clock.advance(10 * DAY)
    desk.run_due()
    [review] = desk.tasks.list(by="xu", kind="review", unit="river-street")
    good, bad = (Decided("装冷帘", who=who, due=20 * DAY) for who in ("wei", "nobody"))
    with pytest.raises(InvalidInput, match="nobody") as error:
        desk.reviews.hold(review, by="xu", present=["xu"], minutes="会议纪要", decisions=[good, bad])
    assert desk.tasks.list(by="xu", kind="action") == ()
    assert desk.tasks.show(review, by="xu").state == "due"
    assert "会议纪要" in desk.refused.show(str(error.value.kept_as), by="xu").content.decode()


def test_two_workers_open_a_turn_once(desk, tmp_path) -> None:
    """Whoever looks first."""
    other = Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=FakeClock("2026-11-21T10:00+08:00"))
    with other:
        desk.run_due()
        other.run_due()
    assert len(turns(desk, "check")) == 1


def test_a_worker_that_slept_opens_each_review_it_missed(desk, clock) -> None:
    """A month without anybody looking is no month without a review; of checks only today's is owed."""
    desk.run_due()
    clock.advance(75 * DAY)  # 4 February
    desk.run_due()
    monthly = [(period, state) for rule, period, state in turns(desk, "review") if rule == "monthly"]
    assert [period for period, _ in monthly] == ["2026-11", "2026-12", "2027-01"]
    assert [state for _, state in monthly] == ["missed", "missed", "due"]
    assert sorted({period for _, period, _ in turns(desk, "check")}) == ["2026-11-21", "2027-02-04"]


def test_a_closed_day_owes_no_check(tmp_path, founded) -> None:
    """At the night market the round is made on the evenings it opens, before it does; after midnight is still that evening."""
    clock = FakeClock("2026-11-22T01:00+08:00")
    founded(
        tmp_path,
        playbook="night-market",
        organisation=SAMPLES / "night-market" / "organisation.toml",
        at="2026-11-22T01:00+08:00",
    )
    with Desk.open(f"sqlite:///{tmp_path}/desk.db", clock=clock) as desk:
        desk.run_due()
        assert [one.period for one in desk.tasks.list(by="guan", kind="check", open=None)] == []
        clock.advance(timedelta(hours=12))
        desk.run_due()
        assert {one.period for one in desk.tasks.list(by="guan", kind="check", open=None)} == {"2026-11-22"}
