"""Customer service, from outside: training, assessment, rewards and coaching. S3.10, S3.11, S3.15, S3.17"""

from __future__ import annotations

from datetime import timedelta

import pytest

from complaintkit import InvalidInput, NotAllowed, NotFound, Period, System

DAY = timedelta(days=1)


# ---- S3.10 ----------------------------------------------------------------------------------------------------------
def test_s3_10_all_are_trained_regularly_and_newcomers_before_they_serve(service, trains, welcomes):
    """S3.10: everybody of the roles each quarter, on record; newcomers within three days."""
    trains(service, "service", by="tang")
    welcomes(service, "service", "floor", by="tang", within=4 * DAY)


def test_s3_10_newcomers_do_not_serve_before(service, welcomes, wang):
    """S3.10: whoever joins takes nothing in until they were trained; who was here goes on; leaving and coming back begins anew."""
    desk = service.desk
    given = {"channel": "service-desk", "unit": "park-road", "category": "service/attitude", "customer": wang}
    welcomes(service, "service", "service-desk", by="tang", within=4 * DAY)
    with pytest.raises(NotAllowed) as refused:
        desk.receive("态度不好", by="xinlai", **given)
    assert refused.value.rule == "S3.10"
    assert desk.receive("态度不好", by="chen", **given).owner == "chen"

    (planned,) = (one for one in desk.tasks.list(by="tang", kind="training") if not one.period)
    desk.trainings.hold(planned, by=planned.owner, attended=["xinlai"])

    assert desk.receive("态度不好", by="xinlai", **given).owner == "xinlai"


def test_s3_10_a_house_that_begins_bars_nobody(service, wang):
    """S3.10: where all are others than before, nobody could hold the training that they wait for."""
    desk = service.desk
    data = desk.people.organisation(by="tang").as_data()
    others = {
        f"{one}2": {name: held for name, held in of.items() if name != "deputy"} for one, of in data["staff"].items()
    }
    desk.set_organisation({**data, "staff": others, "duty": {}}, by=System("host"))

    given = {"channel": "service-desk", "unit": "park-road", "category": "service/attitude", "customer": wang}
    assert desk.receive("态度不好", by="chen2", **given).owner == "chen2"


def test_s3_10_trainings_aim_at_what_feedback_shows(service, wang):
    """S3.10: the meeting's agenda says which categories there was most trouble with; a training is planned on one."""
    for category in ("service/attitude", "service/attitude", "service/efficiency"):
        service.desk.receive("不满意", by="fu", channel="service-desk", category=category, customer=wang)
    period = Period.month(2026, 11, zone="Asia/Shanghai")
    first, *_ = service.desk.trainings.themes(by="tang", period=period)
    planned = service.desk.trainings.plan(
        first.sentence("zh"),
        by="tang",
        people=["chen", "lin"],
        due=30 * DAY,
        category=first.subject.partition(":")[2],
    )
    assert (planned.subject, first.complaints) == (first.subject, 2)
    service.later(days=0)
    service.later(days=9)
    reviews = service.desk.tasks.list(by="fu", kind="review", unit="park-road")
    review = next(one for one in reviews if one.about["rule"] == "service")
    assert service.desk.reviews.agenda(review, by=review.owner).themes[0].subject == first.subject


# ---- S3.11, S3.15, S3.17 --------------------------------------------------------------------------------------------
@pytest.fixture
def assessed(service):
    """The assessments of the quarter that ended, by whom they are about."""
    service.later(days=0)
    service.later(days=40)
    found = service.desk.tasks.list(by="tang", kind="assessment", limit=200)
    return {one.about["staff"]: one for one in found}


def test_s3_11_staff_are_assessed_each_quarter_and_when_asked(service, assessed):
    """S3.11: everybody of the roles, by somebody else; ad hoc by somebody above, also on how complaints were handled."""
    rule = service.desk.playbook(by="tang").assessments["staff"]
    staff = service.desk.people.organisation(by="tang").staff
    assert assessed.keys() == {one.id for one in staff.values() if set(rule.of) & set(one.roles)}
    assert all(one.owner != name for name, one in assessed.items())
    name, one = next(iter(assessed.items()))
    again = service.desk.assessments.ask(
        name,
        by=one.owner,
        rule="staff",
        what="上周投诉的处理",
        period=Period.month(2026, 12, zone="Asia/Shanghai"),
        due=3 * DAY,
    )
    assert again.values["items"] == one.values["items"]
    assert {line.split()[0] for line in one.values["figures"]} == {
        "on-time",
        "declined",
        "reopened",
        "satisfied",
        "praise",
    }


def test_s3_15_assessments_go_by_the_list_of_standards(service, assessed):
    """S3.15: attitude, language, conduct, efficiency: each gets its mark, or the assessment is refused."""
    name, one = next(iter(assessed.items()))
    assert set(one.values["items"]) >= {"attitude", "language", "conduct", "efficiency"}
    with pytest.raises(InvalidInput):
        service.desk.assessments.assess(one, by=one.owner, marks={"attitude": 5})
    told = service.desk.assessments.assess(one, by=one.owner, marks=dict.fromkeys(one.values["items"], 5))
    assert told.waits_for == name


@pytest.mark.parametrize("proposal", ["reward", "coaching", "consequence"])
def test_s3_17_rewards_and_coaching_are_proposed_and_decided_by_people(service, assessed, proposal):
    """S3.17: with the reason; whom it is about answers; somebody above decides. S3.11: nobody else sees it (R20)."""
    name, one = next(iter(assessed.items()))
    marks = dict.fromkeys(one.values["items"], 3)
    told = service.desk.assessments.assess(one, by=one.owner, marks=marks, proposal=proposal, reason="见录音")
    assert "task-stepped" in service.told(name)
    colleague = next(other for other in assessed if other != name and other not in (one.owner, told.waits_for))
    with pytest.raises(NotFound):
        service.desk.tasks.show(told, by=colleague)
    heard = service.desk.assessments.answer(told, by=name, answer="同意")
    assert heard.waits_for not in (name, one.owner)
    closed = service.desk.assessments.decide(heard, by=heard.waits_for, decision="agreed", reason="属实")
    assert (closed.state, closed.values["proposal"]) == ("closed", (proposal,))
